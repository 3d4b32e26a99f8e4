"""Points, polygons and baselines: check, measure, clip, turn, and place lines in regions."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from apps.layout.types import LineLayout, PageLayout, Point, Polygon, Polyline, RegionLayout

Box = tuple[int, int, int, int]
_ABOVE = 0.75  # of a line's height lies above its baseline


def polygon_problem(points: Sequence[Point]) -> str | None:
    """Why these points are no usable polygon, as a sentence; ``None`` when they are one."""
    if len(set(points)) < 3:
        return "A polygon needs at least three different points."
    if polygon_area(points) == 0 and _is_flat(points):
        return "The polygon has no area: its points lie on one line."
    from shapely import Polygon as Shape  # costs 0.1 s at start, needed only where polygons are cut

    if not Shape(points).is_simple or not Shape(points).is_valid:
        return "The outline of the polygon crosses itself."
    return None


def _is_flat(points: Sequence[Point]) -> bool:
    (x0, y0) = points[0]
    (x1, y1) = next(point for point in points if point != points[0])
    return all((x1 - x0) * (y - y0) == (y1 - y0) * (x - x0) for x, y in points)


def polygon_area(points: Sequence[Point]) -> float:
    """The area that a ring encloses."""
    following = (*points[1:], *points[:1])
    doubled = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, following, strict=True))
    return abs(doubled) / 2


def point_in_polygon(point: tuple[float, float], polygon: Sequence[Point]) -> bool:
    """Whether a point lies inside a ring, or on its edge to the left or above."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def bounding_box(points: Iterable[Point]) -> Box:
    """The smallest upright box around the points: left, top, right, bottom."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def box_polygon(box: Box) -> Polygon:
    """A box as a ring."""
    left, top, right, bottom = box
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def clip(polygon: Sequence[Point], width: int, height: int) -> Polygon | None:
    """The largest piece of a polygon inside the page; ``None`` when nothing is left."""
    return clip_polygon(polygon, (0, 0, width, height))


def clip_polygon(polygon: Sequence[Point], box: Box) -> Polygon | None:
    """The largest piece of a polygon inside the box; ``None`` when nothing is left."""
    left, top, right, bottom = bounding_box(polygon)
    if box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]:
        return tuple(polygon)
    from shapely import Polygon as Shape
    from shapely import box as rectangle

    pieces = Shape(polygon).buffer(0).intersection(rectangle(*box))
    parts = [part for part in getattr(pieces, "geoms", (pieces,)) if part.area > 0]
    if not parts:
        return None
    return open_ring(max(parts, key=lambda part: part.area).exterior.coords)


def clip_polyline(line: Sequence[Point], box: Box) -> Polyline | None:
    """The longest piece of a polyline inside the box, in its direction; ``None`` without any."""
    left, top, right, bottom = bounding_box(line)
    if box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]:
        return tuple(line)
    from shapely import LineString
    from shapely import box as rectangle

    pieces = LineString(line).intersection(rectangle(*box))
    parts = [part for part in getattr(pieces, "geoms", (pieces,)) if part.length > 0]
    if not parts:
        return None
    longest = max(parts, key=lambda part: part.length)
    points = without_repeats((round(x), round(y)) for x, y in longest.coords)
    return points if len(points) > 1 else None


def open_ring(coordinates: Iterable[Sequence[float]]) -> Polygon | None:
    """Rounded coordinates as an open ring without repeated neighbours; ``None`` when too few."""
    ring = without_repeats((round(c[0]), round(c[1])) for c in coordinates)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    return ring if len(ring) > 2 else None


def without_repeats(points: Iterable[Point]) -> tuple[Point, ...]:
    """The points without direct repetitions."""
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    return tuple(kept)


def simplify(points: Sequence[Point], tolerance: float) -> tuple[Point, ...]:
    """The polyline with the points that bend it by less than ``tolerance`` pixels left out."""
    if len(points) < 3:
        return tuple(points)
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        distances = [_off(points[i], points[first], points[last]) for i in range(first + 1, last)]
        if distances and max(distances) > tolerance:
            middle = first + 1 + distances.index(max(distances))
            keep.add(middle)
            spans += [(first, middle), (middle, last)]
    return tuple(points[i] for i in sorted(keep))


def _off(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from the segment between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def polyline_length(points: Sequence[Point]) -> float:
    """How long a polyline is, in pixels."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def point_at(points: Sequence[Point], distance: float) -> tuple[float, float]:
    """The place on a polyline after ``distance`` pixels, its ends included."""
    left = max(distance, 0.0)
    for start, end in itertools.pairwise(points):
        length = math.dist(start, end)
        if length and left <= length:
            share = left / length
            return (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share,
            )
        left -= length
    return (float(points[-1][0]), float(points[-1][1]))


def is_vertical(points: Sequence[Point]) -> bool:
    """Whether a polyline or a polygon is clearly higher than wide."""
    left, top, right, bottom = bounding_box(points)
    return bottom - top > right - left


def baseline_box(baseline: Polyline, height: float) -> Polygon:
    """A polygon around a line that has no mask; vertical lines lie in its middle."""
    if is_vertical(baseline):
        half = max(1, round(height / 2))
        return (
            *((x + half, y) for x, y in baseline),
            *((x - half, y) for x, y in reversed(baseline)),
        )
    above, below = max(1, round(height * _ABOVE)), max(1, round(height * (1 - _ABOVE)))
    return (
        *((x, y - above) for x, y in baseline),
        *((x, y + below) for x, y in reversed(baseline)),
    )


def line_height(line: LineLayout) -> float | None:
    """The height of a line's mask across its direction, or ``None`` without a mask."""
    if not line.mask:
        return None
    left, top, right, bottom = bounding_box(line.mask)
    length = polyline_length(line.baseline) if line.baseline else max(right - left, bottom - top)
    return polygon_area(line.mask) / length if length else None


def typical_height(layout: PageLayout) -> float:
    """The median height of the page's lines; a fiftieth of the page where no line has a mask."""
    heights = [height for line in layout.lines if (height := line_height(line))]
    return median(heights) if heights else max(10.0, max(layout.width, layout.height) / 50)


def line_points(line: LineLayout) -> tuple[Point, ...]:
    """Where a line is: its baseline, else its mask, else nothing."""
    return line.baseline or line.mask or ()


def assign_regions(
    lines: Sequence[LineLayout], regions: Sequence[RegionLayout]
) -> tuple[LineLayout, ...]:
    """Each line in the smallest region that contains its middle, or in none."""
    shapes = sorted(
        ((region.polygon, region.uid) for region in regions if region.polygon),
        key=lambda shape: polygon_area(shape[0]),
    )
    boxes = [(bounding_box(polygon), polygon, uid) for polygon, uid in shapes]
    return tuple(replace(line, region_uid=_region_at(middle(line), boxes)) for line in lines)


def middle(line: LineLayout) -> tuple[float, float] | None:
    """The middle of a line along its baseline, or of its mask's box."""
    if line.baseline:
        return point_at(line.baseline, polyline_length(line.baseline) / 2)
    if line.mask:
        left, top, right, bottom = bounding_box(line.mask)
        return ((left + right) / 2, (top + bottom) / 2)
    return None


def _region_at(
    point: tuple[float, float] | None, boxes: Sequence[tuple[Box, Polygon, str]]
) -> str | None:
    if point is None:
        return None
    x, y = point
    for (left, top, right, bottom), polygon, uid in boxes:
        if left <= x <= right and top <= y <= bottom and point_in_polygon(point, polygon):
            return uid
    return None
