"""The order in which regions and lines are read: columns, bands, rows, in any direction.

Everything is first turned into reading coordinates: ``u`` runs along a line of text, ``v`` from
line to line. A page is then cut along clear gaps, side by side before one below the other, and
what no gap divides is put in order pair by pair.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from apps.layout.geometry import line_points, typical_height
from apps.layout.types import LineLayout, PageLayout, Point, RegionLayout, TextDirection

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
    """The lines of a page, region by region; lines without region stand where they lie."""
    turn = _levelled(layout.lines, _TURNS[direction])
    height = typical_height(layout)
    known = {region.uid: region for region in layout.regions}
    groups: dict[str, list[LineLayout]] = {}
    for line in layout.lines:
        key = line.region_uid if line.region_uid in known else line.uid
        groups.setdefault(key or line.uid, []).append(line)
    items: list[_Item] = []
    members = list(groups.items())
    for index, (uid, lines) in enumerate(members):
        item = _group_item(index, known.get(uid), lines, turn, height)
        if item:
            items.append(item)
    gap = 0.0 if known else height * _COLUMN_GAP
    order = [item.key for item in _ordered(items, gap)]
    rest = [index for index in range(len(members)) if index not in set(order)]
    return tuple(
        line for index in (*order, *rest) for line in _within(members[index][1], turn, height)
    )


def _within(lines: Sequence[LineLayout], turn: Turn, height: float) -> list[LineLayout]:
    """The lines of one region in order; those without a place keep theirs at the end."""
    items = [_line_item(i, line, turn, height) for i, line in enumerate(lines)]
    placed = [item for item in items if item]
    order = [item.key for item in _ordered(placed, height * _COLUMN_GAP)]
    return [lines[i] for i in order] + [line for i, line in enumerate(lines) if not items[i]]


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


def _group_item(
    key: int, region: RegionLayout | None, lines: Sequence[LineLayout], turn: Turn, height: float
) -> _Item | None:
    if region is None:
        return _line_item(key, lines[0], turn, height)
    outline = region.polygon or tuple(p for line in lines for p in line_points(line))
    return _region_item(key, outline, turn) if outline else None


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
