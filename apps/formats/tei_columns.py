"""Which regions begin a column: those that stand beside the one before them."""

from collections.abc import Mapping, Sequence

from apps.formats.blocks import Block, Outlines
from apps.layout.geometry import bounding_box

_SHARE = 0.2
"""Boxes that share less than this of the smaller one's width stand beside each other."""
_WIDTH = 0.6
"""A region that is narrower than this share of the other stands in another column."""
_Box = tuple[int, int, int, int]


def columns(blocks: Sequence[Block], outlines: Outlines) -> Mapping[str, int]:
    """The number of the column that each of these regions begins, by uid.

    A region of another width ends a set of columns. Text in one column begins none.
    """
    sets: list[list[str]] = []
    current: _Box | None = None
    for block in blocks:
        if block.region is None or not block.lines:
            continue
        box = bounding_box(block.region.polygon or outlines.lines(block.lines))
        if current is not None and _is_beside(current, box):
            sets[-1].append(block.region.uid)
            current = box
        elif current is not None and _is_below(current, box):
            current = _around(current, box)
        else:
            sets.append([block.region.uid])
            current = box
    found = (group for group in sets if len(group) > 1)
    return {uid: number for group in found for number, uid in enumerate(group, 1)}


def _is_beside(first: _Box, second: _Box) -> bool:
    return _shared(first, second, 0) < _SHARE <= _shared(first, second, 1)


def _is_below(first: _Box, second: _Box) -> bool:
    widths = sorted((first[2] - first[0], second[2] - second[0]))
    return _shared(first, second, 0) >= _SHARE and widths[0] >= _WIDTH * widths[1]


def _shared(first: _Box, second: _Box, axis: int) -> float:
    """How much of the smaller extent two boxes share along an axis."""
    low = max(first[axis], second[axis])
    high = min(first[axis + 2], second[axis + 2])
    smaller = min(first[axis + 2] - first[axis], second[axis + 2] - second[axis])
    return max(0, high - low) / max(1, smaller)


def _around(first: _Box, second: _Box) -> _Box:
    left, top = min(first[0], second[0]), min(first[1], second[1])
    return (left, top, max(first[2], second[2]), max(first[3], second[3]))
