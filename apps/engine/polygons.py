"""Draws the outline of the writing around a baseline: a line's mask."""

import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import gaussian_filter
from skimage.filters import sobel

from apps.engine.kraken7 import _extract_patch, _ray_intersect_boundaries

Points = npt.NDArray[np.int64]
_Doubles = npt.NDArray[np.float64]

_STEP = 10
_OFFSET = 8
_FAILURES = (ValueError, IndexError, ZeroDivisionError, FloatingPointError, shapely.GEOSException)

logger = logging.getLogger(__name__)


class _NoOutline(Exception):
    """The surroundings of a baseline leave no room for a mask."""


class Polygonizer:
    """Computes masks on one page; its gradient image is computed once for all lines.

    ``topline`` says where the given lines run: under the writing (``False``), over it
    (``True``), or through its middle (``None``).
    """

    def __init__(self, gray: npt.NDArray[np.uint8], topline: bool | None) -> None:
        self._features = gaussian_filter(sobel(gray), 0.5)
        self._bounds = np.array(self._features.shape[::-1], dtype=float) - 1
        self._topline = topline

    def mask(self, baseline: Points, obstacles: Sequence[Points]) -> Points | None:
        """A closed ring around ``baseline`` that keeps off the ``obstacles``, or ``None``."""
        try:
            return self._outline(baseline, [shapely.LineString(o) for o in obstacles])
        except (_NoOutline, *_FAILURES) as error:
            logger.info("No mask for a baseline: %s", error)
            return None
        except Exception as error:
            # kraken reports an invalid polygon by a bare Exception.
            if type(error) is not Exception:
                raise
            logger.info("No mask for a baseline: %s", error)
            return None

    def _outline(self, baseline: Points, obstacles: list[shapely.Geometry]) -> Points:
        line = shapely.LineString(baseline)
        if not line.length:
            raise _NoOutline("the baseline has no length")
        offset = 0 if self._topline is None else _OFFSET
        shifted = line.parallel_offset(offset, side="left" if self._topline else "right")
        points = shapely.get_coordinates(line)
        direction = _mean_direction(points)
        above, below = self._free_space(line, points, direction, obstacles)
        outline: Points = _extract_patch(
            above,
            below,
            points.astype(int),
            shapely.get_coordinates(shifted).astype(int),
            (baseline[0], baseline[-1]),
            direction,
            self._topline,
            offset,
            self._features,
            self._bounds,
        )
        return outline

    def _free_space(
        self,
        line: shapely.Geometry,
        points: _Doubles,
        direction: _Doubles,
        obstacles: list[shapely.Geometry],
    ) -> tuple[Points, Points]:
        """How far one can go from each point of the line, on both sides, until an obstacle."""
        inner = shapely.line_interpolate_point(line, np.arange(_STEP, line.length, _STEP))
        along = np.concatenate([points[:1], shapely.get_coordinates(inner), points[-1:]])
        sides = [
            np.array([self._page_edge(point, direction * sign) for point in along])
            for sign in ((-1, 1), (1, -1))
        ]
        walls: list[list[shapely.Geometry]] = [[shapely.LineString(edge)] for edge in sides]
        areas = [shapely.Polygon(np.concatenate([along, edge])) for edge in sides]
        shapely.prepare(areas)
        others = np.array(obstacles, dtype=object)
        hits_above = shapely.intersects(areas[0], others)
        hits_below = shapely.intersects(areas[1], others) & ~hits_above
        walls[0].extend(others[hits_above])
        walls[1].extend(others[hits_below])
        above, below = (
            _first_hits(along, edge, shapely.unary_union(wall).buffer(1).boundary)
            for edge, wall in zip(sides, walls, strict=True)
        )
        return above, below

    def _page_edge(self, point: _Doubles, direction: _Doubles) -> Points:
        edge: Points = _ray_intersect_boundaries(point, direction[::-1], self._bounds + 1).astype(
            int
        )
        return edge


def _mean_direction(points: _Doubles) -> _Doubles:
    """The direction of a line as a unit vector, its long pieces counting more."""
    pieces = np.diff(points.T)
    lengths = np.linalg.norm(pieces, axis=0)
    direction = np.mean(pieces * lengths / lengths.sum(), axis=1)
    unit: _Doubles = direction / np.sqrt(np.sum(direction**2))
    return unit


def _first_hits(origins: _Doubles, ends: Points, wall: shapely.Geometry) -> Points:
    """Where the rays from ``origins`` to ``ends`` first meet the wall."""
    rays = shapely.linestrings(np.stack([origins, ends], axis=1))
    shapely.prepare(wall)
    meetings, ray = shapely.get_coordinates(shapely.intersection(rays, wall), return_index=True)
    if len(np.unique(ray)) < len(origins):
        raise _NoOutline("a ray meets no boundary")
    distances = np.linalg.norm(meetings - origins[ray], axis=1)
    order = np.lexsort((distances, ray))
    nearest = order[np.searchsorted(ray[order], np.arange(len(origins)))]
    hits: Points = meetings[nearest].astype(int)
    return hits
