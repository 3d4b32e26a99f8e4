"""What the card of a page says: its image, its lines, its text in each layer, its running job."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps as registry
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from apps.common.words import counted
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet
from apps.documents.page_marks import PageMark, marks
from apps.documents.selectors.images import PageFilter, filtered_parts, with_progress
from apps.images.models import ImageState

# A number that many column counts divide: few gaps where one stretch of cards meets the next.
CHUNK = 60
WORKING = {
    "segment": "finding lines…",
    "masks": "computing masks…",
    "transcribe": "reading…",
    "align": "aligning…",
    "copy": "copying texts…",
}


@dataclass(frozen=True, slots=True)
class LayerMark:
    """How much of a page a layer has, in whole percent."""

    name: str
    percent: int
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """One page as the list shows it."""

    part: Part
    layers: tuple[LayerMark, ...]
    job: Any
    comment_count: int
    mark: PageMark | None = None

    @property
    def number(self) -> int:
        return self.part.order + 1

    @property
    def label(self) -> str:
        return self.part.name or self.part.image.original_name

    @property
    def is_failed(self) -> bool:
        return self.part.image.state == ImageState.FAILED

    @property
    def best(self) -> LayerMark | None:
        """The layer that has most of the page."""
        return max(self.layers, key=lambda mark: mark.percent, default=None)

    @property
    def layer_words(self) -> str:
        """Every layer on one line, for a tooltip."""
        return " · ".join(f"{mark.name}: {mark.percent} %" for mark in self.layers)

    @property
    def comment_words(self) -> str:
        return counted(self.comment_count, "unresolved comment")

    @property
    def mask_words(self) -> str:
        bare, lines = self.part.unmasked_line_count, self.part.line_count
        if not bare:
            return ""
        if lines == 1:
            return "The line has no mask."
        return f"{bare} of {lines} lines have no mask."

    @property
    def job_words(self) -> str:
        """What is being done, in a word; a job that has not begun waits."""
        if not self.job:
            return ""
        return WORKING.get(self.job.kind, "working…") if self.job.state == "running" else "waiting…"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the list, and how long the whole list is."""

    offset: int
    total: int
    cards: list[Card]
    size: int = CHUNK

    @property
    def later_offsets(self) -> list[int]:
        return list(range(self.offset + self.size, self.total, self.size))


def chunk(document: Document, wanted: PageFilter, *, user: Any, offset: int) -> Chunk:
    """The cards from ``offset`` on; the number of queries is the same, however many there are."""
    parts = filtered_parts(document, wanted, user)
    total = parts.count()
    return Chunk(offset=offset, total=total, cards=cards(parts[offset : offset + CHUNK]))


def cards(parts: PartQuerySet) -> list[Card]:
    jobs: Any = registry.get_model("jobs", "Job").objects
    active = Prefetch("jobs", queryset=jobs.active().order_by("-state", "pk"), to_attr="active")
    rows = with_progress(parts).prefetch_related(active)
    found = list(rows.annotate(comment_count=_open_comments()))
    told = marks(found[0].document_id, [part.pk for part in found]) if found else {}
    return [_card(part, told.get(part.pk)) for part in found]


def _open_comments() -> Any:
    comments: Any = registry.get_model("comments", "Comment").objects
    mine = comments.unresolved().filter(part=OuterRef("pk")).order_by().values("part")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _card(part: Any, mark: PageMark | None) -> Card:
    return Card(
        part=part,
        layers=tuple(_marks(part)),
        job=next(iter(part.active), None),
        comment_count=part.comment_count,
        mark=mark,
    )


def _marks(part: Part) -> Iterable[LayerMark]:
    for row in part.progress.all():
        if row.line_count:
            percent = 100 * row.line_count // part.line_count if part.line_count else 0
            sure = None if row.confidence is None else round(100 * row.confidence)
            yield LayerMark(name=row.layer.name, percent=min(100, percent), confidence=sure)
