"""REST routes of alignment."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.alignment.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/align/", views.AlignView.as_view()),
    path("documents/<int:document_id>/forced_align/", views.ForcedAlignView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("textual-witnesses", views.WitnessViewSet, basename="textual-witness")
