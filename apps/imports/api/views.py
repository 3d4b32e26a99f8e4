"""REST endpoints of imports."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.imports.api.serializers import (
    ImportItemSerializer,
    ImportRunSerializer,
    ImportSerializer,
    ItemChangeSerializer,
    modern,
)
from apps.imports.choices import choose_page, leave_out, take_again
from apps.imports.models import Import, ImportItem
from apps.imports.services import continue_import, request_import
from apps.jobs.services import cancel_job
from apps.users.http import user_of


class ImportView(ListAPIView[Import]):
    """``POST documents/{D}/import/`` asks for an import; ``GET`` lists those there were."""

    serializer_class = ImportRunSerializer

    def get_queryset(self) -> Any:
        document = scoped(Document, self.request, pk=self.kwargs["document_id"])
        return Import.objects.filter(document=document).select_related("job")

    @extend_schema(request=ImportSerializer, responses={201: None})
    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        serializer = ImportSerializer(data=request.data, document=document)
        serializer.is_valid(raise_exception=True)
        run = request_import(user=user_of(request), document=document, **serializer.request())
        return Response(_accepted(run), status=201)


class LegacyImportView(APIView):
    """``POST documents/{D}/imports/``: the older form, with its doubly encoded errors."""

    serializer_class = ImportSerializer

    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        asked = modern(request.data)
        if str(asked.get("resume_import", "")).lower() in {"1", "on", "true"}:
            return _resumed(request, document)
        serializer = ImportSerializer(data=asked, document=document)
        if not serializer.is_valid():
            return _error(json.dumps(serializer.errors))
        try:
            run = request_import(user=user_of(request), document=document, **serializer.request())
        except ApplicationError as error:
            return _error(json.dumps({"upload_file": [error.message]}))
        return Response(_accepted(run))


class ImportDetailView(RetrieveAPIView[Import]):
    """``GET documents/{D}/import/{uid}/``; ``POST`` starts what was planned or interrupted."""

    serializer_class = ImportRunSerializer

    def get_object(self) -> Import:
        return _run(self.request, self.kwargs)

    @extend_schema(operation_id="documents_import_start", request=None, responses={201: None})
    def post(self, request: Request, **kwargs: Any) -> Response:
        run = continue_import(run=_run(request, kwargs), user=user_of(request))
        return Response(_accepted(run), status=201)


class ImportItemsView(ListAPIView[ImportItem]):
    """``GET documents/{D}/import/{uid}/items/``: the plan, and later the report."""

    serializer_class = ImportItemSerializer

    def get_queryset(self) -> Any:
        rows = _run(self.request, self.kwargs).items.all()
        state = self.request.query_params.get("state")
        return rows.filter(state=state) if state else rows


class ImportItemView(APIView):
    """``PATCH documents/{D}/import/{uid}/items/{id}/``: another page, left out, taken again."""

    @extend_schema(request=ItemChangeSerializer, responses=ImportItemSerializer)
    def patch(self, request: Request, item_id: int, **kwargs: Any) -> Response:
        run = _run(request, kwargs)
        item = scoped(ImportItem, request, pk=item_id, run=run)
        change = ItemChangeSerializer(data=request.data)
        change.is_valid(raise_exception=True)
        user = user_of(request)
        if part_id := change.validated_data.get("part"):
            part = scoped(Part, request, pk=part_id, document=run.document_id)
            item = choose_page(item=item, user=user, part=part)
        else:
            act = leave_out if change.validated_data["action"] == "leave" else take_again
            item = act(item=item, user=user)
        return Response(ImportItemSerializer(item).data)


class CancelImportView(APIView):
    """``POST documents/{D}/cancel_import/``: the newest import of the document."""

    @extend_schema(request=None, responses={200: None, 400: None})
    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        job = document.jobs.active().editable_by(request.user).filter(kind="import").first()
        if job is None:
            return Response({"status": "already stopped"}, status=400)
        cancel_job(job=job, user=user_of(request))
        return Response({"status": "canceled"})


def _run(request: Request, kwargs: dict[str, Any]) -> Import:
    return scoped(Import, request, document=kwargs["document_id"], uid=kwargs["uid"])


def _resumed(request: Request, document: Document) -> Response:
    run = document.imports.filter(finished_at=None).first()
    if run is None:
        return _error(json.dumps({"resume_import": ["There is no import to go on with."]}))
    try:
        return Response(_accepted(continue_import(run=run, user=user_of(request))))
    except ApplicationError as error:
        return _error(json.dumps({"resume_import": [error.message]}))


def _accepted(run: Import) -> dict[str, Any]:
    return {"status": "ok", "job": run.job_id, "import": str(run.uid)}


def _error(text: str) -> Response:
    return Response({"status": "error", "error": text}, status=400)
