"""Every address of the program, composed from the apps."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("escriptorium.api")),
    path("", include("apps.users.account_urls")),
    path("", include("apps.users.urls")),
    path("", include("apps.archives.urls")),
    path("", include("apps.projects.urls")),
    path("", include("apps.documents.urls")),
    path("", include("apps.models.urls")),
    path("", include("apps.jobs.urls")),
    path("", include("apps.processing.urls")),
    path("", include("apps.training.urls")),
    path("", include("apps.training.sets.urls")),
    path("", include("apps.evaluation.urls")),
    path("", include("apps.hub.urls")),
    path("", include("apps.worklist.urls")),
    path("", include("apps.alignment.urls")),
    path("", include("apps.imports.urls")),
    path("", include("apps.exports.urls")),
    path("", include("apps.search.urls")),
    path("", include("apps.comments.urls")),
    path("", include("apps.annotations.urls")),
    path("", include("apps.editor.urls")),
]

handler400 = "apps.common.views.bad_request"
handler403 = "apps.common.views.forbidden"
handler404 = "apps.common.views.not_found"
handler500 = "apps.common.views.server_error"
