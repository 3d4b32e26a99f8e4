"""REST endpoints of exports."""

import json
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet, scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.exports.api.serializers import (
    DownloadSerializer,
    ExportRequestSerializer,
    FormatSerializer,
)
from apps.exports.models import Export
from apps.exports.services import delete_export, request_export
from apps.exports.views import answer_with
from apps.exports.writers.base import formats
from apps.users.http import user_of


class ExportRequestView(APIView):
    """``documents/{D}/export/``: what formats there are, and exports; viewers may, too."""

    serializer_class = ExportRequestSerializer

    @extend_schema(responses=FormatSerializer(many=True))
    def get(self, request: Request, document_id: int) -> Response:
        scoped(Document, request, read=True, pk=document_id)
        return Response(FormatSerializer(list(formats().values()), many=True).data)

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, read=True, pk=document_id)
        serializer = ExportRequestSerializer(data=request.data, document=document)
        if not serializer.is_valid():
            return self._refused(serializer.errors)
        origin = request.build_absolute_uri("/").rstrip("/")
        try:
            params = serializer.params(origin=origin)
            job = request_export(user=user_of(request), document=document, params=params)
        except ApplicationError as error:
            return self._refused({"non_field_errors": [error.message]})
        return Response({"status": "ok", "job": job.pk})

    @staticmethod
    def _refused(errors: Any) -> Response:
        # Clients decode this string a second time: the contract's own shape.
        return Response({"status": "error", "error": json.dumps(errors)}, status=400)


class DownloadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[Export]):
    """``downloads/``: my finished exports, newest first; ``?job=`` that of one job."""

    scope = Export
    serializer_class = DownloadSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        job = self.request.query_params.get("job", "")
        return rows.filter(job_id=int(job)) if job.isascii() and job.isdecimal() else rows

    @extend_schema(responses={200: OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file itself, or the range of it that is asked for."""
        return answer_with(request, self.get_object())

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        delete_export(export=self.get_object())
        return Response(status=204)
