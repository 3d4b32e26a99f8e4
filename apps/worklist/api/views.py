"""REST endpoints of work lists."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.documents.models import Document, TranscriptionLayer
from apps.users.http import user_of
from apps.worklist import selectors, services
from apps.worklist.api.serializers import (
    MarkSerializer,
    RankingSerializer,
    RankSerializer,
    WorkListSerializer,
    WorkPageSerializer,
)
from apps.worklist.models import WorkList

LINES = 20
LAYER = OpenApiParameter("layer", int, description="Without it: the list that was made last.")


class WorkListView(APIView):
    """What to correct next: viewers read the list, editors have it made."""

    @extend_schema(parameters=[LAYER], responses={200: WorkListSerializer})
    def get(self, request: Request, document_id: int) -> Response:
        """The next twenty open lines, with how far people are."""
        document = scoped(Document, request, pk=document_id)
        return _answer(document, _layer_wanted(request))

    @extend_schema(request=RankSerializer, responses={202: RankingSerializer})
    def post(self, request: Request, document_id: int) -> Response:
        """Rank the lines of a layer in a job."""
        document = scoped(Document, request, pk=document_id)
        form = RankSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        job = services.request_ranking(
            user=user_of(request), document=document, layer_id=form.validated_data["layer"]
        )
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class MarkView(APIView):
    """Lines that need no correction, or not now."""

    @extend_schema(request=MarkSerializer, responses={200: WorkListSerializer})
    def post(self, request: Request, document_id: int) -> Response:
        """Note it; the answer is the list as it is then."""
        document = scoped(Document, request, pk=document_id)
        form = MarkSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        layer = scoped(TranscriptionLayer, request, pk=data["layer"], document=document)
        services.mark_line(
            user=user_of(request), layer=layer, line_uid=data["line"], state=data["state"]
        )
        return _answer(document, layer.pk)


class WorkPagesView(APIView):
    """The pages of a list, the most worthwhile first."""

    @extend_schema(parameters=[LAYER], responses={200: WorkPageSerializer(many=True)})
    def get(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        work_list = selectors.list_of(document, _layer_wanted(request))
        rows = selectors.page_rows(work_list) if work_list else []
        return Response(WorkPageSerializer(rows, many=True).data)


def _layer_wanted(request: Request) -> int | None:
    value = request.query_params.get("layer")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise ValidationError({"layer": "Give the id of a layer."})
    return int(value)


def _answer(document: Document, layer_id: int | None) -> Response:
    work_list = selectors.list_of(document, layer_id)
    known: dict[str, Any] = {
        "layer": work_list.layer_id if work_list else layer_id,
        "made_at": work_list and work_list.made_at,
        "is_ranking": selectors.ranking_job(document, layer_id) is not None,
        "portion": work_list and selectors.portion(work_list),
        "estimate": work_list and selectors.estimate(work_list),
        "lines": _lines(work_list),
    }
    return Response(WorkListSerializer(known).data)


def _lines(work_list: WorkList | None) -> Any:
    if work_list is None:
        return []
    return selectors.described(selectors.open_lines(work_list), work_list.layer)[:LINES]
