"""Addresses of the models pages."""

from django.urls import URLPattern, URLResolver

app_name = "models"
urlpatterns: list[URLPattern | URLResolver] = []
