"""Addresses of the documents pages."""

from django.urls import URLPattern, URLResolver, re_path

from apps.documents.views.media import media

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(
        r"^media/(?P<kind>thumbnail|view|original)/(?P<image_id>\d+)/(?P<name>[^/]+)$",
        media,
        name="media",
    ),
]
