"""Addresses of the hub."""

from django.urls import URLPattern, URLResolver, path

from apps.hub import views

app_name = "hub"
urlpatterns: list[URLPattern | URLResolver] = [
    path("models/hub/", views.hub, name="hub"),
    path("models/hub/catalogue/", views.catalogue, name="catalogue"),
    path("models/hub/<int:entry_id>/", views.detail, name="detail"),
    path("models/hub/<int:entry_id>/install/", views.install, name="install"),
]
