"""Where the words of a page stand in a PDF: pieces of lines, each along its baseline."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from unicodedata import category, east_asian_width

from apps.formats.xml import clean
from apps.layout.bidi import has_rtl, is_rtl, levels, visual_order
from apps.layout.geometry import (
    bounding_box,
    is_vertical,
    point_at,
    polyline_length,
    typical_height,
    without_repeats,
)
from apps.layout.glyphs import has_consistent_glyphs
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, PageLayout, Polygon, Polyline

ON_BASELINE = 0.75
"""The part of a line's height that lies above its baseline, where no mask tells."""

_LEAST = 4.0  # pixels: the height of the smallest writing
_CLEAR = 0.6  # of a mask on one side of the baseline: that side is the upper one
_BENT = 0.15  # of the height: a piece off its path by more is set character by character

_LEVEL = 0.35  # of the height: a word that rises by less is set level

Span = tuple[float, float]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters on a straight way from ``start`` to ``end``, in pixels of the page.

    ``text`` is in the order in which it is seen from left to right: readers of PDF expect letters
    of right-to-left scripts like that, and put them in the order of reading themselves.
    ``up`` points from the baseline to the top of the letters, one pixel long; ``above`` and
    ``below`` are how far the writing reaches.
    """

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    up: tuple[float, float]
    above: float
    below: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A line as a straight sheet of writing: its path from left to right, and its height."""

    path: Polyline
    above: float
    below: float
    rtl: bool


def placed_lines(layout: PageLayout, *, above: float = ON_BASELINE) -> Iterator[list[Piece]]:
    """The lines that have a text and a place, in order, each as pieces in the order of reading."""
    height = typical_height(layout)
    runs_left = layout.direction == "horizontal-rl"
    for line in layout.lines:
        text = clean(plain_text(line.text.text)) if line.text else ""
        if not text.strip() or not (line.baseline or line.mask):
            continue
        rtl = has_rtl(text) if runs_left else is_rtl(text)
        frame = _frame(line, height, rtl=rtl, share=above)
        yield list(_pieces(text, _spans(text, line, frame), frame))


def _frame(line: LineLayout, height: float, *, rtl: bool, share: float) -> _Frame:
    path = without_repeats(line.baseline or ())
    if len(path) < 2:
        path = _middle_of(line.mask or line.baseline or ())
        share = ON_BASELINE if not is_vertical(path) else 0.5
    elif is_vertical(path) and share == ON_BASELINE:
        share = 0.5
    above, below = _reach(line.mask, path) if line.mask else (0.0, 0.0)
    if rtl and _is_upside_down(path, above, below, is_sure=share in (ON_BASELINE, 0.5)):
        path, above, below = path[::-1], below, above
    if above + below < _LEAST:
        above, below = height * share, height * (1 - share)
    return _Frame(path, above, below, rtl)


def _middle_of(points: Sequence[tuple[int, int]]) -> Polyline:
    """The way of a line that has only an outline."""
    left, top, right, bottom = bounding_box(points)
    if is_vertical(points):
        return (((left + right) // 2, top), ((left + right) // 2, max(bottom, top + 1)))
    foot = round(top + (bottom - top) * ON_BASELINE)
    return ((left, foot), (max(right, left + 1), foot))


def _is_upside_down(path: Polyline, above: float, below: float, *, is_sure: bool) -> bool:
    """Whether a path of right-to-left writing was drawn in reading direction, not left to right.

    Programs differ in that: the mask tells, which has more above the baseline, else the page.
    """
    if is_sure and max(above, below) >= _CLEAR * (above + below) > 0:
        return below > above
    return not is_vertical(path) and path[-1][0] < path[0][0]


def _reach(mask: Polygon, path: Polyline) -> tuple[float, float]:
    """How far a mask reaches above and below a path, on average."""
    length = polyline_length(path)
    seen = [_seen_from(path, point) for point in mask]
    above = below = 0.0
    for (along, off), (next_along, next_off) in pairwise([*seen, seen[0]]):
        step = next_along - along
        above += step * (max(off, 0.0) + max(next_off, 0.0)) / 2
        below += step * (min(off, 0.0) + min(next_off, 0.0)) / 2
    return abs(above) / length, abs(below) / length


def _seen_from(path: Polyline, point: tuple[float, float]) -> tuple[float, float]:
    """How far along a path a point lies, and how far above it."""
    best, walked = (math.inf, 0.0, 0.0), 0.0
    last = len(path) - 2
    for number, ((x0, y0), (x1, y1)) in enumerate(pairwise(path)):
        length = math.dist((x0, y0), (x1, y1))
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        along = (point[0] - x0) * dx + (point[1] - y0) * dy
        off = (point[0] - x0) * dy - (point[1] - y0) * dx
        beyond = max(-along if number else 0.0, along - length if number < last else 0.0, 0.0)
        best = min(best, (math.hypot(beyond, off), walked + along, off))
        walked += length
    return best[1:]


def _spans(text: str, line: LineLayout, frame: _Frame) -> list[Span]:
    """Where along the path each character lies: from its glyphs, else an even share of it."""
    found = levels(text, rtl=frame.rtl)
    length = polyline_length(frame.path)
    if line.text and line.text.text == text and has_consistent_glyphs(line.text):
        return _glyph_spans(line, frame, found)
    order = visual_order(found)
    ends = list(accumulate((_width(text[index]) for index in order), initial=0.0))
    scale = length / (ends[-1] or 1.0)
    spans = [(0.0, 0.0)] * len(text)
    for place, index in enumerate(order):
        spans[index] = (ends[place] * scale, ends[place + 1] * scale)
    return spans


def _width(char: str) -> float:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return 2.0 if east_asian_width(char) in "WF" else 1.0


def _glyph_spans(line: LineLayout, frame: _Frame, found: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    edge = polyline_length(frame.path) if frame.rtl else 0.0
    for glyph in line.text.glyphs if line.text else ():
        count = len(glyph.char)
        start = end = edge
        if glyph.polygon:
            along = [_seen_from(frame.path, point)[0] for point in glyph.polygon]
            start, end = min(along), max(along)
        is_left = bool(found[len(spans)] % 2) if len(spans) < len(found) else frame.rtl
        step = (end - start) / count
        shares = [(start + step * i, start + step * (i + 1)) for i in range(count)]
        spans += reversed(shares) if is_left else shares
        edge = start if frame.rtl else end
    return spans


def _pieces(text: str, spans: Sequence[Span], frame: _Frame) -> Iterator[Piece]:
    """Words, with the space between each two, cut where the direction changes or the path bends."""
    found = levels(text, rtl=frame.rtl)
    before = ""
    for start, end in _words(text, found):
        word = text[start:end].rstrip() or text[start:end]
        inner = spans[start : start + len(word)]
        gap = " " * (end - start - len(word))
        whole = (min(low for low, _ in inner), max(high for _, high in inner))
        if len(word) > 1 and (_is_bent(whole, frame) or not _is_even(word, inner)):
            for char, span in zip(word, inner, strict=True):
                yield _piece(char, span, frame)
        else:
            seen = word[::-1] if found[start] % 2 else word
            yield _piece(seen, whole, frame, before if frame.rtl else gap)
        before = gap


def _is_even(word: str, spans: Sequence[Span]) -> bool:
    """Whether letters share their word evenly, as far as that matters: in scripts of wide ones."""
    if not any(east_asian_width(char) in "WF" for char in word):
        return True
    widths = [high - low for low, high in spans]
    return max(widths) - min(widths) < 1.0


def _words(text: str, found: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(text)):
        begins = text[index - 1].isspace() and not text[index].isspace()
        turns = found[index] % 2 != found[index - 1] % 2 and not text[index].isspace()
        if begins or turns:
            yield start, index
            start = index
    yield start, len(text)


def _is_bent(span: Span, frame: _Frame) -> bool:
    if len(frame.path) < 3:
        return False
    (x0, y0), (x1, y1) = point_at(frame.path, span[0]), point_at(frame.path, span[1])
    x, y = point_at(frame.path, (span[0] + span[1]) / 2)
    return math.dist((x, y), ((x0 + x1) / 2, (y0 + y1) / 2)) > _BENT * (frame.above + frame.below)


def _piece(seen: str, span: Span, frame: _Frame, gap: str = "") -> Piece:
    """Characters as they are seen, from left to right; the gap runs on at their pace."""
    low, high = _place(frame.path, span[0]), _place(frame.path, max(span[1], span[0] + 0.5))
    start, end = _levelled(low, high, _LEVEL * (frame.above + frame.below))
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    share = len(gap) / len(seen)
    return Piece(
        seen + gap,
        start,
        (end[0] + dx * share, end[1] + dy * share),
        (dy / length, -dx / length),
        frame.above,
        frame.below,
    )


def _levelled(start: Spot, end: Spot, most: float) -> tuple[Spot, Spot]:
    """The way of a word made level or upright where it nearly is: readers part slanted words."""
    rise, run = abs(end[1] - start[1]), abs(end[0] - start[0])
    if rise < run and rise <= most:
        middle = (start[1] + end[1]) / 2
        return (start[0], middle), (end[0], middle)
    if run < rise and run <= most:
        middle = (start[0] + end[0]) / 2
        return (middle, start[1]), (middle, end[1])
    return start, end


def _place(path: Polyline, along: float) -> tuple[float, float]:
    """The place on a path, which runs straight on before its first and behind its last point."""
    length = polyline_length(path)
    if 0 <= along <= length:
        return point_at(path, along)
    (x0, y0), (x1, y1) = path[:2] if along < 0 else path[-2:]
    rest = along if along < 0 else along - length
    share = rest / math.dist((x0, y0), (x1, y1))
    near = path[0] if along < 0 else path[-1]
    return (near[0] + (x1 - x0) * share, near[1] + (y1 - y0) * share)
