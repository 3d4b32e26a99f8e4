"""Addresses of hub."""

from django.urls import URLPattern, URLResolver

app_name = "hub"
urlpatterns: list[URLPattern | URLResolver] = []
