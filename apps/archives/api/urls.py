"""REST routes of archives."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.archives.api.views import ProjectArchiveView, RestoreView

urlpatterns = [
    path("archives/", RestoreView.as_view()),
    path("projects/<int:project_id>/archive/", ProjectArchiveView.as_view()),
]


def register(router: BaseRouter) -> None:
    """All routes of this app are plain paths."""
