"""Turns a heatmap into baselines and region outlines."""

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import convolve
from skimage.graph import MCP_Connect
from skimage.measure import approximate_polygon, label
from skimage.morphology import skeletonize

from apps.engine.contours import blob_outlines
from apps.engine.heatmap import Heatmap
from apps.engine.ridges import ridge_response

Points = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_RIDGE_THRESHOLD = 0.17
_REGION_THRESHOLD = 0.5
_SMALLEST_BLOB = 6
_SHORTEST_LINE = 5
_LINE_TOLERANCE = 3
_REGION_TOLERANCE = 10
_MARKER_WINDOW = 20
_MARKER_MARGIN = 0.2
# The search for paths connects every pair of ends in a piece of skeleton: noise with very many
# ends would take all memory.
_MANY_ENDS = 400
_NOISY_ENDS = 10


class _Paths(MCP_Connect):  # type: ignore[misc]
    """The shortest path along the skeleton between each two ends that it joins."""

    def __init__(self, costs: Mask) -> None:
        super().__init__(costs)
        self._best: dict[tuple[int, int], tuple[float, Any, Any]] = {}

    def create_connection(self, *found: Any) -> None:
        one, other, position, other_position, cost, other_cost = found
        key = (min(one, other), max(one, other))
        best = self._best.get(key)
        if best is None or best[0] > cost + other_cost:
            self._best[key] = (cost + other_cost, position, other_position)

    def goal_reached(self, _index: int, cost: float) -> int:
        """Stop as soon as a path leaves the skeleton."""
        return 2 if cost else 0

    def paths(self) -> list[Points]:
        return [
            np.concatenate([self.traceback(one), self.traceback(other)[::-1]])
            for _, one, other in self._best.values()
        ]


def find_baselines(heatmap: Heatmap, channel: int, *, vertical: bool) -> list[Points]:
    """The baselines of one class as (x, y) points of ``heatmap.gray``, in reading direction."""
    ridges = ridge_response(heatmap.probabilities[channel], heatmap.rows, heatmap.columns)
    blobs = ridges > _RIDGE_THRESHOLD
    lines = [approximate_polygon(path, _LINE_TOLERANCE) for path in _skeleton_paths(blobs)]
    lines = _extend_to_outlines(lines, blobs)
    oriented = (_orient(line, heatmap, vertical=vertical) for line in lines)
    return [line[:, ::-1] for line in oriented if shapely.LineString(line).length >= _SHORTEST_LINE]


def find_regions(heatmap: Heatmap, channel: int) -> list[Points]:
    """The outlines of the regions of one class as closed rings of (x, y) points."""
    outlines = blob_outlines(heatmap.upscaled(channel) > _REGION_THRESHOLD, 1)
    polygons = [shapely.Polygon(outline).buffer(0) for outline in outlines if len(outline) > 3]
    merged = shapely.unary_union(polygons)
    parts = [part for part in shapely.get_parts(merged) if part.geom_type == "Polygon"]
    rings = [shapely.simplify(part.exterior, _REGION_TOLERANCE) for part in parts]
    return [shapely.get_coordinates(ring).astype(int)[:, ::-1] for ring in rings]


def _skeleton_paths(blobs: Mask) -> list[Points]:
    skeleton = skeletonize(blobs)
    neighbours = convolve(skeleton.view(np.uint8), np.ones((3, 3), np.uint8), mode="constant")
    ends = np.argwhere(skeleton & (neighbours == 2))
    if len(ends) > _MANY_ENDS:
        ends = _without_noise(ends, skeleton)
    if len(ends) < 2:
        return []
    finder = _Paths(~skeleton)
    finder.find_costs(ends)
    return finder.paths()


def _without_noise(ends: Points, skeleton: Mask) -> Points:
    pieces = label(skeleton)[ends[:, 0], ends[:, 1]]
    _, piece, count = np.unique(pieces, return_inverse=True, return_counts=True)
    kept: Points = ends[count[piece] <= _NOISY_ENDS]
    return kept


def _extend_to_outlines(lines: list[Points], blobs: Mask) -> list[Points]:
    """Lengthen each line at both ends to the outline of the blob that it is the spine of."""
    if not lines:
        return []
    outlines = [o for o in blob_outlines(blobs, _SMALLEST_BLOB) if len(o) > 3]
    polygons = np.array([shapely.Polygon(o).simplify(0.01).buffer(0) for o in outlines])
    candidates: dict[int, list[int]] = defaultdict(list)
    tree = shapely.STRtree(polygons)
    spines = [shapely.LineString(line) for line in lines]
    for line_index, polygon_index in tree.query(spines, predicate="covered_by").T.tolist():
        candidates[line_index].append(polygon_index)
    for index, line in enumerate(lines):
        if candidates[index]:
            polygon = polygons[min(candidates[index])]
            line[0] = _reach_outline(line[0], line[1], polygon)
            line[-1] = _reach_outline(line[-1], line[-2], polygon)
    return lines


def _reach_outline(end: Points, before: Points, polygon: shapely.Geometry) -> Points:
    if not polygon.contains(shapely.Point(end)):
        return end
    ray = shapely.LineString([end - 10 * (before - end), end])
    crossing = polygon.boundary.intersection(ray)
    if crossing.geom_type != "Point":
        crossing = shapely.Point(end)
    reached: Points = shapely.get_coordinates(crossing)[0].astype(int)
    return reached


def _orient(line: Points, heatmap: Heatmap, *, vertical: bool) -> Points:
    """Turn a line of (row, column) points so that it begins where the network sees a beginning."""
    first, last = (_beginning(heatmap, end) for end in (line[0], line[-1]))
    if first > _MARKER_MARGIN and last < -_MARKER_MARGIN:
        return line
    if first < -_MARKER_MARGIN and last > _MARKER_MARGIN:
        return line[::-1]
    axis = 0 if vertical else 1
    return line if line[0][axis] <= line[-1][axis] else line[::-1]


def _beginning(heatmap: Heatmap, point: Points) -> float:
    """How much more one end looks like the beginning of a line than like its end."""
    row, column = int(point[0]), int(point[1])
    start, end = (
        heatmap.window_maximum(heatmap.classes["aux"][name], row, column, _MARKER_WINDOW)
        for name in ("_start_separator", "_end_separator")
    )
    return start - end
