"""REST routes of evaluation."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.evaluation.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/evaluate/", views.EvaluateView.as_view()),
]


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
