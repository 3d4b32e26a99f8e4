"""Jobs in the words of the contract: task reports and task groups."""

from typing import Any

from django.utils.functional import cached_property
from rest_framework import serializers

from apps.documents.models import Document
from apps.jobs.models import Job, JobState
from apps.jobs.selectors import WaitingWork, queue_position, waiting_work

STATES = {
    JobState.QUEUED: (0, "Queued"),
    JobState.RUNNING: (1, "Running"),
    JobState.FAILED: (2, "Crashed"),
    JobState.DONE: (3, "Finished"),
    JobState.CANCELLED: (4, "Canceled"),
}
METHODS = {
    "segment": "core.tasks.segment",
    "transcribe": "core.tasks.transcribe",
    "masks": "core.tasks.recalculate_masks",
    "evaluate": "core.tasks.evaluate",
    "import": "imports.tasks.document_import",
    "export": "imports.tasks.document_export",
}


def method_of(job: Job) -> str:
    """The name under which clients know this kind of work."""
    if job.kind == "train":
        is_segmentation = job.params.get("task") == "segmentation"
        return "core.tasks.segtrain" if is_segmentation else "core.tasks.train"
    return METHODS.get(job.kind, f"core.tasks.{job.kind}")


class TaskSerializer(serializers.ModelSerializer[Job]):
    """One report; the progress fields and the result are added to the contract's."""

    pk = serializers.IntegerField(read_only=True)
    document_part = serializers.SerializerMethodField()
    workflow_state = serializers.SerializerMethodField()
    label = serializers.CharField(source="title", read_only=True)  # type: ignore[assignment]
    messages = serializers.SerializerMethodField()
    queued_at = serializers.DateTimeField(source="created_at", read_only=True)
    done_at = serializers.DateTimeField(source="finished_at", read_only=True)
    method = serializers.SerializerMethodField()
    group = serializers.IntegerField(source="parent_id", read_only=True)
    position = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "pk",
            "document",
            "document_part",
            "workflow_state",
            "label",
            "messages",
            "queued_at",
            "started_at",
            "done_at",
            "method",
            "user",
            "group",
            "done",
            "total",
            "position",
            "error",
            "result",
        ]
        read_only_fields = fields

    def get_document_part(self, job: Job) -> str | None:
        return job.part.title if job.part else None

    def get_workflow_state(self, job: Job) -> int:
        return STATES[JobState(job.state)][0]

    def get_messages(self, job: Job) -> str:
        return job.log

    def get_method(self, job: Job) -> str:
        return method_of(job)

    def get_position(self, job: Job) -> int | None:
        return queue_position(job, self._waiting)

    @cached_property
    def _waiting(self) -> list[WaitingWork]:
        """All that waits, asked for once: the rows of a list share their serializer."""
        return waiting_work()


class TaskGroupSerializer(serializers.ModelSerializer[Job]):
    """What one request became: its pages counted by state."""

    pk = serializers.IntegerField(read_only=True)
    method = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="user.username", read_only=True)
    tasks = serializers.SerializerMethodField()
    page_count = serializers.IntegerField(source="total", read_only=True)

    class Meta:
        model = Job
        fields = ["pk", "method", "created_at", "created_by", "tasks", "page_count"]
        read_only_fields = fields

    def get_method(self, job: Job) -> str:
        return method_of(job)

    def get_tasks(self, job: Job) -> list[dict[str, Any]]:
        children = list(job.children.all()) if job.is_group else [job]
        return [
            {
                "workflow_state": label,
                "queued_at": _first(child.created_at for child in of_state),
                "started_at": _first(child.started_at for child in of_state),
                "done_at": _first((child.finished_at for child in of_state), last=True),
                "count": len(of_state),
            }
            for state, (_, label) in STATES.items()
            if (of_state := [child for child in children if child.state == state])
        ]


def _first(times: Any, *, last: bool = False) -> Any:
    known = [time for time in times if time is not None]
    if not known:
        return None
    return max(known) if last else min(known)


class DocumentTasksSerializer(serializers.ModelSerializer[Document]):
    """A document and how many of its tasks are in each state."""

    pk = serializers.IntegerField(read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)
    tasks_stats = serializers.SerializerMethodField()
    last_started_task = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Document
        fields = ["pk", "name", "owner", "tasks_stats", "last_started_task"]
        read_only_fields = fields

    def get_tasks_stats(self, document: Any) -> dict[str, int]:
        return {label: getattr(document, f"tasks_{state}") for state, (_, label) in STATES.items()}


class CancelTasksSerializer(serializers.Serializer[Any]):
    """Which report to cancel; none means all work of the document."""

    task_report = serializers.IntegerField(required=False)


class CancelledSerializer(serializers.Serializer[Any]):
    """The answer to cancelling."""

    status = serializers.CharField()
    details = serializers.CharField(required=False)
