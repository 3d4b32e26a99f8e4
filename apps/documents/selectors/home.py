"""What the home page and the palette show: where I was, what has a name like this."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.documents.models import Document, LineTranscription, Part
from apps.documents.models.transcription import TextSource
from apps.projects.models import Project

LATEST_TEXTS = 200
RECENT_PAGES = 4
FOUND = 6


@dataclass(frozen=True, slots=True)
class RecentPage:
    """A page I typed on, and the number of the line after the last one I typed."""

    part: Part
    line_number: int
    is_finished: bool


def recent_pages(user: Any) -> list[RecentPage]:
    """The pages this person typed on last, newest first."""
    texts = (
        LineTranscription.objects.visible_to(user)
        .filter(author=user, source=TextSource.MANUAL)
        .filter(line__part__document__archived_at__isnull=True)
        .select_related("line__part__document__project", "line__part__image")
        .order_by("-updated_at")[:LATEST_TEXTS]
    )
    pages: dict[int, RecentPage] = {}
    for text in texts:
        line = text.line
        if line.part_id not in pages and len(pages) < RECENT_PAGES:
            number = min(line.order + 2, line.part.line_count)
            finished = line.order + 1 >= line.part.line_count
            pages[line.part_id] = RecentPage(line.part, number, finished)
    return list(pages.values())


def found_projects(user: Any, query: str) -> list[Project]:
    rows = Project.objects.visible_to(user).filter(archived_at__isnull=True)
    return list(rows.filter(name__icontains=query)[:FOUND])


def found_documents(user: Any, query: str) -> list[Document]:
    rows = Document.objects.visible_to(user).filter(archived_at__isnull=True)
    return list(rows.filter(name__icontains=query).select_related("project")[:FOUND])


def found_parts(user: Any, query: str, document_id: int | None) -> list[Part]:
    """Pages by name everywhere, and by number in the document that is open."""
    match = Q(name__icontains=query)
    if document_id and query.isdigit() and int(query) > 0:
        match |= Q(document=document_id, order=int(query) - 1)
    rows = Part.objects.visible_to(user).filter(match, document__archived_at__isnull=True)
    if document_id:
        rows = rows.filter(document=document_id)
    return list(rows.select_related("document").order_by("order", "pk")[:FOUND]) if query else []
