"""Hits of a query in many pages, a bounded piece at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.common.errors import ApplicationError
from apps.documents.models import LineTranscription, Part
from apps.documents.models.part import PartQuerySet
from apps.search.models import ReplacedText, Replacement
from apps.search.pattern import Finder, Hit
from apps.search.scopes import Scope

LINES = 100
"""How many lines with hits an answer has at least, where there are so many."""
MAX_LINES = 1000
TEXTS_AT_ONCE = 4000
TEXTS_PER_ANSWER = 40_000
PAGES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line whose text in a layer has hits."""

    text_id: int
    uid: UUID
    order: int
    layer_id: int
    layer_name: str
    text: str
    version: int
    hits: Sequence[Hit]


@dataclass(slots=True)
class FoundPage:
    part: Part
    lines: list[FoundLine]


@dataclass(slots=True)
class Findings:
    """Hits in reading order, page by page; ``cursor`` is where to go on, ``None`` at the end."""

    pages: list[FoundPage] = field(default_factory=list)
    cursor: str | None = None
    searched: int = 0
    total: int = 0

    @property
    def line_count(self) -> int:
        return sum(len(page.lines) for page in self.pages)

    @property
    def hit_count(self) -> int:
        return sum(len(line.hits) for page in self.pages for line in page.lines)


def search(*, scope: Scope, finder: Finder, cursor: str = "", lines: int = LINES) -> Findings:
    """Search on from ``cursor`` until ``lines`` lines are found or enough texts were read.

    Pages are never split: an answer ends with a whole page.
    """
    findings = Findings(total=scope.parts.count())
    layers = dict(scope.layers.values_list("pk", "name"))
    texts = LineTranscription.objects.filter(layer__in=list(layers)).exclude(text="")
    if finder.fragment:
        texts = texts.filter(text__icontains=finder.fragment)
    wanted, at, read = _with_fragment(scope.parts, texts, finder), cursor, 0
    while True:
        parts = list(_after(wanted, at)[:PAGES_AT_ONCE])
        batch = _no_more_than(parts, TEXTS_AT_ONCE)
        pages, number = _find(batch, texts, layers, finder)
        taken = _enough(pages, lines - findings.line_count)
        findings.pages += taken
        read += number
        is_cut = len(taken) < len(pages)
        is_last = len(batch) == len(parts) < PAGES_AT_ONCE
        if is_last and not is_cut:
            findings.searched = findings.total
            return findings
        at = _key(taken[-1].part if is_cut else batch[-1])
        if is_cut or findings.line_count >= lines or read >= TEXTS_PER_ANSWER:
            findings.cursor = at
            findings.searched = findings.total - _after(scope.parts, at).count()
            return findings


def _with_fragment(
    parts: PartQuerySet, texts: QuerySet[LineTranscription], finder: Finder
) -> PartQuerySet:
    """Where the database can look for letters, only the pages that have them."""
    return parts.filter(pk__in=texts.values("line__part")) if finder.fragment else parts


def _after(parts: PartQuerySet, cursor: str) -> PartQuerySet:
    rows = parts.select_related("document", "image").order_by("document_id", "order", "pk")
    if not cursor:
        return rows
    document, order, part = _parsed(cursor)
    same_document = Q(document_id=document)
    later = same_document & (Q(order__gt=order) | Q(order=order, pk__gt=part))
    return rows.filter(Q(document_id__gt=document) | later)


def _key(part: Part) -> str:
    return f"{part.document_id}-{part.order}-{part.pk}"


def _parsed(cursor: str) -> list[int]:
    words = cursor.split("-")
    if len(words) != 3 or not all(word.isascii() and word.isdigit() for word in words):
        raise ApplicationError("invalid", "This is no cursor of a search.")
    numbers = [int(word) for word in words]
    if max(numbers) >= 2**31:
        raise ApplicationError("invalid", "This is no cursor of a search.")
    return numbers


def _no_more_than(parts: Sequence[Part], texts: int) -> Sequence[Part]:
    """The first of these pages, at least one, with about so many texts."""
    number = 0
    for index, part in enumerate(parts):
        number += part.line_count
        if number >= texts:
            return parts[: index + 1]
    return parts


def _find(
    parts: Iterable[Part],
    texts: QuerySet[LineTranscription],
    layers: dict[int, str],
    finder: Finder,
) -> tuple[list[FoundPage], int]:
    """The pages among these that have hits, and how many texts were read."""
    by_id = {part.pk: part for part in parts}
    found: dict[int, list[FoundLine]] = defaultdict(list)
    rows = texts.filter(line__part__in=list(by_id)).values_list(
        "pk", "line__uid", "line__order", "layer_id", "text", "version", "line__part_id"
    )
    read = 0
    for pk, uid, order, layer_id, text, version, part_id in rows.iterator(chunk_size=2000):
        read += 1
        hits = finder.hits(text)
        if hits:
            name = layers[layer_id]
            line = FoundLine(pk, uid, order, layer_id, name, text, version, hits)
            found[part_id].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.order, line.uid, line.layer_id))
    return [FoundPage(part, found[pk]) for pk, part in by_id.items() if pk in found], read


def _enough(pages: Sequence[FoundPage], lines: int) -> Sequence[FoundPage]:
    """The first of these pages, at least one, with so many lines."""
    number = 0
    for index, page in enumerate(pages):
        number += len(page.lines)
        if number >= lines:
            return pages[: index + 1]
    return pages


def replacements(user: Any, *, document_id: int | None) -> QuerySet[Replacement]:
    """Replacements that the person may see, newest first; of one document and its project."""
    rows = Replacement.objects.visible_to(user).select_related("user", "document", "job")
    if document_id is None:
        return rows
    whole_project = Q(document__isnull=True, project__documents=document_id)
    return rows.filter(Q(document=document_id) | whole_project).distinct()


def counted(rows: Sequence[Replacement]) -> Sequence[Replacement]:
    """Give each replacement how many of its texts are in each state, as ``counts``."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    texts = ReplacedText.objects.filter(replacement__in=rows)
    numbers = texts.order_by().values_list("replacement_id", "state")
    for pk, state, number in numbers.annotate(number=Count("pk")):
        found[pk][state] = number
    for row in rows:
        row.counts = found[row.pk]  # type: ignore[attr-defined]
    return rows
