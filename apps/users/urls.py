"""Addresses of the users pages."""

from django.urls import URLPattern, URLResolver, path

from apps.users import views

app_name = "users"
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/", views.setup_needed, name="setup-needed"),
    path("profile/", views.profile, name="profile"),
    path("profile/apikey/", views.api_key, name="api-key"),
    path("profile/apikey/new/", views.rotate_api_key, name="api-key-new"),
]
