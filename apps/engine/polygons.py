"""Draws the outline of the writing around a baseline: a line's mask."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import gaussian_filter
from skimage.filters import sobel

from apps.engine.kraken7 import _ray_intersect_boundaries
from apps.engine.seams import Patch, find_seams, level_patch

Points = npt.NDArray[np.int64]
_Doubles = npt.NDArray[np.float64]
_Found = TypeVar("_Found")

_STEP = 10
_OFFSET = 8
_FAILURES = (
    *(ValueError, IndexError, ZeroDivisionError, FloatingPointError, AttributeError),
    *(NotImplementedError, shapely.GEOSException),
)

logger = logging.getLogger(__name__)


class _NoOutline(Exception):
    """The surroundings of a baseline leave no room for a mask."""


@dataclass(frozen=True, slots=True)
class _Room:
    """Where the mask of a line may lie: ``patches`` are the surroundings above and below it."""

    area: shapely.Geometry
    patches: tuple[Patch, ...]
    ends: tuple[Points, Points]
    offset: int


class Polygonizer:
    """Computes masks on one page; its gradient image is computed once for all lines.

    ``topline`` says where the given lines run: under the writing (``False``), over it
    (``True``), or through its middle (``None``).
    """

    def __init__(self, gray: npt.NDArray[np.uint8], topline: bool | None) -> None:
        self._features = gaussian_filter(sobel(gray), 0.5)
        self._bounds = np.array(self._features.shape[::-1], dtype=float) - 1
        self._topline = topline

    def masks(self, lines: Sequence[tuple[Points, Sequence[Points]]]) -> list[Points | None]:
        """A closed ring around each baseline that keeps off its obstacles, or ``None``."""
        rooms = [_tried(self._room, *line) for line in lines]
        able = [room for room in rooms if room is not None]
        seams = iter(find_seams([patch for room in able for patch in room.patches]))
        return [None if r is None else _tried(_outline, r, next(seams), next(seams)) for r in rooms]

    def _room(self, baseline: Points, obstacles: Sequence[Points]) -> _Room:
        line = shapely.LineString(baseline)
        if not line.length:
            raise _NoOutline("the baseline has no length")
        offset = 0 if self._topline is None else _OFFSET
        shifted = line.parallel_offset(offset, side="left" if self._topline else "right")
        points = shapely.get_coordinates(line)
        direction = _mean_direction(points)
        others = [shapely.LineString(obstacle) for obstacle in obstacles]
        above, below = self._free_space(line, points, direction, others)
        on_line = points.astype(int)
        beside = shapely.get_coordinates(shifted).astype(int)
        angle = np.arctan2(direction[1], direction[0])
        edges = (on_line, beside) if self._topline else (beside, on_line)
        sides = [
            np.concatenate((edge, far[::-1]))
            for edge, far in zip(edges, (above, below), strict=True)
        ]
        whole = [np.concatenate((on_line, far[::-1])) for far in (above, below)]
        return _Room(
            area=shapely.unary_union([shapely.Polygon(ring) for ring in whole]),
            patches=tuple(
                level_patch(edge, side, angle, self._features)
                for edge, side in zip(edges, sides, strict=True)
            ),
            ends=(baseline[0], baseline[-1]),
            offset=offset,
        )

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


def _tried(step: Callable[..., _Found], *arguments: Any) -> _Found | None:
    """What the step finds; ``None`` where the surroundings of the baseline do not allow it."""
    try:
        return step(*arguments)
    except (_NoOutline, *_FAILURES) as error:
        logger.info("No mask for a baseline: %s", error)
        return None


def _outline(room: _Room, upper: Points, lower: Points) -> Points:
    """The ring between both seams, within the room of the line, as kraken draws it."""
    first, last = room.ends
    above = _moved_out(upper, room.offset, "right")
    below = _moved_out(lower, room.offset, "left")
    ring = shapely.Polygon(np.concatenate(([first], above, [last], below[::-1])))
    if not ring.is_valid:
        ring = shapely.Polygon(np.concatenate(([last], above, [first], below)))
    if not ring.is_valid:
        raise _NoOutline("the seams cross each other")
    outline: Points = np.array(room.area.intersection(ring).boundary.coords, dtype=int)
    return outline


def _moved_out(seam: Points, offset: int, side: str) -> Points:
    """The seam with few corners, half of ``offset`` further from the line."""
    simple = shapely.LineString(seam).simplify(5)
    moved = simple.parallel_offset(offset // 2, side=side)
    if offset == 0 or moved.geom_type == "MultiLineString":
        return np.array(simple.coords, dtype=int)
    points = np.array(moved.coords, dtype=int)
    return points[::-1] if side == "right" else points


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
