"""What was replaced where, so that the whole of it can be undone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.jobs.models import Job
from apps.projects import access
from apps.projects.models import Project


class ReplacementQuerySet(ScopedQuerySet["Replacement"]):
    def visibility(self, user: Any) -> Q:
        return self._of(user, "viewer")

    def editability(self, user: Any) -> Q:
        """Who may undo it: the one who asked, and managers of what it changed."""
        return self._of(user, "manager")

    def _of(self, user: Any, role: Any) -> Q:
        in_document = Q(document__isnull=False) & access.document_q(user, role, document="document")
        in_project = Q(document__isnull=True) & access.project_q(user, role, project="project")
        return Q(user=user) | in_document | in_project


class Replacement(models.Model):
    """One find and replace over many lines; ``document`` is empty for a whole project."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    query = models.JSONField(help_text="What was looked for, and how.")
    words = models.TextField(blank=True, help_text="What was put in its place.")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        found, words = self.query.get("text", ""), self.words
        return f"Replace “{found[:80]}” by “{words[:80]}”" if words else f"Remove “{found[:80]}”"


class ReplacedState(models.TextChoices):
    """waiting -> done -> undone | kept; waiting -> skipped."""

    WAITING = "waiting", "Not changed yet"
    DONE = "done", "Changed"
    SKIPPED = "skipped", "Left: it was changed since the preview"
    UNDONE = "undone", "Old text is back"
    KEPT = "kept", "Not brought back: it was changed since"


class ReplacedText(models.Model):
    """One text of a replacement; named by line and layer, which outlive a deletion and its undo."""

    replacement = models.ForeignKey(Replacement, on_delete=models.CASCADE, related_name="texts")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="+")
    layer = models.ForeignKey(TranscriptionLayer, on_delete=models.CASCADE, related_name="+")
    line_uid = models.UUIDField()
    state = models.CharField(
        max_length=8, choices=ReplacedState.choices, default=ReplacedState.WAITING
    )
    version_before = models.PositiveIntegerField()
    version_after = models.PositiveIntegerField(null=True)
    text_before = models.TextField()
    text_after = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["replacement", "state", "part"])]
        constraints = [
            models.UniqueConstraint(
                fields=["replacement", "line_uid", "layer"], name="replaced_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.text_after
