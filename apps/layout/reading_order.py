"""The order in which regions and lines are read: columns, bands, rows, in any direction.

Everything is first turned into reading coordinates: ``u`` runs along a line of text, ``v`` from
line to line. A page is then cut along clear gaps, side by side before one below the other, and
what no gap divides is put in order pair by pair.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from apps.layout.geometry import (
    bounding_box,
    line_points,
    point_in_polygon,
    polygon_area,
    typical_height,
)
from apps.layout.types import (
    LineLayout,
    PageLayout,
    Point,
    Polygon,
    RegionLayout,
    TextDirection,
)

Turn = Callable[[tuple[float, float]], tuple[float, float]]

_TURNS: dict[TextDirection, Turn] = {
    "horizontal-lr": lambda point: (point[0], point[1]),
    "horizontal-rl": lambda point: (-point[0], point[1]),
    "vertical-lr": lambda point: (point[1], point[0]),
    "vertical-rl": lambda point: (point[1], -point[0]),
}
_SHRINK = 0.08  # neighbouring outlines often overlap a little
_SIDE_BY_SIDE = 0.4  # columns run beside each other for this part of the shorter one
_COLUMN_GAP = 0.3  # of a line's height: newspapers set columns close
_OVERHANG = 0.4  # of a line's height: baselines often run into the next column
_INSIDE = 0.9  # of a region that lies in another one
_STEEPEST = math.radians(20)
_FEWEST_ROWS = 3  # of more than one cell, in a table
_ROWS = 0.6  # of the rows of a table have more than one cell
_CELL_GAP = 0.4  # of a cell's width: columns of running text are set closer


@dataclass(slots=True)
class _Item:
    """Something to be ordered, in reading coordinates: its box and the path of its text."""

    key: int
    u0: float
    v0: float
    u1: float
    v1: float
    path: list[tuple[float, float]]

    @property
    def middle(self) -> float:
        return (self.v0 + self.v1) / 2


def order_regions(
    regions: Sequence[RegionLayout], direction: TextDirection
) -> tuple[RegionLayout, ...]:
    """The regions in the order in which they are read; those without outline come last."""
    turn = _TURNS[direction]
    items = [
        _region_item(i, region.polygon, turn) for i, region in enumerate(regions) if region.polygon
    ]
    placed = [regions[item.key] for item in _ordered(items, 0.0)]
    return (*placed, *(region for region in regions if not region.polygon))


def order_lines(layout: PageLayout, direction: TextDirection) -> tuple[LineLayout, ...]:
    """The lines of a page, region by region.

    A line without region, and a region inside another one, are read where they lie.
    """
    known = {region.uid: region for region in layout.regions}
    members: dict[str | None, list[LineLayout]] = defaultdict(list)
    for line in layout.lines:
        members[line.region_uid if line.region_uid in known else None].append(line)
    inner: dict[str | None, list[str]] = defaultdict(list)
    for uid, outer in _outer_regions(layout.regions).items():
        inner[outer].append(uid)
    turn = _levelled(layout.lines, _TURNS[direction])
    return tuple(_Reader(known, members, inner, turn, typical_height(layout)).read(None))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what is in a region, or on the page (``None``): lines, and the regions inside."""

    regions: Mapping[str, RegionLayout]
    members: Mapping[str | None, Sequence[LineLayout]]
    inner: Mapping[str | None, Sequence[str]]
    turn: Turn
    height: float

    def read(self, uid: str | None) -> Iterator[LineLayout]:
        """What has no place comes last."""
        content: list[LineLayout | str] = [*self.members.get(uid, ()), *self.inner.get(uid, ())]
        items = [self._item(key, thing) for key, thing in enumerate(content)]
        gap = 0.0 if uid is None and self.regions else self.height * _COLUMN_GAP
        order = [item.key for item in _ordered([item for item in items if item], gap)]
        for key in (*order, *(key for key, item in enumerate(items) if item is None)):
            thing = content[key]
            if isinstance(thing, LineLayout):
                yield thing
            else:
                yield from self.read(thing)

    def _item(self, key: int, thing: LineLayout | str) -> _Item | None:
        if isinstance(thing, LineLayout):
            return _line_item(key, thing, self.turn, self.height)
        points = tuple(self._points(thing))
        outline = points and (self.regions[thing].polygon or points)
        return _region_item(key, outline, self.turn) if outline else None

    def _points(self, uid: str) -> Iterator[Point]:
        """Of all lines in a region; one without lines has no place in the order."""
        for line in self.members.get(uid, ()):
            yield from line_points(line)
        for inner in self.inner.get(uid, ()):
            yield from self._points(inner)


def _outer_regions(regions: Sequence[RegionLayout]) -> dict[str, str | None]:
    """For each region the smallest one that it lies in."""
    placed = [(region.uid, region.polygon) for region in regions if region.polygon]
    found: dict[str, str | None] = dict.fromkeys(region.uid for region in regions)
    for uid, polygon in placed:
        around = [
            (polygon_area(other), outer)
            for outer, other in placed
            if polygon_area(other) > polygon_area(polygon) and _lies_in(polygon, other)
        ]
        found[uid] = min(around)[1] if around else None
    return found


def _lies_in(polygon: Polygon, other: Polygon) -> bool:
    """Whether most of a region's box is in the box of another one, and its middle in the ring."""
    (x0, y0, x1, y1), (left, top, right, bottom) = bounding_box(polygon), bounding_box(other)
    shared = max(min(x1, right) - max(x0, left), 0) * max(min(y1, bottom) - max(y0, top), 0)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    return shared >= _INSIDE * (x1 - x0) * (y1 - y0) and point_in_polygon(middle, other)


def _levelled(lines: Sequence[LineLayout], turn: Turn) -> Turn:
    """The same coordinates with the common slope of the baselines taken out."""
    slopes: list[float] = []
    for line in lines:
        if line.baseline:
            (u0, v0), (u1, v1) = turn(line.baseline[0]), turn(line.baseline[-1])
            if u0 != u1:
                slopes.append(math.atan((v1 - v0) / (u1 - u0)))
    slope = median(slopes) if slopes else 0.0
    if abs(slope) > _STEEPEST:
        return turn
    cosine, sine = math.cos(-slope), math.sin(-slope)

    def level(point: tuple[float, float]) -> tuple[float, float]:
        u, v = turn(point)
        return (u * cosine - v * sine, u * sine + v * cosine)

    return level


def _region_item(key: int, polygon: Sequence[Point], turn: Turn) -> _Item:
    item = _item(key, [turn(point) for point in polygon])
    du, dv = (item.u1 - item.u0) * _SHRINK, (item.v1 - item.v0) * _SHRINK
    middle = item.middle
    return replace(
        item,
        u0=item.u0 + du,
        u1=item.u1 - du,
        v0=item.v0 + dv,
        v1=item.v1 - dv,
        path=[(item.u0, middle), (item.u1, middle)],
    )


def _line_item(key: int, line: LineLayout, turn: Turn, height: float) -> _Item | None:
    """A line as a thin box around its path, so that lines close together stay apart."""
    if line.baseline:
        path = sorted(turn(point) for point in line.baseline)
    elif line.mask:
        box = _item(key, [turn(point) for point in line.mask])
        path = [(box.u0, box.middle), (box.u1, box.middle)]
    else:
        return None
    item = _item(key, path)
    trim = min(height * _OVERHANG, (item.u1 - item.u0) / 4)
    return replace(
        item,
        u0=item.u0 + trim,
        u1=item.u1 - trim,
        v0=item.v0 - height / 5,
        v1=item.v1 + height / 5,
        path=path,
    )


def _item(key: int, points: Sequence[tuple[float, float]]) -> _Item:
    us, vs = [u for u, _ in points], [v for _, v in points]
    return _Item(key, min(us), min(vs), max(us), max(vs), [])


def _ordered(items: list[_Item], gap: float) -> list[_Item]:
    """The items in reading order: columns, else bands, else pair by pair."""
    if len(items) < 2:
        return items
    rows = _rows(items)
    if gap and _is_table(rows):
        return [item for row in rows for item in sorted(row, key=lambda item: item.u0)]
    for parts in (_columns(items, gap), _bands(items, gap)):
        if len(parts) > 1:
            return [item for part in parts for item in _ordered(part, gap)]
    return _pairwise_order(items)


def _columns(items: list[_Item], gap: float) -> list[list[_Item]]:
    """The items parted at clear gaps between groups that run side by side."""
    columns: list[list[_Item]] = []
    edge = -math.inf
    for item in sorted(items, key=lambda item: item.u0):
        if item.u0 > edge + gap or not columns:
            columns.append([])
        columns[-1].append(item)
        edge = max(edge, item.u1)
    joined = columns[:1]
    for column in columns[1:]:
        if _beside(joined[-1], column):
            joined.append(column)
        else:
            joined[-1] = joined[-1] + column
    return joined


def _beside(a: list[_Item], b: list[_Item]) -> bool:
    """Whether two groups run next to each other and not one below the other."""
    a0, a1 = min(item.v0 for item in a), max(item.v1 for item in a)
    b0, b1 = min(item.v0 for item in b), max(item.v1 for item in b)
    shared = min(a1, b1) - max(a0, b0)
    return shared >= _SIDE_BY_SIDE * min(a1 - a0, b1 - b0) and shared > 0


def _rows(items: list[_Item]) -> list[list[_Item]]:
    """The items parted at level gaps."""
    rows: list[list[_Item]] = []
    edge = -math.inf
    for item in sorted(items, key=lambda item: item.v0):
        if item.v0 >= edge or not rows:
            rows.append([])
        rows[-1].append(item)
        edge = max(edge, item.v1)
    return rows


def _is_table(rows: list[list[_Item]]) -> bool:
    """Whether the items stand in rows of cells far from each other, which are read row by row."""
    several = [sorted(row, key=lambda item: item.u0) for row in rows if len(row) > 1]
    if len(several) < _FEWEST_ROWS or len(several) < _ROWS * len(rows):
        return False
    pairs = [pair for row in several for pair in pairwise(row)]
    gaps = sorted(right.u0 - left.u1 for left, right in pairs)
    width = median(item.u1 - item.u0 for row in rows for item in row)
    crowded = sum(gap < -width / 2 for gap in gaps)
    return crowded * 10 < len(gaps) and gaps[len(gaps) // 4] >= _CELL_GAP * width


def _bands(items: list[_Item], gap: float) -> list[list[_Item]]:
    """The items parted at level gaps; bands whose columns go on below stay together."""
    joined: list[list[_Item]] = []
    for band in _rows(items):
        if joined and len(_columns(joined[-1] + band, gap)) > 1:
            joined[-1] = joined[-1] + band
        else:
            joined.append(band)
    return joined


def _pairwise_order(items: list[_Item]) -> list[_Item]:
    """Sorted by which is read before which; where that runs in a circle, the upper goes first."""
    count = len(items)
    after: list[list[int]] = [[] for _ in items]
    waiting = [0] * count
    for i in range(count):
        for j in range(i + 1, count):
            first, second = (i, j) if _before(items[i], items[j]) else (j, i)
            after[first].append(second)
            waiting[second] += 1
    heap = [(waiting[i], items[i].middle, items[i].u0, i) for i in range(count)]
    heapq.heapify(heap)
    done: list[_Item] = []
    placed = [False] * count
    while heap:
        blocked, _, _, i = heapq.heappop(heap)
        if placed[i] or blocked != waiting[i]:
            continue
        placed[i] = True
        done.append(items[i])
        for j in after[i]:
            waiting[j] -= 1
            heapq.heappush(heap, (waiting[j], items[j].middle, items[j].u0, j))
    return done


def _before(a: _Item, b: _Item) -> bool:
    """Whether ``a`` is read before ``b``: the upper where both run, else the one further along."""
    low, high = max(a.u0, b.u0), min(a.u1, b.u1)
    if high > low:
        at = (low + high) / 2
        return _height_at(a, at) <= _height_at(b, at)
    if min(a.v1, b.v1) > max(a.v0, b.v0):
        return a.u0 <= b.u0
    return a.middle <= b.middle


def _height_at(item: _Item, u: float) -> float:
    """Where an item's path is at ``u``."""
    for (u0, v0), (u1, v1) in pairwise(item.path):
        if u0 <= u <= u1:
            return v0 + (v1 - v0) * (u - u0) / (u1 - u0) if u1 > u0 else v0
    return item.path[0][1] if u < item.path[0][0] else item.path[-1][1]
