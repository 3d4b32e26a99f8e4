"""Reads TEI P5 of one page: zones of the facsimile, and the text that its ``lb`` point to them."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.points import as_polygon, as_polyline, box_polygon, number, parse_points, to_pixel
from apps.formats.xml import child, children, local_name, parse
from apps.layout.types import LineLayout, LineText, PageLayout, Polygon, RegionLayout

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SPACES = re.compile(r"\s+")
# How other programs say that a zone is a line.
_LINE_NAMES = {"line", "textline"}
_MARKUPS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "line-through": "s",
}
_LEFT_OUT = {"note", "fw", "figDesc"}


def read_tei(data: bytes, *, filename: str = "") -> PageLayout:
    """The one page; a file with several pages is refused."""
    root = parse(data, filename=filename)
    surfaces = [item for item in root.iter() if local_name(item) == "surface"]
    if len(surfaces) > 1:
        cause = f"it holds {len(surfaces)} pages."
        raise FormatError(filename, cause, "Give one file for each page.")
    page = _Page(root)
    return page.layout(surfaces[0] if surfaces else None)


class _Page:
    def __init__(self, root: Element) -> None:
        self._texts = dict(_texts(root))
        self._regions: list[RegionLayout] = []
        self._lines: list[LineLayout] = []

    def layout(self, surface: Element | None) -> PageLayout:
        if surface is None:
            lines = tuple(LineLayout(None, text=LineText(text)) for text in self._texts.values())
            return PageLayout(0, 0, lines=lines)
        for zone in children(surface, "zone"):
            self._zone(zone, None)
        graphic = child(surface, "graphic")
        width, height = _size(surface, graphic)
        url = "" if graphic is None else graphic.get("url", "")
        return PageLayout(
            width,
            height,
            image_name=PurePath(url.replace("\\", "/")).name,
            regions=tuple(self._regions),
            lines=self._in_order(),
            external_id=surface.get(_ID),
        )

    def _zone(self, zone: Element, region: str | None) -> None:
        name = zone.get(_ID, "")
        kinds = {(zone.get(key) or "").lower() for key in ("type", "rendition", "subtype")}
        if kinds & _LINE_NAMES or name in self._texts or child(zone, "path") is not None:
            self._line(zone, region)
            return
        made = RegionLayout(_polygon(zone), type=_type(zone, "type"), external_id=name or None)
        self._regions.append(made)
        for inner in children(zone, "zone"):
            self._zone(inner, made.uid)

    def _line(self, zone: Element, region: str | None) -> None:
        path, name = child(zone, "path"), zone.get(_ID, "")
        baseline = None if path is None else as_polyline(parse_points(path.get("points")))
        text = self._texts.get(name)
        line = LineLayout(
            baseline,
            _polygon(zone),
            region_uid=region,
            type=_type(zone, "subtype"),
            external_id=name or None,
            text=LineText(text) if text else None,
        )
        if line.baseline or line.mask or line.text:
            self._lines.append(line)

    def _in_order(self) -> tuple[LineLayout, ...]:
        """As the text has them; lines without text stay where they are among the zones."""
        places = {name: place for place, name in enumerate(self._texts)}
        last = -1
        ranked = []
        for index, line in enumerate(self._lines):
            last = places.get(line.external_id or "", last)
            ranked.append((last, index, line))
        ranked.sort(key=lambda item: item[:2])
        return tuple(line for _, _, line in ranked)


def _texts(root: Element) -> Iterator[tuple[str, str]]:
    """What stands after each ``lb``, by the zone that it points to."""
    body = next((item for item in root.iter() if local_name(item) == "text"), None)
    if body is None:
        return
    keep = any(item.get(_SPACE) == "preserve" for item in body.iter())
    name, words, count = "", [""], 0
    for kind, value in _events(body):
        if kind == "text":
            words.append(value)
            continue
        if text := _said(words, keep):
            yield name or f"#{count}", text
        name, words, count = value.lstrip("#"), [], count + 1
    if text := _said(words, keep):
        yield name or f"#{count}", text


def _said(words: list[str], keep: bool) -> str:
    """The words of one line; spaces count only where the file says so."""
    text = "".join(words)
    return text.strip("\r\n") if keep else _SPACES.sub(" ", text).strip()


def _events(element: Element) -> Iterator[tuple[str, str]]:
    """The text in order, with markup, and where lines begin."""
    name = local_name(element) if isinstance(element.tag, str) else ""
    if name in _LEFT_OUT:
        return
    if name == "lb":
        yield "line", element.get("facs", "")
    tag = _markup(name, element.get("rend", ""))
    if tag:
        yield "text", f"<{tag}>"
    yield "text", element.text or ""
    for inner in element:
        yield from _events(inner)
        yield "text", inner.tail or ""
    if tag:
        yield "text", f"</{tag}>"


def _markup(name: str, rend: str) -> str | None:
    if name == "del":
        return "s"
    return _MARKUPS.get(rend.lower().split(";")[0].strip()) if name == "hi" else None


def _type(zone: Element, key: str) -> str | None:
    name = zone.get(key) or (zone.get("rendition") if key == "type" else None)
    return name if name and name.lower() not in _LINE_NAMES | {"textregion"} else None


def _polygon(zone: Element) -> Polygon | None:
    ring = as_polygon(parse_points(zone.get("points")))
    if ring:
        return ring
    corners = [number(zone.get(key)) for key in ("ulx", "uly", "lrx", "lry")]
    if any(corner is None for corner in corners):
        return None
    x0, y0, x1, y1 = (corner or 0.0 for corner in corners)
    return box_polygon(x0, y0, x1 - x0, y1 - y0)


def _size(surface: Element, graphic: Element | None) -> tuple[int, int]:
    """Pixels of the page, from its corners or from the size of its image."""
    width, height = number(surface.get("lrx")), number(surface.get("lry"))
    if (not width or not height) and graphic is not None:
        width = number((graphic.get("width") or "").removesuffix("px"))
        height = number((graphic.get("height") or "").removesuffix("px"))
    return to_pixel(width or 0), to_pixel(height or 0)
