"""The lines that are checked, read in few queries, and what their shapes and texts tell."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Literal
from uuid import UUID

from apps.documents.models import Line, LineTranscription, Part
from apps.documents.models.transcription import TextSource
from apps.layout.markup import plain_text
from apps.training.sets.letters import letter_count

PAGES_AT_ONCE = 200
ENOUGH_LINES = 6
"""A page with fewer lines with text is compared with the others of its document."""

Course = Literal["right", "left", "down", "up"]


@dataclass(frozen=True, slots=True)
class Target:
    """A page to be checked, with the layer that holds its text and the split it is in."""

    part: Part
    layer_id: int | None
    split: str = "train"


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as the check sees it. ``number`` counts on the page from 1; sizes are pixels."""

    target: Target
    number: int
    uid: UUID
    text: str
    letters: int
    is_machine: bool
    has_mask: bool
    course: Course | None
    length: float
    thickness: float | None
    box: tuple[int, int, int, int] | None

    @property
    def room(self) -> float | None:
        """The room of one letter, as a logarithm; ``None`` where nothing can be said."""
        if self.letters < 1 or self.length <= 0:
            return None
        return math.log(self.length / self.letters)

    @property
    def proportion(self) -> float | None:
        """The room of one letter in heights of its line, as a logarithm."""
        if self.room is None or not self.thickness:
            return None
        return self.room - math.log(self.thickness)


def read_lines(targets: Sequence[Target]) -> Iterator[CheckedLine]:
    """All lines of the pages in order; two queries for each two hundred pages."""
    for start in range(0, len(targets), PAGES_AT_ONCE):
        chunk = {target.part.pk: target for target in targets[start : start + PAGES_AT_ONCE]}
        texts = _texts(chunk)
        rows = Line.objects.filter(part__in=chunk).order_by("part_id", "order", "pk")
        number, last = 0, 0
        for part_id, line_id, uid, baseline, mask in rows.values_list(
            "part_id", "pk", "uid", "baseline", "mask"
        ).iterator(chunk_size=2000):
            number = number + 1 if part_id == last else 1
            last = part_id
            text, source = texts.get(line_id, ("", ""))
            yield _line(chunk[part_id], number, uid, (baseline, mask), (text, source))


def _texts(chunk: dict[int, Target]) -> dict[int, tuple[str, str]]:
    layers = {target.layer_id for target in chunk.values() if target.layer_id}
    rows = LineTranscription.objects.filter(line__part__in=chunk, layer__in=layers)
    return {
        line_id: (plain_text(text), source)
        for line_id, part_id, layer_id, text, source in rows.values_list(
            "line_id", "line__part_id", "layer_id", "text", "source"
        ).iterator(chunk_size=2000)
        if chunk[part_id].layer_id == layer_id
    }


def _line(
    target: Target, number: int, uid: UUID, shape: tuple[Any, Any], said: tuple[str, str]
) -> CheckedLine:
    (baseline, mask), (text, source) = shape, said
    length = _length(baseline) if baseline else 0.0
    return CheckedLine(
        target=target,
        number=number,
        uid=uid,
        text=text,
        letters=letter_count(text),
        is_machine=source == TextSource.MODEL and bool(text.strip()),
        has_mask=bool(mask),
        course=_course(baseline) if baseline else None,
        length=length,
        thickness=_area(mask) / length if mask and length > 0 else None,
        box=_box([*(mask or ()), *(baseline or ())], has_mask=bool(mask)),
    )


def _length(points: Sequence[Sequence[int]]) -> float:
    return sum(math.dist(one, other) for one, other in pairwise(points))


def _area(ring: Sequence[Sequence[int]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _course(baseline: Sequence[Sequence[int]]) -> Course:
    across, down = baseline[-1][0] - baseline[0][0], baseline[-1][1] - baseline[0][1]
    if abs(across) >= abs(down):
        return "right" if across >= 0 else "left"
    return "down" if down > 0 else "up"


def _box(points: Sequence[Sequence[int]], *, has_mask: bool) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the line with a little room; more around a bare baseline."""
    if not points:
        return None
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    room = 6 if has_mask else 40
    left, top = max(0, min(xs) - room), max(0, min(ys) - room)
    return left, top, max(xs) + room - left, max(ys) + room - top


@dataclass(frozen=True, slots=True)
class Odd:
    """A line whose measure is far from what is usual; ``times`` is how far, above or below 1."""

    line: CheckedLine
    times: float


def far_off(
    lines: Sequence[CheckedLine],
    measure: Callable[[CheckedLine], float | None],
    *,
    least: float,
) -> list[Odd]:
    """Lines far from the median of their page, by the spread of all of them; the oddest first.

    ``measure`` is a logarithm, or ``None`` to leave a line out; ``least`` is the smallest distance
    that counts. Few letters vary more, so they must be further off.
    """
    found = [(line, value) for line in lines if (value := measure(line)) is not None]
    usual = _usual(found)
    away = [(line, value - usual(line)) for line, value in found]
    if len(away) < ENOUGH_LINES:
        return []
    spread = 1.4826 * median(abs(value) for _, value in away)
    limit = max(least, 4.5 * spread)
    odd = [
        Odd(line, math.exp(value))
        for line, value in away
        if abs(value) > limit * (1 + 4 / max(1, line.letters))
    ]
    return sorted(odd, key=lambda one: -abs(math.log(one.times)))


def _usual(found: Sequence[tuple[CheckedLine, float]]) -> Callable[[CheckedLine], float]:
    """The median on a line's page; of its document where the page has few lines."""
    pages: dict[int, list[float]] = defaultdict(list)
    documents: dict[int, list[float]] = defaultdict(list)
    for line, value in found:
        pages[line.target.part.pk].append(value)
        documents[line.target.part.document_id].append(value)
    of_page = {key: median(values) for key, values in pages.items() if len(values) >= ENOUGH_LINES}
    of_document = {key: median(values) for key, values in documents.items()}

    def usual(line: CheckedLine) -> float:
        part = line.target.part
        return of_page.get(part.pk, of_document[part.document_id])

    return usual
