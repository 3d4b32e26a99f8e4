"""What the editor reads of texts beside the page: another layer, a line's past, its characters."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Line, Part, TranscriptionLayer
from apps.documents.selectors.editor import line_glyphs
from apps.documents.selectors.line_history import line_history
from apps.documents.selectors.line_texts import texts_by_line
from apps.editor.bootstrap import layer_wanted

LAYER = OpenApiParameter("layer", int, required=True, description="Layer whose texts are wanted.")
LINES = OpenApiParameter("lines", str, description="Only these: uids of lines, with commas.")


class TextsView(APIView):
    """The texts of a page in one layer, by line; to compare with the layer that is shown."""

    @extend_schema(parameters=[LAYER, LINES], responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        layer = _layer(request, document_id)
        texts = texts_by_line(part=part, layer=layer, lines=_lines(request))
        return Response({"layer": layer.pk, "texts": texts})


class LineHistoryView(APIView):
    """The versions of a line's text in one layer, newest first, fifty at a time."""

    @extend_schema(
        parameters=[LAYER, OpenApiParameter("before", int, description="Only older versions.")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, document_id: int, part_id: int, line_uid: UUID) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        layer = _layer(request, document_id)
        before = layer_wanted(request.query_params.get("before"))
        found = line_history(part=part, line_uid=line_uid, layer=layer, before=before)
        return Response(found)


class GlyphsView(APIView):
    """The characters of a line in one layer: where they lie, and what else they may be."""

    @extend_schema(
        parameters=[LAYER, OpenApiParameter("line", UUID, required=True)],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        layer = _layer(request, document_id)
        line = scoped(Line, request, part=part, uid=_uid(request.query_params.get("line", "")))
        return Response(line_glyphs(line=line, layer=layer))


def _uid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise ApplicationError("invalid", "Say which line: ?line= and its uid.") from error


def _lines(request: Request) -> list[UUID] | None:
    """The lines that are wanted; all where none is named."""
    wanted = request.query_params.get("lines")
    try:
        return [UUID(uid) for uid in wanted.split(",")] if wanted else None
    except ValueError as error:
        raise ApplicationError("invalid", "The uids of lines are UUIDs.") from error


def _layer(request: Request, document_id: int) -> TranscriptionLayer:
    wanted = layer_wanted(request.query_params.get("layer"))
    if wanted is None:
        raise ApplicationError("invalid", "Say which layer: ?layer= and its id.")
    return scoped(TranscriptionLayer, request, document_id=document_id, pk=wanted)
