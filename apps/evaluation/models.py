"""Evaluations: what was measured, on which documents, and where the findings lie."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.documents.models import Document


class Task(models.TextChoices):
    """What was measured."""

    TEXT = "text", "Text"
    LAYOUT = "layout", "Lines and regions"


class EvaluationQuerySet(ScopedQuerySet["Evaluation"]):
    """An evaluation quotes its pages: who may not see one of their documents may not see it."""

    def visibility(self, user: Any) -> Q:
        return self._of_documents(Document.objects.visible_to(user))

    def editability(self, user: Any) -> Q:
        return self._of_documents(Document.objects.visible_to(user)) & (
            Q(user=user) | self._of_documents(Document.objects.all().managed_by(user))
        )

    def _of_documents(self, documents: Any) -> Q:
        rows = EvaluationDocument.objects.all()
        others = rows.filter(Q(document=None) | ~Q(document__in=documents.values("pk")))
        mine = rows.filter(document__in=documents.values("pk"))
        return Q(pk__in=mine.values("evaluation")) & ~Q(pk__in=others.values("evaluation"))


class Evaluation(models.Model):
    """One evaluation; ``uid`` is that of its job. ``file`` holds all lines, compressed.

    ``reference`` names what the readings were compared with; it is empty where there was no
    truth and the readings only stand beside each other.
    """

    uid = models.UUIDField(default=uuid4, unique=True)
    task = models.CharField(max_length=16, choices=Task.choices, default=Task.TEXT)
    title = models.CharField(max_length=300)
    reference = models.CharField(max_length=600, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evaluations"
    )
    job = models.OneToOneField(
        "jobs.Job", on_delete=models.SET_NULL, null=True, related_name="evaluation"
    )
    file = models.FileField(max_length=255)
    page_count = models.PositiveIntegerField()
    line_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def best(self) -> "EvaluationSubject | None":
        """The subject with the best figures, the first where there is no truth."""
        rows = [row for row in self.subjects.all() if not row.error]
        if not rows:
            return None
        return min(rows, key=lambda row: row.figures.get("cer", 1 - row.figures.get("f1", 0)))


class EvaluationDocument(models.Model):
    """A document whose pages were measured; ``None`` once it was deleted."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "documents.Document", on_delete=models.SET_NULL, null=True, related_name="evaluations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "document"], name="evaluation_document_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.document}"


class EvaluationSubject(models.Model):
    """A model or a layer that was measured, in the order of the findings.

    ``figures`` are the rates over all pages: ``cer``, ``wer`` and ``interval`` of text;
    ``precision``, ``recall``, ``f1`` and ``iou`` of lines and regions; ``seconds`` and
    ``lines_per_second`` of models; ``learned`` counts pages here that the model learned from.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="subjects")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=600)
    model = models.ForeignKey(
        "ocr_models.OcrModel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="evaluations",
    )
    layer = models.ForeignKey(
        "documents.TranscriptionLayer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    error = models.TextField(blank=True)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def rate(self) -> float | None:
        """The share of what is wrong: characters, or lines."""
        if "f1" in self.figures:
            return 1 - float(self.figures["f1"])
        rate: float | None = self.figures.get("cer")
        return rate
