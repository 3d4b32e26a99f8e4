"""REST endpoints of exports."""

import json
from typing import Any

from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet, scoped
from apps.documents.models import Document
from apps.exports.api.serializers import DownloadSerializer, ExportRequestSerializer
from apps.exports.models import Export
from apps.exports.services import delete_export, request_export
from apps.users.http import user_of


class ExportRequestView(APIView):
    """``POST documents/{D}/export/``: viewers may export what they see."""

    serializer_class = ExportRequestSerializer

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, read=True, pk=document_id)
        serializer = ExportRequestSerializer(data=request.data, document=document)
        if not serializer.is_valid():
            # Clients decode this string a second time: the contract's own shape.
            body = {"status": "error", "error": json.dumps(serializer.errors)}
            return Response(body, status=400)
        job = request_export(user=user_of(request), document=document, params=serializer.params())
        return Response({"status": "ok", "job": job.pk})


class DownloadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[Export]):
    """``downloads/``: my finished exports, newest first."""

    scope = Export
    serializer_class = DownloadSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        delete_export(export=self.get_object())
        return Response(status=204)
