"""REST endpoints of imports."""

import json

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.imports.api.serializers import ImportSerializer
from apps.imports.services import request_import
from apps.jobs.services import cancel_job
from apps.users.http import user_of


class ImportView(APIView):
    """``POST documents/{D}/import/``."""

    serializer_class = ImportSerializer

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        serializer = ImportSerializer(data=request.data, document=document)
        serializer.is_valid(raise_exception=True)
        run = request_import(user=user_of(request), document=document, **serializer.request())
        return Response({"status": "ok", "job": run.job_id, "import": str(run.uid)}, status=201)


class LegacyImportView(APIView):
    """``POST documents/{D}/imports/``: the older form, with its doubly encoded errors."""

    serializer_class = ImportSerializer

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        serializer = ImportSerializer(data=request.data, document=document)
        if not serializer.is_valid():
            return _error(json.dumps(serializer.errors))
        try:
            run = request_import(user=user_of(request), document=document, **serializer.request())
        except ApplicationError as error:
            return _error(json.dumps({"upload_file": [error.message]}))
        return Response({"status": "ok", "job": run.job_id, "import": str(run.uid)})


class CancelImportView(APIView):
    """``POST documents/{D}/cancel_import/``: the newest import of the document."""

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        job = document.jobs.active().editable_by(request.user).filter(kind="import").first()
        if job is None:
            return Response({"status": "already stopped"}, status=400)
        cancel_job(job=job, user=user_of(request))
        return Response({"status": "canceled"})


def _error(text: str) -> Response:
    return Response({"status": "error", "error": text}, status=400)
