"""Where the elements of an ALTO file lie: boxes, outlines and baselines, in pixels."""

import math
from dataclasses import dataclass

from lxml.etree import _Element as Element

from apps.formats.points import (
    as_polygon,
    as_polyline,
    box_polygon,
    number,
    parse_points,
    to_pixel,
)
from apps.formats.xml import child, local_name
from apps.layout.types import Point, Polygon, Polyline

_CORNERS = 32  # of the polygon that stands for a circle
_BOX = ("HPOS", "VPOS", "WIDTH", "HEIGHT")


@dataclass(frozen=True, slots=True)
class Places:
    """Reads places; ``factor`` makes pixels of the unit of the file."""

    factor: float

    def size(self, element: Element, name: str) -> int:
        """A width or a height; 0 where there is none."""
        return to_pixel(number(element.get(name), self.factor) or 0)

    def place(self, element: Element) -> Polygon:
        """The outline or else the box of an element; empty without any."""
        return self.shape(element) or self.box(element) or ()

    def shape(self, element: Element) -> Polygon | None:
        """The outline of an element, where it has one."""
        shape = child(element, "Shape")
        if shape is None or not len(shape):
            return None
        form = shape[0]
        if local_name(form) == "Polygon":
            return as_polygon(parse_points(form.get("POINTS"), self.factor))
        return self._round(form)

    def _round(self, form: Element) -> Polygon | None:
        """A circle or an ellipse as a polygon."""
        names = ("HPOS", "VPOS", "RADIUS", "RADIUS")
        if local_name(form) == "Ellipse":
            names = ("HPOS", "VPOS", "HLENGTH", "VLENGTH")
        x, y, across, down = (number(form.get(name), self.factor) for name in names)
        if x is None or y is None or across is None or down is None:
            return None
        if local_name(form) == "Ellipse":
            across, down = across / 2, down / 2
        turn = -math.radians(number(form.get("ROTATION")) or 0.0)
        points: list[Point] = []
        for corner in range(_CORNERS):
            angle = 2 * math.pi * corner / _CORNERS
            dx, dy = across * math.cos(angle), down * math.sin(angle)
            right = dx * math.cos(turn) - dy * math.sin(turn)
            low = dx * math.sin(turn) + dy * math.cos(turn)
            points.append((to_pixel(x + right), to_pixel(y + low)))
        return as_polygon(points)

    def is_told(self, element: Element) -> bool:
        """Whether the file says anything of the place of an element."""
        shape = child(element, "Shape")
        return (shape is not None and len(shape) > 0) or any(map(element.get, _BOX))

    def box(self, element: Element) -> Polygon | None:
        """The upright box of an element, where it is whole."""
        x, y, width, height = (number(element.get(name), self.factor) for name in _BOX)
        if x is None or y is None or width is None or height is None:
            return None
        return box_polygon(x, y, width, height)

    def baseline(self, element: Element) -> Polyline | None:
        """A list of points, or before ALTO 4.2 one number: the height of a level baseline."""
        given = (element.get("BASELINE") or "").strip()
        y = number(given, self.factor)
        if y is None:
            return as_polyline(parse_points(given, self.factor))
        x, width = (number(element.get(name), self.factor) for name in ("HPOS", "WIDTH"))
        if x is None or width is None:
            return None
        return as_polyline(((to_pixel(x), to_pixel(y)), (to_pixel(x + width), to_pixel(y))))
