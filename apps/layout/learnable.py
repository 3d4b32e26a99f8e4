"""What a recogniser learns from a page: the lines that have text, as they are read."""

from dataclasses import replace

from apps.layout.geometry import baseline_box, typical_height
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, PageLayout


def learnable(layout: PageLayout) -> PageLayout | None:
    """The page with the lines that teach reading, without markup; ``None`` when there are none."""
    height = typical_height(layout)
    plain = (_without_markup(line) for line in layout.lines)
    lines = tuple(
        _with_mask(line, height) for line in plain if line.text and line.text.text.strip()
    )
    return replace(layout, lines=lines) if lines else None


def _without_markup(line: LineLayout) -> LineLayout:
    """What the writing says: no tag is to be read on the page."""
    if line.text is None or "<" not in line.text.text:
        return line
    return replace(line, text=replace(line.text, text=plain_text(line.text.text)))


def _with_mask(line: LineLayout, height: float) -> LineLayout:
    """A line without mask is learned from the box that it is read from."""
    if line.mask or not line.baseline:
        return line
    return replace(line, mask=baseline_box(line.baseline, height))
