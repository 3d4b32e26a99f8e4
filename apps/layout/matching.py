"""Finding the lines of an earlier segmentation again in a later one, by where they lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from apps.layout.geometry import (
    Box,
    baseline_box,
    bounding_box,
    is_vertical,
    line_height,
    point_at,
    polyline_length,
)
from apps.layout.types import LineLayout, Polyline

_ENOUGH = 0.35
_SAMPLES = 12


@dataclass(slots=True)
class _Place:
    """Where a line lies: its path, its outline, and how far beside it a match may run."""

    uid: str
    path: Polyline
    shape: Any
    box: Box
    samples: list[tuple[float, float]]
    tolerance: float


def match_lines(old: Sequence[LineLayout], new: Sequence[LineLayout]) -> dict[str, str]:
    """The uid of the old line for each new line that lies where it lay; one to one.

    Pairs are taken best first, by how much of both baselines run together and of both masks
    overlap, so that a text is never given to two lines.
    """
    if not old or not new:
        return {}
    heights = [height for line in (*old, *new) if (height := line_height(line))]
    usual = median(heights) if heights else _spacing(old)
    before = [place for line in old if (place := _place(line, usual))]
    after = [place for line in new if (place := _place(line, usual))]
    scored = [
        (score, i, j)
        for i, fresh in enumerate(after)
        for j, known in enumerate(before)
        if _touch(fresh.box, known.box) and (score := _score(fresh, known)) >= _ENOUGH
    ]
    scored.sort(key=lambda item: (-item[0], item[1], item[2]))
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for _, i, j in scored:
        if after[i].uid not in matched and before[j].uid not in taken:
            matched[after[i].uid] = before[j].uid
            taken.add(before[j].uid)
    return matched


def _spacing(lines: Sequence[LineLayout]) -> float:
    """The usual distance between baselines, for pages whose lines have no masks."""
    tops = sorted(min(y for _, y in line.baseline) for line in lines if line.baseline)
    gaps = [b - a for a, b in pairwise(tops) if b - a > 5]
    return min(median(gaps), 200) if gaps else 40.0


def _place(line: LineLayout, usual: float) -> _Place | None:
    from shapely import Polygon as Shape  # loaded here: only re-segmentation needs it

    path = line.baseline or _middle_line(line)
    if not path or polyline_length(path) == 0:
        return None
    outline = line.mask or baseline_box(path, usual)
    length = polyline_length(path)
    samples = [point_at(path, length * i / (_SAMPLES - 1)) for i in range(_SAMPLES)]
    height = line_height(line) or usual
    box = bounding_box((*outline, *path))
    return _Place(line.uid, path, Shape(outline).buffer(0), box, samples, height * 0.45)


def _middle_line(line: LineLayout) -> Polyline | None:
    """The line where a baseline would run in a mask that has none."""
    if not line.mask:
        return None
    left, top, right, bottom = bounding_box(line.mask)
    if is_vertical(line.mask):
        return (((left + right) // 2, top), ((left + right) // 2, bottom))
    low = top + round((bottom - top) * 0.75)
    return ((left, low), (right, low))


def _touch(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _score(a: _Place, b: _Place) -> float:
    """From 0, apart, to 1, the same place: baselines and masks weigh alike."""
    together = min(_near(a, b), _near(b, a))
    shared = a.shape.intersection(b.shape).area
    whole = a.shape.area + b.shape.area - shared
    overlap = shared / whole if whole else 0.0
    return (together + overlap) / 2


def _near(a: _Place, b: _Place) -> float:
    """The part of a line's baseline that runs along another's."""
    tolerance = min(a.tolerance, b.tolerance)
    return sum(_distance(point, b.path) <= tolerance for point in a.samples) / len(a.samples)


def _distance(point: tuple[float, float], path: Polyline) -> float:
    best = math.inf
    for (x0, y0), (x1, y1) in pairwise(path):
        dx, dy = x1 - x0, y1 - y0
        share = ((point[0] - x0) * dx + (point[1] - y0) * dy) / (dx * dx + dy * dy or 1)
        share = min(max(share, 0.0), 1.0)
        best = min(best, math.hypot(point[0] - x0 - share * dx, point[1] - y0 - share * dy))
    return best
