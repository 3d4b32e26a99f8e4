"""The job row: the one truth about long work."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.jobs import registry
from apps.projects import access


class JobState(models.TextChoices):
    """queued -> running -> done | failed | cancelled; queued -> cancelled.

    A job whose worker died goes running -> queued, at most twice, then failed.
    Only ``runner`` and ``services`` of this app write the state.
    """

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class Queue(models.TextChoices):
    """Which workers take a job."""

    DEFAULT = "default", "Light work"
    INFERENCE = "inference", "Segmentation and recognition"
    TRAIN = "train", "Training"


class JobQuerySet(ScopedQuerySet["Job"]):
    def visibility(self, user: Any) -> Q:
        return Q(user=user) | (
            Q(document__isnull=False) & access.document_q(user, "viewer", document="document")
        )

    def editability(self, user: Any) -> Q:
        """Who may cancel or retry: the one who asked, and managers of the document."""
        return Q(user=user) | (
            Q(document__isnull=False) & access.document_q(user, "manager", document="document")
        )

    def roots(self) -> "JobQuerySet":
        """Jobs that people asked for, not the pages they were split into."""
        return self.filter(parent__isnull=True).exclude(kind__in=registry.quiet_kinds())

    def active(self) -> "JobQuerySet":
        return self.filter(state__in=ACTIVE)

    def waiting(self) -> "JobQuerySet":
        """Work that no worker has been given yet."""
        return self.filter(state=JobState.QUEUED, dispatched_at__isnull=True, is_group=False)

    def in_flight(self) -> "JobQuerySet":
        """Work that was given to a worker and is not finished."""
        return self.active().filter(dispatched_at__isnull=False, is_group=False)


class Job(models.Model):
    """One long work. A parent with children does nothing itself: it sums them up.

    ``params`` are parsed by the handler's dataclass; ``data`` is what the work shows while it runs
    (a training curve, say); ``result`` what it left; ``log`` lines in plain words.
    """

    uid = models.UUIDField(default=uuid4, unique=True)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=300, blank=True)
    queue = models.CharField(max_length=16, choices=Queue.choices, default=Queue.DEFAULT)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.QUEUED)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs"
    )
    document = models.ForeignKey(
        "documents.Document", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    part = models.ForeignKey(
        "documents.Part", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    ocr_model = models.ForeignKey(
        "ocr_models.OcrModel", on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    is_group = models.BooleanField(default=False, help_text="Only sums up its children.")
    params = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    log = models.TextField(blank=True)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    stop_requested = models.BooleanField(default=False, help_text="Stop and keep the best so far.")
    pause_requested = models.BooleanField(default=False, help_text="Stop here, to go on later.")
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True, help_text="Handed to the queue.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "queue"]),
            models.Index(fields=["parent", "state"]),
            models.Index(fields=["user", "state"]),
            models.Index(fields=["document", "state"]),
            models.Index(fields=["queue", "user", "dispatched_at"]),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_paused(self) -> bool:
        """Whether the work ended because somebody paused it: it can go on later."""
        return bool(self.data.get("paused"))

    @property
    def percent(self) -> int:
        """Progress in whole percent; 0 while the total is unknown."""
        return min(100, 100 * self.done // self.total) if self.total else 0
