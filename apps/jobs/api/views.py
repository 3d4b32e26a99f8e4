"""REST endpoints of jobs: reports, groups, the monitor, and cancelling."""

from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet, scoped
from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.jobs.api.serializers import (
    STATES,
    CancelledSerializer,
    CancelTasksSerializer,
    DocumentTasksSerializer,
    TaskGroupSerializer,
    TaskSerializer,
)
from apps.jobs.models import Job, JobState
from apps.jobs.services import cancel_job, retry_job
from apps.models.models import OcrModel
from apps.users.http import user_of

ORDERINGS = {"queued_at": "created_at", "started_at": "started_at", "done_at": "finished_at"}


class TaskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[Job]):
    """``tasks/``: reports on the caller's own work, one a page; read only."""

    scope = Job
    serializer_class = TaskSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        rows = super().get_queryset().filter(user=user_of(self.request))
        if self.action == "list":
            rows = rows.filter(is_group=False)
        for name, lookup in (("document", "document_id"), ("group", "parent_id")):
            if asked.get(name, "").isdecimal():
                rows = rows.filter(**{lookup: int(asked[name])})
        return rows.select_related("part").order_by(*_ordering(asked.get("ordering", "")))


def _ordering(asked: str) -> list[str]:
    """``-done_at,queued_at`` in the names of our columns; newest first unless told otherwise."""
    columns = [
        ("-" if name.startswith("-") else "") + ORDERINGS[name.removeprefix("-")]
        for name in asked.split(",")
        if name.removeprefix("-") in ORDERINGS
    ]
    return [*columns, "-pk"]


class TaskGroupViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[Job]):
    """``documents/{D}/task_groups/``: what was asked for in a document, newest first."""

    scope = Job
    serializer_class = TaskGroupSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        document = scoped(Document, self.request, read=True, pk=self.kwargs["document_id"])
        children = Job.objects.defer("params", "data", "result", "log")
        rows = super().get_queryset().filter(document=document, parent=None)
        return rows.select_related("user").prefetch_related(Prefetch("children", children))


class DocumentTasksViewSet(mixins.ListModelMixin, ScopedViewSet[Document]):
    """``documents/tasks/``: the caller's documents with counts of their tasks by state."""

    scope = Document
    serializer_class = DocumentTasksSerializer

    def get_queryset(self) -> Any:
        user = user_of(self.request)
        rows = Document.objects.all() if user.is_staff else Document.objects.filter(owner=user)
        asked = self.request.query_params
        if asked.get("name"):
            rows = rows.filter(name__icontains=asked["name"])
        if user.is_staff and "user_id" in asked:
            rows = rows.filter(owner_id=_user_id(asked["user_id"]))
        if asked.get("task_state"):
            state = _state(asked["task_state"])
            rows = rows.filter(jobs__state=state, jobs__is_group=False)
        return _with_counts(rows.filter(jobs__isnull=False)).order_by("-last_started_task", "-pk")


def _with_counts(rows: "QuerySet[Document]") -> Any:
    counts: dict[str, Any] = {
        f"tasks_{state}": Count(
            "jobs", filter=Q(jobs__state=state, jobs__is_group=False), distinct=True
        )
        for state in STATES
    }
    counted = rows.annotate(last_started_task=Max("jobs__started_at"), **counts)
    return counted.select_related("owner")


def _user_id(text: str) -> int:
    if not text.isdecimal():
        raise ApplicationError("invalid", "Invalid user_id, it should be an int.")
    return int(text)


def _state(text: str) -> JobState:
    for state, (_, label) in STATES.items():
        if label.lower() == text.lower():
            return state
    raise ApplicationError("invalid", "Invalid task_state, it should match a valid workflow_state.")


class CancelTasksView(APIView):
    """``POST documents/{D}/cancel_tasks/``: all of the document's work, or one report's."""

    @extend_schema(request=CancelTasksSerializer, responses=CancelledSerializer)
    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        jobs = Job.objects.filter(document=document).editable_by(request.user).active()
        wanted = request.data.get("task_report") if isinstance(request.data, dict) else None
        if wanted is None:
            return _cancelled(request, document, jobs.roots())
        chosen = jobs.filter(pk=wanted) if str(wanted).isdecimal() else jobs.none()
        if not chosen:
            words = "Could not cancel: the requested task could not be found."
            return Response({"status": "error", "error": words}, status=400)
        return _cancelled(request, document, chosen)


def _cancelled(request: Request, document: Document, jobs: "QuerySet[Job]") -> Response:
    number = 0
    for job in jobs:
        number += job.children.filter(finished_at=None).count() if job.is_group else 1
        cancel_job(job=job, user=user_of(request))
    details = f"Canceled {number} pending/running tasks linked to document {document.name}."
    return Response({"status": "canceled", "details": details})


class CancelTrainingView(APIView):
    """``POST documents/{D}/cancel_training/``: the trainings of a document."""

    @extend_schema(request=None, responses=CancelledSerializer)
    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        return _cancel_trainings(request, Job.objects.filter(document=document))


class CancelModelTrainingView(APIView):
    """``POST models/{id}/cancel_training/``: the trainings that start from a model."""

    @extend_schema(request=None, responses=CancelledSerializer)
    def post(self, request: Request, model_id: int) -> Response:
        model = scoped(OcrModel, request, pk=model_id)
        return _cancel_trainings(request, Job.objects.filter(ocr_model=model))


def _cancel_trainings(request: Request, jobs: Any) -> Response:
    trainings = list(jobs.editable_by(request.user).active().filter(kind="train"))
    for job in trainings:
        cancel_job(job=job, user=user_of(request))
    if not trainings:
        return Response({"status": "failed"}, status=400)
    return Response({"status": "canceled"})


class CancelPartView(APIView):
    """``POST documents/{D}/parts/{P}/cancel/``: the work on one page."""

    @extend_schema(request=None, responses=CancelledSerializer)
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, pk=part_id, document_id=document_id)
        for job in Job.objects.filter(part=part).editable_by(request.user).active():
            cancel_job(job=job, user=user_of(request))
        return Response({"status": "canceled", "workflow": {}})


class TaskCancelView(APIView):
    """``POST tasks/{id}/cancel/``: one job of the caller's."""

    @extend_schema(request=None, responses=TaskSerializer)
    def post(self, request: Request, job_id: int) -> Response:
        job = scoped(Job, request, pk=job_id)
        return Response(TaskSerializer(cancel_job(job=job, user=user_of(request))).data)


class TaskRetryView(APIView):
    """``POST tasks/{id}/retry/``: a new job for what a failed or cancelled one did not do."""

    @extend_schema(request=None, responses={201: TaskSerializer})
    def post(self, request: Request, job_id: int) -> Response:
        job = scoped(Job, request, pk=job_id)
        again = retry_job(job=job, user=user_of(request))
        return Response(TaskSerializer(again).data, status=201)
