"""Reading threads, in a number of queries that never grows."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from apps.comments.models import Comment, CommentQuerySet
from apps.documents.models import Line

UNRESOLVED, RESOLVED, ALL = "unresolved", "resolved", "all"
STATES = (UNRESOLVED, RESOLVED, ALL)


def threads(rows: CommentQuerySet) -> CommentQuerySet:
    """First comments with their replies, authors, and the number of their line from 0."""
    replies = Comment.objects.select_related("author").order_by("created_at", "pk")
    lines = Line.objects.filter(part=OuterRef("part"), uid=OuterRef("line_uid")).order_by()
    found: CommentQuerySet = (
        rows.threads()
        .select_related("author", "resolved_by", "part")
        .prefetch_related(Prefetch("replies", queryset=replies))
        .annotate(line_order=Subquery(lines.values("order")[:1]))
    )
    return found


def open_places(part: Any) -> list[dict[str, str | None]]:
    """Where the unresolved comments of a page are, for the marks beside its lines."""
    rows = Comment.objects.unresolved().filter(part=part)
    return [
        {"line": str(line) if line else None, "region": str(region) if region else None}
        for line, region in rows.values_list("line_uid", "region_uid")
    ]


def of_state(rows: CommentQuerySet, state: str) -> CommentQuerySet:
    if state == ALL:
        return rows
    return rows.filter(resolved_at__isnull=state == UNRESOLVED)


def document_threads(*, document: Any, state: str) -> CommentQuerySet:
    """The threads of a document, newest first."""
    rows = Comment.objects.filter(part__document=document)
    return of_state(threads(rows), state).order_by("-created_at", "-pk")
