"""Addresses of the editor pages."""

from django.urls import URLPattern, URLResolver

app_name = "editor"
urlpatterns: list[URLPattern | URLResolver] = []
