"""The history of a page: list, take, look at and bring back snapshots."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Part, Snapshot
from apps.documents.selectors.snapshots import snapshot_detail, snapshot_json, snapshots_before
from apps.documents.services.snapshots import restore_snapshot, take_snapshot
from apps.users.http import user_of

REASON = inline_serializer("SnapshotReason", {"reason": serializers.CharField(max_length=200)})


class SnapshotsView(APIView):
    """``GET``: fifty snapshots, newest first, older than ``before``. ``POST``: one of now."""

    @extend_schema(
        parameters=[OpenApiParameter("before", int, description="Only older ones: an id.")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        rows = snapshots_before(part, before=_before(request))
        return Response({"snapshots": [snapshot_json(row) for row in rows]})

    @extend_schema(request=REASON, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        reason = _reason(request.data)
        row = take_snapshot(part=part, user=user_of(request), reason=reason)
        return Response(snapshot_json(row), status=201)


class SnapshotView(APIView):
    """What the page was then, and how it differs from now."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, document_id: int, part_id: int, snapshot_id: int) -> Response:
        return Response(snapshot_detail(_snapshot(request, document_id, part_id, snapshot_id)))


class RestoreView(APIView):
    """Bring the page back to the snapshot; ``snapshot`` is what it was before that."""

    @extend_schema(request=None, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, document_id: int, part_id: int, snapshot_id: int) -> Response:
        snapshot = _snapshot(request, document_id, part_id, snapshot_id)
        before = restore_snapshot(snapshot=snapshot, user=user_of(request))
        before.part.refresh_from_db(fields=["revision"])
        return Response({"revision": before.part.revision, "snapshot": before.pk})


def _snapshot(request: Request, document_id: int, part_id: int, snapshot_id: int) -> Snapshot:
    return scoped(Snapshot, request, part__document_id=document_id, part_id=part_id, pk=snapshot_id)


def _reason(data: Any) -> str:
    reason = data.get("reason") if isinstance(data, dict) else None
    words = reason.strip() if isinstance(reason, str) else ""
    if not 1 <= len(words) <= 200 or "\0" in words:
        raise ApplicationError("invalid", "Say in 1 to 200 characters what this state is.")
    return words


def _before(request: Request) -> int | None:
    value = request.query_params.get("before", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
