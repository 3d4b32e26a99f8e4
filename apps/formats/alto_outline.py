"""Writes where the elements of an ALTO file lie: boxes, outlines, baselines."""

from collections.abc import Sequence

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_versions import Version
from apps.formats.blocks import Outlines
from apps.formats.points import format_points
from apps.layout.geometry import bounding_box, is_vertical
from apps.layout.types import LineLayout, Point


def set_box(element: Element, points: Sequence[Point]) -> None:
    """Say where an element lies; nothing where it is unknown."""
    if not points:
        return
    left, top, right, bottom = (max(value, 0) for value in bounding_box(points))
    element.set("HPOS", str(left))
    element.set("VPOS", str(top))
    element.set("WIDTH", str(right - left))
    element.set("HEIGHT", str(bottom - top))


def set_shape(element: Element, points: Sequence[Point]) -> None:
    """Give an element an outline."""
    space = element.tag.rpartition("}")[0]
    shape = SubElement(element, f"{space}}}Shape")
    # Space-separated numbers are what every reader of ALTO understands, eScriptorium's too.
    SubElement(shape, f"{space}}}Polygon", POINTS=format_points(points, " "))


def set_line_place(
    element: Element, line: LineLayout, outlines: Outlines, version: Version
) -> Sequence[Point]:
    """Say where a line lies as well as the version can; returns what its box is around."""
    has_place = bool(line.baseline or line.mask)
    # ALTO 2 asks for a place even where none is known.
    place = outlines.line(line) if has_place or not version.has_shapes else ()
    set_box(element, place)
    if version.has_shapes:
        if line.baseline:
            element.set("BASELINE", format_points(line.baseline, " "))
        if line.mask:
            set_shape(element, line.mask)
    elif line.baseline and not is_vertical(line.baseline):
        low, high = bounding_box(line.baseline)[1::2]
        element.set("BASELINE", str(max(0, round((low + high) / 2))))
    return place
