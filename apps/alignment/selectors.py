"""What an alignment found, as the preview shows it; the texts that may be laid onto lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from apps.alignment.models import AlignedPage, TextWitness
from apps.documents.models import Document
from apps.documents.page_layout import to_layout
from apps.engine.evaluation import differences
from apps.jobs.models import Job
from apps.layout.geometry import Box, baseline_box, bounding_box, typical_height
from apps.layout.types import LineLayout


@dataclass(frozen=True, slots=True)
class PageCount:
    """A page of the result: how many of its lines are taken."""

    part_id: int
    title: str
    taken: int
    lines: int


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of the result; ``box`` is what of the page shows it, ``pieces`` the new text beside
    what was read."""

    number: int
    read: str
    text: str
    score: float
    is_taken: bool
    box: Box | None
    pieces: tuple[tuple[str, str], ...]


def page_counts(job: Job, threshold: float) -> list[PageCount]:
    """Every page of the result, without its words."""
    rows = AlignedPage.objects.filter(job=job).order_by("part__order")
    return [
        PageCount(
            row.part_id, row.part.title, sum(s >= threshold for s in row.scores), len(row.scores)
        )
        for row in rows.defer("lines").select_related("part__image", "part__type")
    ]


def found_lines(page: AlignedPage, threshold: float) -> list[FoundLine]:
    """The lines of one page, in their order; those that were deleted meanwhile have no image."""
    layout = to_layout(page.part)
    height = typical_height(layout)
    lines = {line.uid: (number, line) for number, line in enumerate(layout.lines, 1)}
    return [_found(row, lines.get(row[0]), height, threshold) for row in page.lines]


def _found(
    row: Sequence[Any], known: tuple[int, LineLayout] | None, height: float, threshold: float
) -> FoundLine:
    _, read, text, score = row
    return FoundLine(
        number=known[0] if known else 0,
        read=read,
        text=text,
        score=score,
        is_taken=bool(text) and score >= threshold,
        box=_box(known[1], height) if known else None,
        pieces=differences(text, read) if text else (),
    )


def _box(line: LineLayout, height: float) -> Box | None:
    outline = line.mask or (baseline_box(line.baseline, height) if line.baseline else None)
    return bounding_box(outline) if outline else None


def witnesses_for(user: Any, document: Document) -> "QuerySet[TextWitness]":
    """One's own texts, and those that the document's project has; newest first."""
    rows = TextWitness.objects.visible_to(user).select_related("owner", "project")
    return rows.filter(Q(owner=user) | Q(project=document.project_id))
