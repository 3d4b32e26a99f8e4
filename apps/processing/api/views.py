"""REST endpoints that ask for work on pages; all answer in the contract's envelope."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.processing.api import serializers
from apps.processing.defaults import defaults_of
from apps.processing.services import request_masks, set_defaults
from apps.users.http import user_of


class WorkView(APIView):
    """``POST documents/{D}/<process>/``: ``{"status": "ok", "job": id}``, or 400 with the error."""

    serializer_class: ClassVar[type[serializers.WorkSerializer]]
    reads_only = False

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, read=self.reads_only, pk=document_id)
        serializer = self.serializer_class(
            data=request.data, document=document, user=user_of(request)
        )
        if not serializer.is_valid():
            return Response({"status": "error", "error": serializer.errors}, status=400)
        try:
            job = serializer.request_work()
        except ApplicationError as error:
            return Response({"status": "error", "error": _words(error)}, status=400)
        return Response({"status": "ok", "job": job.pk})


def _words(error: ApplicationError) -> object:
    if error.code == "already_processing":
        return "Already processing."
    return {"non_field_errors": [error.message]}


@extend_schema(request=serializers.SegmentSerializer, responses=serializers.QueuedSerializer)
class SegmentView(WorkView):
    serializer_class = serializers.SegmentSerializer


@extend_schema(request=serializers.TranscribeSerializer, responses=serializers.QueuedSerializer)
class TranscribeView(WorkView):
    serializer_class = serializers.TranscribeSerializer


@extend_schema(request=serializers.CopyLayerSerializer, responses=serializers.QueuedSerializer)
class CopyLayerView(WorkView):
    serializer_class = serializers.CopyLayerSerializer


class DefaultsView(APIView):
    """``documents/{D}/defaults/``: what one click on "Segment" and "Transcribe" works with."""

    @extend_schema(responses=serializers.DefaultsSerializer)
    def get(self, request: Request, document_id: int) -> Response:
        return self._answer(scoped(Document, request, read=True, pk=document_id), request)

    @extend_schema(request=serializers.DefaultsSerializer, responses=serializers.DefaultsSerializer)
    def patch(self, request: Request, document_id: int) -> Response:
        """What is not named stays as it is."""
        document = scoped(Document, request, pk=document_id)
        user = user_of(request)
        serializer = serializers.DefaultsSerializer(
            data=request.data, partial=True, document=document, user=user
        )
        serializer.is_valid(raise_exception=True)
        set_defaults(user=user, document=document, **serializer.validated_data)
        return self._answer(document, request)

    def _answer(self, document: Document, request: Request) -> Response:
        found = defaults_of(document=document, user=user_of(request))
        return Response(serializers.DefaultsSerializer(found).data)


class ResetMasksView(APIView):
    """``POST documents/{D}/parts/{P}/reset_masks/``: compute masks of a page again.

    ``?only=1,2`` or ``only`` in the body names the lines, by id or uid; ``manual`` is true where
    masks that were drawn by hand are to be computed, too.
    """

    @extend_schema(
        parameters=[OpenApiParameter("only", str, description="Ids or uids of lines: 1,2.")],
        request=serializers.ResetMasksSerializer,
        responses=serializers.QueuedSerializer,
    )
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, pk=part_id, document_id=document_id)
        named = request.query_params.get("only", "")
        given = {"only": named.split(",")} if named else {}
        body = request.data if isinstance(request.data, dict) else {}
        serializer = serializers.ResetMasksSerializer(data=given | dict(body.items()))
        serializer.is_valid(raise_exception=True)
        parts, params = Part.objects.filter(pk=part.pk), serializer.params(part)
        request_masks(user=user_of(request), document=part.document, parts=parts, params=params)
        return Response({"status": "ok"})
