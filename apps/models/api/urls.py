"""REST routes of models."""

from rest_framework.routers import BaseRouter

from apps.models.api.views import OcrModelViewSet


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("models", OcrModelViewSet, basename="model")
