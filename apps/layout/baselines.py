"""The baseline that a line of writing has, where only its outline is known."""

from itertools import pairwise

from apps.layout.geometry import bounding_box, is_vertical
from apps.layout.types import Point, Polygon, Polyline

_DOWN = 0.78
"""Where letters stand between the top and the foot of an outline that holds all of them."""
_STEPS = 12


def baseline_of(mask: Polygon, *, leftward: bool = False) -> Polyline:
    """A line through the outline at the foot of the letters; through the middle when vertical.

    It follows an outline that is bent, and runs from right to left where the writing does.
    """
    upright = is_vertical(mask)
    ring = [(y, x) for x, y in mask] if upright else list(mask)
    left, _, right, _ = bounding_box(ring)
    inset = (right - left) * 0.005
    share = 0.5 if upright else _DOWN
    points: list[Point] = []
    for step in range(_STEPS + 1):
        along = left + inset + (right - left - 2 * inset) * step / _STEPS
        crossed = _crossings(ring, along)
        if crossed:
            top, foot = min(crossed), max(crossed)
            points.append((round(along), round(top + (foot - top) * share)))
    found = _simplified(points)
    if upright:
        return tuple((x, y) for y, x in found)
    return tuple(reversed(found)) if leftward else found


def _crossings(ring: list[Point], along: float) -> list[float]:
    found = []
    for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]):
        if min(x0, x1) <= along <= max(x0, x1) and x0 != x1:
            found.append(y0 + (y1 - y0) * (along - x0) / (x1 - x0))
    return found


def _simplified(points: list[Point]) -> Polyline:
    """Only the ends where the points between them lie on one straight line, within a pixel."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    width = (x1 - x0) or 1
    straight = all(abs(y0 + (y1 - y0) * (x - x0) / width - y) <= 1.5 for x, y in points)
    return (points[0], points[-1]) if straight else tuple(points)
