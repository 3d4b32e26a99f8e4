"""Cutting a line in two and joining lines into one, with their masks, texts and glyphs."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from apps.layout.geometry import (
    bounding_box,
    box_polygon,
    is_vertical,
    open_ring,
    point_at,
    polyline_length,
    without_repeats,
)
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import (
    Glyph,
    LineLayout,
    LineText,
    Point,
    Polygon,
    Polyline,
    TextDirection,
    new_uid,
)


def cut_line(line: LineLayout, at: Point) -> tuple[LineLayout, LineLayout]:
    """The line cut across at its place nearest to ``at``; the first piece keeps the identity.

    ``ValueError`` where a piece would have no length.
    """
    path = line.baseline or _axis(line.mask)
    length, place = polyline_length(path), _place_of(at, path)
    if not 1 <= place <= length - 1:
        raise ValueError("The cut must lie between the ends of the line.")
    edge = point_at(path, place)
    cut = (round(edge[0]), round(edge[1]))
    masks = _cut_mask(line.mask, path, place)
    texts = _cut_text(line.text, path, place)
    baselines: tuple[Polyline | None, Polyline | None] = (None, None)
    if line.baseline:
        before, after = _cut_path(path, place, cut)
        baselines = (before, after)
    first = replace(line, baseline=baselines[0], mask=masks[0], text=texts[0])
    second = replace(line, baseline=baselines[1], mask=masks[1], text=texts[1])
    return first, replace(second, uid=new_uid(), external_id=None)


def join_lines(
    lines: Sequence[LineLayout], direction: TextDirection = "horizontal-lr", separator: str = " "
) -> LineLayout:
    """One line made of several, in reading direction; the first gives identity and type."""
    ordered = sorted(lines, key=lambda line: _start(line, direction))
    first = ordered[0]
    points = without_repeats(p for line in ordered for p in line.baseline or ())
    masks = [line.mask for line in ordered if line.mask]
    return replace(
        first,
        baseline=points if len(points) > 1 else None,
        mask=join_masks(masks) if masks else None,
        text=join_texts([line.text for line in ordered], separator),
    )


def cut_text(
    line: LineLayout, text: LineText | None, at: Point
) -> tuple[LineText | None, LineText | None]:
    """A text of the line in two, where a cut through ``at`` divides it."""
    path = line.baseline or _axis(line.mask)
    return _cut_text(text, path, _place_of(at, path))


def join_texts(texts: Sequence[LineText | None], separator: str = " ") -> LineText | None:
    """One text of several, in the order that is given, with their glyphs where all have some."""
    known = [text for text in texts if text and text.text]
    if not known:
        return None
    said = separator.join(text.text for text in known)
    weights = [(t.confidence, len(t.text)) for t in known if t.confidence is not None]
    sure = None
    if len(weights) == len(known):
        sure = sum(c * n for c, n in weights) / sum(n for _, n in weights)
    if not any(has_consistent_glyphs(text) for text in known):
        return LineText(said, sure)
    rows = [text.glyphs if has_consistent_glyphs(text) else _bare(text.text) for text in known]
    glyphs = join_glyphs(rows) if separator else tuple(itertools.chain.from_iterable(rows))
    return LineText(said, sure, glyphs)


def _bare(said: str) -> tuple[Glyph, ...]:
    """The characters of a text whose places nobody knows."""
    return tuple(Glyph(char, ()) for char in said)


def join_masks(masks: Sequence[Polygon]) -> Polygon | None:
    """One outline around all masks, gaps between neighbours bridged."""
    from shapely import Polygon as Shape
    from shapely import union_all

    shapes = [Shape(mask).buffer(0) for mask in masks]
    bridges = []
    for before, after in itertools.pairwise(shapes):
        if before.distance(after) > 0:
            near = before.distance(after) * 1.5 + 1
            ends = (
                before.intersection(after.buffer(near)),
                after.intersection(before.buffer(near)),
            )
            bridges.append(union_all(ends).convex_hull)
    whole = union_all([*shapes, *bridges])
    points = [point for mask in masks for point in mask]
    return _largest(whole) or box_polygon(bounding_box(points))


def _axis(mask: Polygon | None) -> Polyline:
    """The level or upright middle line of a mask."""
    if not mask:
        raise ValueError("A line without baseline and mask cannot be cut.")
    left, top, right, bottom = bounding_box(mask)
    if is_vertical(mask):
        return (((left + right) // 2, top), ((left + right) // 2, bottom))
    return ((left, (top + bottom) // 2), (right, (top + bottom) // 2))


def _place_of(at: tuple[float, float], path: Polyline) -> float:
    """How far along a path the place nearest to a point lies."""
    best, place, walked = math.inf, 0.0, 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        length = math.dist((x0, y0), (x1, y1))
        share = ((at[0] - x0) * (x1 - x0) + (at[1] - y0) * (y1 - y0)) / (length * length or 1)
        share = min(max(share, 0.0), 1.0)
        off = math.dist(at, (x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
        if off < best:
            best, place = off, walked + share * length
        walked += length
    return place


def _cut_path(path: Polyline, place: float, cut: Point) -> tuple[Polyline, Polyline]:
    before, after, walked = [path[0]], [cut], 0.0
    for start, end in itertools.pairwise(path):
        walked += math.dist(start, end)
        (before if walked <= place else after).append(end)
    return without_repeats([*before, cut]), without_repeats(after)


def _cut_mask(
    mask: Polygon | None, path: Polyline, place: float
) -> tuple[Polygon | None, Polygon | None]:
    """The parts of a mask before and after the cut, across the path's direction there."""
    if not mask:
        return None, None
    from shapely import Polygon as Shape  # loaded here: web processes seldom cut lines

    x, y = point_at(path, place)
    (x0, y0), (x1, y1) = point_at(path, place - 5), point_at(path, place + 5)
    length = math.dist((x0, y0), (x1, y1)) or 1.0
    left, top, right, bottom = bounding_box(mask)
    reach = (math.dist((left, top), (right, bottom)) + 1) * 2
    dx, dy = (x1 - x0) / length * reach, (y1 - y0) / length * reach
    left_end, right_end = (x - dy, y + dx), (x + dy, y - dx)

    def side(sign: int) -> Any:
        """Everything on one side of the cut, as far as the mask reaches."""
        far = [(u + sign * dx, v + sign * dy) for u, v in (right_end, left_end)]
        return Shape([left_end, right_end, *far])

    whole = Shape(mask).buffer(0)
    return _largest(whole.intersection(side(-1))), _largest(whole.intersection(side(1)))


def _largest(shape: Any) -> Polygon | None:
    """The outline of the largest polygon in a shape."""
    parts = [part for part in getattr(shape, "geoms", (shape,)) if part.area > 0]
    return open_ring(max(parts, key=lambda p: p.area).exterior.coords) if parts else None


def _cut_text(
    text: LineText | None, path: Polyline, place: float
) -> tuple[LineText | None, LineText | None]:
    if text is None:
        return None, None
    if has_consistent_glyphs(text) and all(glyph.polygon for glyph in text.glyphs):
        before = sum(_place_of(_middle(glyph), path) < place for glyph in text.glyphs)
        return _part(text, text.glyphs[:before]), _part(text, text.glyphs[before:])
    cut = _nearest_space(text.text, place / (polyline_length(path) or 1))
    if has_consistent_glyphs(text) and text.glyphs:
        starts = itertools.accumulate((len(glyph.char) for glyph in text.glyphs), initial=0)
        before = sum(start < cut for start, _ in zip(starts, text.glyphs, strict=False))
        return _part(text, text.glyphs[:before]), _part(text, text.glyphs[before:])
    parts = (text.text[:cut].strip(), text.text[cut:].strip())
    first, second = (LineText(part, text.confidence) if part else None for part in parts)
    return first, second


def _part(text: LineText, glyphs: Sequence[Glyph]) -> LineText | None:
    """The text of some glyphs, without spaces at its ends."""
    kept = list(glyphs)
    while kept and kept[0].char.isspace():
        kept.pop(0)
    while kept and kept[-1].char.isspace():
        kept.pop()
    said = "".join(glyph.char for glyph in kept)
    return LineText(said, text.confidence, tuple(kept)) if said else None


def _middle(glyph: Glyph) -> tuple[float, float]:
    left, top, right, bottom = bounding_box(glyph.polygon)
    return ((left + right) / 2, (top + bottom) / 2)


def _nearest_space(text: str, share: float) -> int:
    """The space nearest to a share of the text, else the share itself."""
    wanted = round(len(text) * share)
    spaces = [i for i, char in enumerate(text) if char.isspace()]
    return min(spaces, key=lambda i: abs(i - wanted)) if spaces else wanted


def _start(line: LineLayout, direction: TextDirection) -> float:
    points = line.baseline or line.mask or ((0, 0),)
    left, top, right, _ = bounding_box(points)
    if direction.startswith("vertical"):
        return top
    return -right if direction == "horizontal-rl" else left
