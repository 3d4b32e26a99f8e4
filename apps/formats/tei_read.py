"""Reads TEI P5: zones of the facsimile, and the text whose ``lb`` point to them."""

from collections.abc import Mapping
from pathlib import PurePath
from urllib.parse import unquote

from lxml.etree import _Element as Element

from apps.formats.points import (
    as_polygon,
    as_polyline,
    box_polygon,
    impossible_outlines,
    number,
    parse_points,
    to_pixel,
)
from apps.formats.tei_header import read_header
from apps.formats.tei_text import TextLine, text_lines
from apps.formats.tei_words import full_name
from apps.formats.xml import child, children, local_name, parse
from apps.layout.glyphs import has_consistent_glyphs, join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Polygon, RegionLayout

_XML = "{http://www.w3.org/XML/1998/namespace}"
_ID = f"{_XML}id"
# How other programs say that a zone is a line.
_LINE_NAMES = {"line", "textline"}
_PLACES = {"points", "ulx", "uly", "lrx", "lry"}
_KNOWN = {*_PLACES, _ID, f"{_XML}lang"}
_TYPES = {"type", "subtype", "rendition"}


def read_tei(data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
    """Every page: each surface of the facsimile; without one, each piece of text after a ``pb``."""
    root = parse(data, filename=filename)
    surfaces = [item for item in root.iter() if local_name(item) == "surface"]
    lines = text_lines(root)
    metadata = read_header(root)
    if not surfaces:
        return _without_places(lines, metadata)
    said = {line.zone: line for line in lines}
    return tuple(_Page(said).layout(surface, metadata) for surface in surfaces)


def _without_places(lines: list[TextLine], metadata: Mapping[str, str]) -> tuple[PageLayout, ...]:
    """Lines that no zone is known of, page by page."""
    pages: dict[int, list[TextLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return tuple(
        PageLayout(
            0,
            0,
            image_name=_file_name(said[0].image) if said else "",
            lines=tuple(LineLayout(None, text=LineText(line.text)) for line in said),
            metadata=metadata,
        )
        for said in (pages or {0: []}).values()
    )


class _Page:
    def __init__(self, texts: Mapping[str, TextLine]) -> None:
        self._texts = texts
        self._surface_id = ""
        self._regions: list[RegionLayout] = []
        self._lines: list[tuple[str, LineLayout]] = []
        self._places: dict[str, Polygon] = {}
        self._impossible: list[str] = []

    def layout(self, surface: Element, metadata: Mapping[str, str]) -> PageLayout:
        self._surface_id = surface.get(_ID, "")
        for zone in children(surface, "zone"):
            self._zone(zone, None)
        for line in children(surface, "line"):
            self._line(line, None)
        graphic = child(surface, "graphic")
        width, height = _size(surface, graphic)
        return PageLayout(
            width,
            height,
            image_name=_file_name("" if graphic is None else graphic.get("url", "")),
            regions=tuple(self._regions),
            lines=self._in_order(),
            external_id=self._surface_id or None,
            metadata=metadata,
            notes=impossible_outlines(self._impossible),
        )

    def _zone(self, zone: Element, region: str | None) -> None:
        name = zone.get(_ID, "")
        kinds = {(zone.get(key) or "").lower() for key in _TYPES}
        if kinds & _LINE_NAMES or name in self._texts or child(zone, "path") is not None:
            self._line(zone, region)
            return
        polygon = _polygon(zone)
        if not polygon and any(map(zone.get, _PLACES)):
            self._impossible.append(name)
        made = RegionLayout(
            polygon,
            type=full_name(zone, _type(zone, "type")),
            external_id=self._own_id(name),
            attributes=_kept(zone, {"type", "rendition"}),
        )
        self._regions.append(made)
        for inner in children(zone, "zone"):
            self._zone(inner, made.uid)
        for line in children(zone, "line"):
            self._line(line, made.uid)

    def _line(self, zone: Element, region: str | None) -> None:
        for word in children(zone, "zone"):
            self._places[word.get(_ID, "")] = _polygon(word) or ()
        path, name = child(zone, "path"), zone.get(_ID, "")
        baseline = None if path is None else as_polyline(parse_points(path.get("points")))
        line = LineLayout(
            baseline,
            _polygon(zone),
            region_uid=region,
            type=full_name(zone, _type(zone, "subtype")),
            external_id=self._own_id(name),
            text=self._text(zone, name),
            attributes=_kept(zone, _TYPES),
        )
        if line.baseline or line.mask or line.text:
            self._lines.append((name, line))

    def _text(self, zone: Element, name: str) -> LineText | None:
        """What the text says of this zone, else what a ``line`` of a ``sourceDoc`` holds itself."""
        said = self._texts.get(name) if name else None
        if said is None:
            own = " ".join("".join(map(str, zone.itertext())).split())
            return LineText(own) if own and local_name(zone) == "line" else None
        words = [(Glyph(word, self._places.get(at, ()), sure),) for word, at, sure in said.words]
        text = LineText(said.text, said.confidence, join_glyphs(words))
        is_whole = has_consistent_glyphs(text) and all(word[0].polygon for word in words)
        return text if is_whole else LineText(said.text, said.confidence)

    def _own_id(self, name: str) -> str | None:
        """An id without that of its page, which a file of several pages puts before it."""
        return name.removeprefix(f"{self._surface_id}_") or name or None

    def _in_order(self) -> tuple[LineLayout, ...]:
        """As the text has them; lines without text stay where they are among the zones."""
        places = {name: place for place, name in enumerate(self._texts)}
        last = -1
        ranked = []
        for index, (name, line) in enumerate(self._lines):
            last = places.get(name, last)
            ranked.append((last, index, line))
        ranked.sort(key=lambda item: item[:2])
        return tuple(line for _, _, line in ranked)


def _type(zone: Element, key: str) -> str | None:
    name = zone.get(key) or (zone.get("rendition") if key == "type" else None)
    return name if name and name.lower() not in _LINE_NAMES | {"textregion"} else None


def _kept(zone: Element, known: set[str]) -> dict[str, str]:
    """Language, and the attributes of a zone that have no field."""
    given = {str(name): str(value) for name, value in zone.attrib.items()}
    kept = {
        f"tei.{name}": value
        for name, value in given.items()
        if name not in _KNOWN | known and not name.startswith("{")
    }
    if kept.get("tei.n") and full_name(zone, None):
        del kept["tei.n"]
    if language := zone.get(f"{_XML}lang"):
        kept["language"] = language
    return kept


def _polygon(zone: Element) -> Polygon | None:
    ring = as_polygon(parse_points(zone.get("points")))
    if ring:
        return ring
    corners = [number(zone.get(key)) for key in ("ulx", "uly", "lrx", "lry")]
    if any(corner is None for corner in corners):
        return None
    x0, y0, x1, y1 = (corner or 0.0 for corner in corners)
    return box_polygon(x0, y0, x1 - x0, y1 - y0)


def _file_name(url: str) -> str:
    return "" if url.startswith("#") else PurePath(unquote(url).replace("\\", "/")).name


def _size(surface: Element, graphic: Element | None) -> tuple[int, int]:
    """Pixels of the page, from its corners or from the size of its image."""
    width, height = number(surface.get("lrx")), number(surface.get("lry"))
    if (not width or not height) and graphic is not None:
        width = number((graphic.get("width") or "").removesuffix("px"))
        height = number((graphic.get("height") or "").removesuffix("px"))
    return to_pixel(width or 0), to_pixel(height or 0)
