"""REST routes of documents."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.documents.api.details import PartDetailsView
from apps.documents.api.documents import DocumentViewSet, MetadataViewSet, ScriptViewSet
from apps.documents.api.layers import LayerViewSet
from apps.documents.api.lines import LineViewSet, ReorderView
from apps.documents.api.parts import (
    BulkMoveView,
    PartIdsView,
    PartMetadataViewSet,
    PartViewSet,
)
from apps.documents.api.projects import DeletableProjectViewSet, DocumentTagViewSet
from apps.documents.api.regions import RegionViewSet
from apps.documents.api.texts import LineTextViewSet
from apps.documents.api.types import LineTypeViewSet, PartTypeViewSet, RegionTypeViewSet

DOCUMENT = r"documents/(?P<document_id>\d+)"
PART = r"documents/(?P<document_id>\d+)/parts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/bulk_move_parts/", BulkMoveView.as_view()),
    path("documents/<int:document_id>/part_ids/", PartIdsView.as_view()),
    path(
        "documents/<int:document_id>/parts/<int:part_id>/details/",
        PartDetailsView.as_view(),
        name="part-details",
    ),
    path(
        "documents/<int:document_id>/parts/<int:part_id>/recalculate_ordering/",
        ReorderView.as_view(),
    ),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("scripts", ScriptViewSet, basename="script")
    router.register("projects", DeletableProjectViewSet, basename="project")
    router.register(
        r"projects/(?P<project_id>\d+)/tags", DocumentTagViewSet, basename="document-tag"
    )
    router.register("documents", DocumentViewSet, basename="document")
    router.register("types/block", RegionTypeViewSet, basename="region-type")
    router.register("types/line", LineTypeViewSet, basename="line-type")
    router.register("types/part", PartTypeViewSet, basename="part-type")
    router.register(DOCUMENT + "/metadata", MetadataViewSet, basename="document-metadata")
    router.register(DOCUMENT + "/transcriptions", LayerViewSet, basename="layer")
    router.register(PART, PartViewSet, basename="part")
    router.register(
        PART + r"/(?P<part_id>\d+)/metadata", PartMetadataViewSet, basename="part-metadata"
    )
    router.register(PART + r"/(?P<part_id>\d+)/blocks", RegionViewSet, basename="region")
    router.register(PART + r"/(?P<part_id>\d+)/lines", LineViewSet, basename="line")
    router.register(PART + r"/(?P<part_id>\d+)/transcriptions", LineTextViewSet, basename="text")
