"""Every address of the program, composed from the apps."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("escriptorium.api")),
    path("", include("apps.users.urls")),
    path("", include("apps.projects.urls")),
    path("", include("apps.documents.urls")),
    path("", include("apps.models.urls")),
    path("", include("apps.jobs.urls")),
    path("", include("apps.processing.urls")),
    path("", include("apps.imports.urls")),
    path("", include("apps.exports.urls")),
    path("", include("apps.editor.urls")),
]
