"""REST routes of documents."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.documents.api.parts import (
    BulkMoveView,
    PartIdsView,
    PartMetadataViewSet,
    PartViewSet,
)

PART = r"documents/(?P<document_id>\d+)/parts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/bulk_move_parts/", BulkMoveView.as_view()),
    path("documents/<int:document_id>/part_ids/", PartIdsView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register(PART, PartViewSet, basename="part")
    router.register(
        PART + r"/(?P<part_id>\d+)/metadata", PartMetadataViewSet, basename="part-metadata"
    )
