"""Reading evaluations: of a document, of a model, and what can be done from one."""

from typing import Any

from django.db.models import QuerySet

from apps.documents.models import Document
from apps.evaluation.models import Evaluation, EvaluationSubject, Task
from apps.models.models import ModelRole, OcrModel

SHOWN = 20


def of_document(user: Any, document: Document) -> "QuerySet[Evaluation]":
    """The evaluations that used pages of this document, newest first."""
    rows = Evaluation.objects.visible_to(user).filter(documents__document=document)
    return rows.select_related("user").prefetch_related("subjects")


def best_tried(user: Any, document: Document, task: str) -> int | None:
    """The model with the fewest errors in the newest evaluation of the document that compared some
    with a truth; those that learned from its pages do not count.
    """
    kind = Task.TEXT if task == ModelRole.RECOGNITION else Task.LAYOUT
    rows = of_document(user, document).filter(task=kind, subjects__model__isnull=False)
    for evaluation in rows.exclude(reference="").distinct()[:1]:
        known = [row for row in evaluation.subjects.all() if row.model_id and row.rate is not None]
        fair = [row for row in known if not row.figures.get("learned")]
        return min(fair, key=lambda row: row.rate or 0.0).model_id if fair else None
    return None


def editable_document(user: Any, evaluation: Evaluation) -> Document | None:
    """The one document of the evaluation, where ``user`` may change it."""
    documents = Document.objects.editable_by(user).filter(
        evaluations__evaluation=evaluation, archived_at__isnull=True
    )
    found = list(documents.distinct()[:2])
    return found[0] if len(found) == 1 else None


def measured(model: OcrModel, user: Any) -> list[EvaluationSubject]:
    """What evaluations that ``user`` may see say of a model, newest first."""
    seen = Evaluation.objects.visible_to(user)
    rows = EvaluationSubject.objects.filter(model=model, error="", evaluation__in=seen)
    rows = rows.select_related("evaluation").prefetch_related("evaluation__documents__document")
    return list(rows.order_by("-evaluation__pk"))
