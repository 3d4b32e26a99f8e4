"""Finds the seams above and below the writing of many lines at once: the edges of their masks.

The method, and every number in it, is kraken's (``kraken.lib.segmentation._calc_seam``): the page's
gradients around a baseline, made dearer with the distance from it, are turned level, and the
cheapest way through them from left to right is the seam. What kraken does line by line, column by
column is done here for all lines of a page in step, with the same result.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import binary_erosion, distance_transform_cdt
from skimage import draw
from skimage.transform import AffineTransform

from apps.engine.kraken7 import make_polygonal_mask

Points = npt.NDArray[np.int64]
_Doubles = npt.NDArray[np.float64]

_OUTSIDE = 99999.0
_BIAS = 150
_WIDEST = 600
_SAMPLES_AT_ONCE = 4_000_000
"""Pixels of level patches that are searched together: about 70 MB."""


@dataclass(frozen=True, slots=True)
class Patch:
    """The surroundings of one side of a baseline, turned level, and what a way through them costs.

    ``outside`` marks pixels of the upright patch beyond the room of the line; ``origin`` is its
    place on the page, ``first_column`` that of ``costs`` in the turned patch.
    """

    costs: _Doubles
    turn: Any
    first_column: int
    outside: npt.NDArray[np.bool_]
    origin: tuple[int, int]


def level_patch(baseline: Points, room: Points, angle: float, features: _Doubles) -> Patch:
    """The patch of ``features`` within the polygon ``room`` on one side of ``baseline``."""
    left, right = int(room[:, 0].min()), int(room[:, 0].max())
    top, bottom = int(room[:, 1].min()), int(room[:, 1].max())
    origin = (left, top)
    patch = features[top : bottom + 2, left : right + 2].copy()
    away = np.ones_like(patch)
    for (x0, y0), (x1, y1) in zip(baseline[:-1] - origin, baseline[1:] - origin, strict=True):
        away[draw.line(y0, x0, y1, x1)] = 0
    distance = distance_transform_cdt(away)
    outside = np.array(make_polygonal_mask(room - origin, patch.shape[::-1])) <= 128
    # Two pixels wider than the room, because turning blurs its edge.
    outside = binary_erosion(outside, border_value=True, iterations=2)
    patch[outside] = _OUTSIDE
    patch += distance * (np.mean(patch[patch != _OUTSIDE]) / _BIAS)
    ends = baseline[(0, -1), :] - origin
    turn, rows = _levelling(patch.shape, angle, min(1.0, _WIDEST / (right - left)))
    first, last = np.sort(np.around(turn.inverse(ends)[:, 0]).astype("int"))
    costs = _levelled(patch, turn.params, rows, np.arange(first, last + 1))
    return Patch(costs, turn, int(first), outside, origin)


def _levelling(shape: tuple[int, ...], angle: float, scale: float) -> tuple[Any, int]:
    """The turn from the level patch to the upright one, and how many rows the level one has."""
    turn = AffineTransform(rotation=angle, scale=(1 / scale, 1))
    rows, columns = shape
    corners = np.array([[0, 0], [0, rows - 1], [columns - 1, rows - 1], [columns - 1, 0]])
    corners = turn.inverse(corners)
    least, most = corners.min(axis=0), corners.max(axis=0)
    shift = turn([least]).flatten().tolist()
    height = int(np.around(most[1] - least[1] + 1))
    return AffineTransform(rotation=angle, scale=(1 / scale, 1), translation=shift), height


def _levelled(patch: _Doubles, matrix: _Doubles, rows: int, columns: Points) -> _Doubles:
    """The nearest pixel of ``patch`` for each of the level one; the dearest beyond its edge."""
    down = np.arange(rows)[:, None]
    x = np.floor(columns * matrix[0, 0] + down * matrix[0, 1] + matrix[0, 2] + 0.5).astype(np.int64)
    y = np.floor(columns * matrix[1, 0] + down * matrix[1, 1] + matrix[1, 2] + 0.5).astype(np.int64)
    height, width = patch.shape
    is_within = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return np.where(is_within, patch.ravel()[np.where(is_within, y * width + x, 0)], _OUTSIDE)


def find_seams(patches: Sequence[Patch]) -> list[Points]:
    """The seam through each patch, as points of the page from left to right."""
    ways: dict[int, Points] = {}
    for group in _groups(patches):
        found = _cheapest_ways([patches[number].costs for number in group])
        ways |= dict(zip(group, found, strict=True))
    return [_on_page(patch, ways[number]) for number, patch in enumerate(patches)]


def _groups(patches: Sequence[Patch]) -> Iterator[list[int]]:
    """Numbers of patches of like height, few enough to be searched together."""
    order = sorted(range(len(patches)), key=lambda number: patches[number].costs.shape)
    group: list[int] = []
    width = 0
    for number in order:
        rows, columns = patches[number].costs.shape
        width = max(width, columns)
        if group and (len(group) + 1) * (rows + 2) * width > _SAMPLES_AT_ONCE:
            yield group
            group, width = [], columns
        group.append(number)
    if group:
        yield group


def _cheapest_ways(costs: Sequence[_Doubles]) -> list[Points]:
    """The row of each column on the cheapest way through each patch, by dynamic programming."""
    rows = max(patch.shape[0] for patch in costs)
    widths = np.array([patch.shape[1] for patch in costs])
    # Columns first, so that a step reads what lies together; an edge that is never worth it.
    table = np.full((widths.max(), len(costs), rows + 2), np.inf)
    for number, patch in enumerate(costs):
        table[: patch.shape[1], number, 1 : patch.shape[0] + 1] = patch.T
    came = np.empty((len(table), len(costs), rows), dtype=np.int8)
    for column in range(len(table) - 1):
        above, same, below = (table[column, :, shift : shift + rows] for shift in range(3))
        best = np.minimum(np.minimum(above, same), below)
        came[column] = np.where(above <= best, -1, np.where(same <= best, 0, 1))
        # kraken keeps the sums in single precision.
        table[column + 1, :, 1:-1] += best.astype(np.float32)
    numbers = np.arange(len(costs))
    at = np.argmin(table[widths - 1, numbers, 1:-1], axis=1)
    way = np.empty((len(table), len(costs)), dtype=np.int64)
    for column in range(len(table) - 1, -1, -1):
        way[column] = at
        if column:
            step = came[column - 1, numbers, at]
            at = at + np.where(column < widths, step, 0)
    return [way[:width, number] for number, width in enumerate(widths)]


def _on_page(patch: Patch, way: Points) -> Points:
    """The way without its outliers, turned back and cut to the room of the line."""
    seam = np.stack([np.arange(len(way)) + patch.first_column, way], axis=1)
    middle, spread = seam[:, 1].mean(), seam[:, 1].std()
    seam[:, 1] = np.clip(seam[:, 1], middle - spread, middle + spread)
    seam = patch.turn(seam).astype("int")
    height, width = patch.outside.shape
    inside = (seam.min(axis=1) >= 0) & (seam[:, 0] < width) & (seam[:, 1] < height)
    seam = seam[inside]
    points: Points = seam[~patch.outside[seam[:, 1], seam[:, 0]]] + patch.origin
    return points
