"""Addresses of the processing pages."""

from django.urls import URLPattern, URLResolver

app_name = "processing"
urlpatterns: list[URLPattern | URLResolver] = []
