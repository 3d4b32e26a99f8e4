"""REST routes of training."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.training.api import views
from apps.training.api.collections import CollectionViewSet

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/train/", views.TrainView.as_view()),
    path("documents/<int:document_id>/segtrain/", views.SegtrainView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Training sets; the other routes are plain paths."""
    router.register("collections", CollectionViewSet, basename="collection")
