"""The title of an hOCR element: names with their values, among them its places."""

import re
from collections.abc import Mapping

from lxml.etree import _Element as Element

from apps.formats.points import as_polygon, box_polygon, confidence, number, parse_points
from apps.layout.types import Polygon

_PROPERTY = re.compile(r"\s*(\w+)\s+((?:\"[^\"]*\"|'[^']*'|[^;\"'])*)")
_SPACES = re.compile(r"[ \t\r\n\f]+")
Properties = Mapping[str, str]


def classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split()) if isinstance(element.tag, str) else set()


def properties(element: Element) -> dict[str, str]:
    """What the title says: names with their values, without the quotation marks."""
    title = element.get("title") or ""
    return {
        found[1]: found[2].strip().strip("\"'")
        for part in _split(title)
        if (found := _PROPERTY.fullmatch(part))
    }


def _split(title: str) -> list[str]:
    """The parts between semicolons that are not quoted."""
    return re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^;])+", title)


def box(said: Properties) -> tuple[float, float, float, float] | None:
    """The corners of ``bbox``, where it encloses something."""
    x0, y0, x1, y1 = corners(said)
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def corners(said: Properties) -> tuple[float, float, float, float]:
    """The numbers of ``bbox``, zeros where there are none."""
    found = [number(word) for word in (said.get("bbox") or "").split()]
    if len(found) != 4 or any(value is None for value in found):
        return (0.0, 0.0, 0.0, 0.0)
    x0, y0, x1, y1 = (value or 0.0 for value in found)
    return (x0, y0, x1, y1)


def ring(said: Properties) -> Polygon | None:
    """The outline that ``poly`` gives."""
    return as_polygon(parse_points(said.get("poly")))


def rectangle(sides: tuple[float, float, float, float]) -> Polygon:
    x0, y0, x1, y1 = sides
    return box_polygon(x0, y0, x1 - x0, y1 - y0)


def spaced(text: str) -> str:
    """The text with each run of what HTML takes for space as one; other spaces are characters."""
    return _SPACES.sub(" ", text).strip(" ")


def percent(value: str | None) -> float | None:
    """A confidence in percent as a share."""
    share = number(value, 0.01)
    return None if share is None else confidence(str(share))
