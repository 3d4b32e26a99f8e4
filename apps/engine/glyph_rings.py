"""The outlines of characters along a line, none of them flat."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate
from shapely.ops import nearest_points

from apps.engine.kraken7 import BaselineOCRRecord
from apps.engine.line_images import LineImage
from apps.layout.geometry import polygon_area
from apps.layout.types import Polygon

_LEAST_AREA = 2.0
_LEAST_SIDE = 3.0

_Vector = npt.NDArray[np.float64]


def rings_along(cut: LineImage, shown: str, spans: Sequence[tuple[int, int]]) -> list[Polygon]:
    """An outline for each span of the line's image, where the page has what it shows.

    At the ends of a baseline that lie on the mask's border or beyond it kraken finds nothing to cut
    at and gives a wedge, a stroke or a point; such a character gets a slice of the mask.
    """
    record = BaselineOCRRecord(shown, list(spans), [1.0] * len(spans), cut.record)
    rings: list[Polygon] = [tuple((int(x), int(y)) for x, y in ring) for ring in record.cuts]
    cut_short = [len(set(ring)) < 4 or polygon_area(ring) < _LEAST_AREA for ring in rings]
    if not any(cut_short):
        return rings
    mask = shapely.make_valid(shapely.Polygon(cut.record.boundary))
    baseline = shapely.LineString(cut.record.baseline)
    step = baseline.length / cut.image.width
    return [
        _slice(baseline, mask, start * step, end * step) if is_short else ring
        for ring, is_short, (start, end) in zip(rings, cut_short, spans, strict=True)
    ]


def _slice(
    baseline: shapely.LineString, mask: shapely.Geometry, start: float, end: float
) -> Polygon:
    """What of the mask stands across this stretch of the baseline, as a box."""
    width = max(end - start, _LEAST_SIDE)
    first = min(start, max(0.0, baseline.length - width))
    near, far = baseline.interpolate(first), baseline.interpolate(first + width)
    along = np.array([far.x - near.x, far.y - near.y])
    along /= max(float(np.hypot(*along)), 1e-9)
    across = np.array([-along[1], along[0]])
    origin = np.array([near.x, near.y])
    strip = _box(origin, along * width, across, -mask.length, mask.length)
    if not strip.intersects(mask):
        here, there = nearest_points(strip, mask)
        strip = translate(strip, there.x - here.x, there.y - here.y)
        origin += (there.x - here.x, there.y - here.y)
    heights = (shapely.get_coordinates(strip.intersection(mask)) - origin) @ across
    low, high = float(heights.min()), float(heights.max())
    high = max(high, low + _LEAST_SIDE)
    box = _box(origin, along * width, across, low, high)
    ring = shapely.get_coordinates(box)[:4].round().astype(int)
    return tuple((int(x), int(y)) for x, y in ring)


def _box(
    origin: _Vector, along: _Vector, across: _Vector, low: float, high: float
) -> shapely.Polygon:
    corners = (origin + across * low, origin + along + across * low)
    return shapely.Polygon([*corners, corners[1] + across * (high - low), origin + across * high])
