"""Character boxes follow their line; those that lie beside it are worse than none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from apps.documents.models import (
    DeletedElement,
    Line,
    LineTranscription,
    Part,
    TranscriptionRevision,
)
from apps.documents.page_layout import points_of
from apps.layout.geometry import Box, baseline_box, bounding_box

MARGIN = 0.15  # of the shorter side of the line's box
BARE_HEIGHT = 80  # of a line without mask, in pixels


Points = list[list[int]]


@dataclass(frozen=True, slots=True)
class Move:
    """A line that has another geometry now, and the one it had."""

    line: Line
    baseline: Points | None
    mask: Points | None


def follow_lines(*, part: Part, moves: Sequence[Move]) -> None:
    """Move the glyphs of lines that were moved as a whole; put those aside that do not fit.

    What is put aside comes back once the line lies around it again, as it does after undo.
    """
    for move in moves:
        _shift(move)
    lines = [move.line for move in moves]
    _take_back(part, lines)
    _put_aside(part, lines)


def _shift(move: Move) -> None:
    offset = _offset(move.baseline or move.mask, move.line.baseline or move.line.mask)
    if offset is None or offset == (0, 0):
        return
    texts = LineTranscription.objects.filter(line=move.line, glyphs__isnull=False)
    old = TranscriptionRevision.objects.filter(transcription__line=move.line, glyphs__isnull=False)
    for row in (*texts, *old):
        row.glyphs = [_shifted(glyph, offset) for glyph in row.glyphs or ()]
    LineTranscription.objects.bulk_update(texts, ["glyphs"])
    TranscriptionRevision.objects.bulk_update(old, ["glyphs"])


def _offset(before: Points | None, after: Points | None) -> tuple[int, int] | None:
    """How far every point was moved; ``None`` where they were not all moved the same way."""
    if not before or not after or len(before) != len(after):
        return None
    offsets = {(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)}
    return offsets.pop() if len(offsets) == 1 else None


def _shifted(glyph: Sequence[Any], offset: tuple[int, int]) -> list[Any]:
    char, ring, *more = glyph
    return [char, [[x + offset[0], y + offset[1]] for x, y in ring or ()], *more]


def _aside(line: Line) -> UUID:
    """The uid under which the glyphs of a line are kept that do not fit it now."""
    return uuid5(line.uid, "glyphs")


def _put_aside(part: Part, lines: Sequence[Line]) -> None:
    kept: dict[int, list[Any]] = defaultdict(list)
    for text in _stale(lines):
        kept[text.line_id].append([text.layer_id, text.version, text.glyphs])
    for line in lines:
        if line.pk in kept:
            DeletedElement.objects.update_or_create(
                part=part, uid=_aside(line), defaults={"content": {"glyphs": kept[line.pk]}}
            )
    drop_stale_glyphs(lines)


def _take_back(part: Part, lines: Sequence[Line]) -> None:
    rows = {
        row.uid: row
        for row in DeletedElement.objects.filter(part=part, uid__in=[_aside(u) for u in lines])
    }
    for line in lines:
        if _aside(line) not in rows:
            continue
        for layer_id, version, glyphs in rows[_aside(line)].content["glyphs"]:
            if _fits(glyphs, _box(line)):
                LineTranscription.objects.filter(
                    line=line, layer=layer_id, version=version, glyphs__isnull=True
                ).update(glyphs=glyphs)


def drop_stale_glyphs(lines: Iterable[Line]) -> None:
    """Forget the glyphs of every text whose line does not lie around them any more."""
    stale = _stale(lines)
    for text in stale:
        text.glyphs = None
    LineTranscription.objects.bulk_update(stale, ["glyphs"])


def _stale(lines: Iterable[Line]) -> list[LineTranscription]:
    boxes = {line.pk: _box(line) for line in lines}
    texts = LineTranscription.objects.filter(line__in=boxes, glyphs__isnull=False)
    return [text for text in texts if not _fits(text.glyphs or (), boxes[text.line_id])]


def _box(line: Line) -> Box:
    points = (
        points_of(line.mask)
        if line.mask
        else baseline_box(points_of(line.baseline or ()), BARE_HEIGHT)
    )
    left, top, right, bottom = bounding_box(points)
    margin = round(min(right - left, bottom - top) * MARGIN) + 2
    return (left - margin, top - margin, right + margin, bottom + margin)


def _fits(glyphs: Sequence[Any], box: Box) -> bool:
    """Whether the middle of every glyph lies in the box."""
    for _, ring, *_ in glyphs:
        if ring:
            left, top, right, bottom = bounding_box(points_of(ring))
            x, y = (left + right) / 2, (top + bottom) / 2
            if not (box[0] <= x <= box[2] and box[1] <= y <= box[3]):
                return False
    return True
