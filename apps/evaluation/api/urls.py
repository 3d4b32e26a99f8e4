"""REST routes of evaluation."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.evaluation.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/evaluate/", views.EvaluateView.as_view()),
    path("documents/<int:document_id>/evaluate_layout/", views.EvaluateLayoutView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("evaluations", views.EvaluationViewSet, basename="evaluation")
