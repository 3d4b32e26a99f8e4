"""Character boxes that lie beside their line are worse than none: they are dropped."""

from collections.abc import Iterable, Sequence
from typing import Any

from apps.documents.models import Line, LineTranscription
from apps.documents.page_layout import points_of
from apps.layout.geometry import Box, baseline_box, bounding_box

MARGIN = 0.15  # of the shorter side of the line's box
BARE_HEIGHT = 80  # of a line without mask, in pixels


def drop_stale_glyphs(lines: Iterable[Line]) -> None:
    """Forget the glyphs of every text whose line does not lie around them any more."""
    boxes = {line.pk: _box(line) for line in lines}
    texts = LineTranscription.objects.filter(line__in=boxes, glyphs__isnull=False)
    stale = [text for text in texts if not _fits(text.glyphs or (), boxes[text.line_id])]
    for text in stale:
        text.glyphs = None
    LineTranscription.objects.bulk_update(stale, ["glyphs"])


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
