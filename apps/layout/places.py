"""Places that are not a polygon of their own: made up for lines without one, kept in attributes."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from apps.layout.geometry import Box, bounding_box, box_polygon
from apps.layout.types import LineLayout, PageLayout, Point, Polygon

POINTS = ".points"
"""The ending of attributes that hold points, ``x,y x,y``: they move with the page."""
_KEPT = '"points": "'  # in an element that is kept as JSON
_KEPT_POINTS = re.compile(r'("points": ")([^"]*)')
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]+)?")
MADE_UP = f"computed{POINTS}"
"""The attribute of a line whose mask was made up because its file gave it no place."""


def place_lines(layout: PageLayout) -> PageLayout:
    """The lines that have neither baseline nor mask lie in strips of their region, and say so."""
    if all(line.baseline or line.mask for line in layout.lines):
        return layout
    polygons = {region.uid: region.polygon for region in layout.regions if region.polygon}
    page = (0, 0, max(layout.width, 1), max(layout.height, 1))
    counts: dict[str | None, int] = defaultdict(int)
    for line in layout.lines:
        counts[line.region_uid] += 1
    seen: dict[str | None, int] = defaultdict(int)
    placed = []
    for line in layout.lines:
        uid = line.region_uid
        if not line.baseline and not line.mask:
            ring = polygons.get(uid or "")
            box = bounding_box(ring) if ring else page
            line = _in_strip(line, box, seen[uid], counts[uid])  # noqa: PLW2901
        seen[uid] += 1
        placed.append(line)
    return replace(layout, lines=tuple(placed))


def _in_strip(line: LineLayout, box: Box, index: int, count: int) -> LineLayout:
    left, top, right, bottom = box
    height = max((bottom - top) / count, 1)
    upper = round(top + height * index)
    strip = box_polygon((left, upper, max(right, left + 1), max(round(upper + height), upper + 1)))
    return replace(line, mask=strip, attributes={**line.attributes, MADE_UP: _written(strip)})


def given_place(line: LineLayout) -> LineLayout:
    """The line as its file had it: without the place that was made up, unless it was moved."""
    if MADE_UP not in line.attributes:
        return line
    attributes = {key: value for key, value in line.attributes.items() if key != MADE_UP}
    mask = None if made_up_place(line) else line.mask
    return replace(line, mask=mask, attributes=attributes)


def made_up_place(line: LineLayout) -> Polygon | None:
    """The place that was made up for the line, where that is still its only one."""
    given = line.attributes.get(MADE_UP)
    if given is None or line.baseline or not line.mask or _written(line.mask) != given:
        return None
    return line.mask


def moved_attributes(
    attributes: Mapping[str, str], place: Callable[[Point], Point]
) -> Mapping[str, str]:
    """The attributes with every point in them put where ``place`` says."""
    if not any(key.endswith(POINTS) or _KEPT in value for key, value in attributes.items()):
        return attributes

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}{_moved(found[2], place)}"

    return {
        key: _moved(value, place) if key.endswith(POINTS) else _KEPT_POINTS.sub(moved, value)
        for key, value in attributes.items()
    }


def _moved(text: str, place: Callable[[Point], Point]) -> str:
    numbers = [round(float(number)) for number in _NUMBER.findall(text)]
    return _written(tuple(map(place, zip(numbers[::2], numbers[1::2], strict=False))))


def _written(points: Polygon) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
