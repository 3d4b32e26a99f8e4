"""What the lists and the head of a document show: numbers, roles, what deletion takes away."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from apps.common.words import counted
from apps.documents.models import Document, LayerProgress, Line, Part, TranscriptionLayer
from apps.documents.models.document import DocumentQuerySet
from apps.documents.models.transcription import LayerQuerySet
from apps.projects.models import Project

SORTS = {
    "name": Lower("name"),
    "pages": "page_count",
    "progress": "text_count",
    "updated": "updated_at",
}
DEFAULT_SORT = "-updated"


def document_rows(user: Any, project: Project, *, query: str, archived: bool) -> DocumentQuerySet:
    """Documents of a project that ``user`` may see, with the numbers of pages."""
    rows = Document.objects.visible_to(user).filter(project=project)
    rows = rows.filter(archived_at__isnull=not archived)
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(tags__name__icontains=query)).distinct()
    return rows.prefetch_related("tags").annotate(**_page_counts())


def document_head(user: Any) -> DocumentQuerySet:
    """Documents that ``user`` may see, with what the head of their pages needs, in one query."""
    return (
        Document.objects.visible_to(user)
        .select_related("project", "owner")
        .annotate(
            page_count=_page_counts()["page_count"],
            layer_count=_count(TranscriptionLayer.objects.active(), "document"),
            can_edit=_among(Document.objects.all().editable_by(user)),
            can_manage=_among(Document.objects.all().managed_by(user)),
        )
    )


def project_head(user: Any) -> "QuerySet[Project]":
    """Projects that ``user`` may see, with what they may do there."""
    return (
        Project.objects.visible_to(user)
        .select_related("owner")
        .annotate(
            can_edit=_among(Project.objects.all().editable_by(user)),
            can_manage=_among(Project.objects.all().managed_by(user)),
        )
    )


def layer_rows(document: Document) -> LayerQuerySet:
    """Layers of the document with the numbers of lines and pages that have text."""
    return document.layers.annotate(
        text_count=_sum_lines(), page_count=_count(_progress(), "layer")
    ).order_by("archived_at", "created_at", "pk")


def losses(parts: "QuerySet[Part]") -> list[str]:
    """What goes with these pages, in words: pages, lines, texts."""
    line_count = Line.objects.filter(part__in=parts).count()
    text_count = LayerProgress.objects.filter(part__in=parts).values("part_id").distinct().count()
    lines = [counted(line_count, "line")] if line_count else []
    texts = [f"the text of {counted(text_count, 'page')}"] if text_count else []
    return [counted(parts.count(), "page"), *lines, *texts]


def _page_counts() -> dict[str, Any]:
    return {
        "page_count": _count(Part.objects.all(), "document"),
        "text_count": _count(Part.objects.filter(Exists(_progress_of_part())), "document"),
    }


def _progress() -> "QuerySet[LayerProgress]":
    return LayerProgress.objects.filter(line_count__gt=0)


def _progress_of_part() -> "QuerySet[LayerProgress]":
    return _progress().filter(part=OuterRef("pk"))


def _sum_lines() -> Any:
    rows = _progress().filter(layer=OuterRef("pk")).order_by().values("layer")
    return Coalesce(Subquery(rows.annotate(number=Sum("line_count")).values("number")), 0)


def _count(rows: "QuerySet[Any]", parent: str) -> Any:
    """Counts in a subquery of its own, so that counts do not multiply each other."""
    mine = rows.filter(**{parent: OuterRef("pk")}).order_by().values(parent)
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _among(rows: "QuerySet[Any]") -> Exists:
    return Exists(rows.filter(pk=OuterRef("pk")))
