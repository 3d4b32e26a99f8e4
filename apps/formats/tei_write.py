"""Writes TEI P5: header, facsimile with a zone for each region and line, and the text."""

from typing import Any

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import Block, Outlines, blocks
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean
from apps.layout.markup import pieces
from apps.layout.types import LineLayout, PageLayout

_TEI = "http://www.tei-c.org/ns/1.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_MARKUPS = {"em": "italic", "strong": "bold", "u": "underline"}


def write_tei(layout: PageLayout) -> bytes:
    """The page as a TEI file; zones and line beginnings point to each other."""
    root = _Writer(layout).root()
    for part in list(root)[:2]:  # the text is left as it is: its spaces are words' spaces
        etree.indent(part, space="  ", level=1)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_TEI}}}{tag}")
    for name, value in attributes.items():
        element.set(_ID if name == "id" else name, clean(value))
    if text is not None:
        element.text = clean(text)
    return element


class _Writer:
    """The ids and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._ids = Ids()
        self._outlines = Outlines(layout)

    def root(self) -> Element:
        default: dict[Any, str] = {None: _TEI}
        root = etree.Element(f"{{{_TEI}}}TEI", nsmap=default)
        self._header(root)
        surface = self._surface(_add(root, "facsimile"))
        body = _add(_add(root, "text"), "body")
        division = _add(body, "div")
        _add(division, "pb", facs=f"#{surface.get(_ID)}")
        for block in blocks(self._layout):
            self._block(surface, division, block)
        return root

    def _header(self, root: Element) -> None:
        description = _add(_add(root, "teiHeader"), "fileDesc")
        title = self._layout.metadata.get("title") or self._layout.image_name or "Page"
        _add(_add(description, "titleStmt"), "title", title)
        _add(_add(description, "publicationStmt"), "p", "Written by eScriptorium.")
        source = self._layout.metadata.get("source") or self._layout.image_name or "An image"
        _add(_add(description, "sourceDesc"), "p", source)

    def _surface(self, facsimile: Element) -> Element:
        layout = self._layout
        surface = _add(facsimile, "surface", id=self._ids.claim(layout.external_id, "page"))
        for name, value in (("ulx", 0), ("uly", 0), ("lrx", layout.width), ("lry", layout.height)):
            surface.set(name, str(value))
        size = {"width": f"{layout.width}px", "height": f"{layout.height}px"}
        _add(surface, "graphic", url=layout.image_name, **size)
        return surface

    def _block(self, surface: Element, division: Element, block: Block) -> None:
        zone, region = surface, block.region
        paragraph = _add(division, "p")
        paragraph.set(_SPACE, "preserve")
        if region:
            ring = region.polygon or self._outlines.lines(block.lines)
            name = self._ids.claim(region.external_id, f"region_{region.uid}")
            zone = _add(surface, "zone", id=name, points=format_points(ring))
            if region.type:
                zone.set("type", clean(region.type))
            paragraph.set("facs", f"#{name}")
        for line in block.lines:
            self._line(zone, paragraph, line)
        if not len(paragraph):
            division.remove(paragraph)

    def _line(self, zone: Element, paragraph: Element, line: LineLayout) -> None:
        name = self._ids.claim(line.external_id, f"line_{line.uid}")
        place = _add(zone, "zone", id=name, type="line")
        if line.type:
            place.set("subtype", clean(line.type))
        if line.mask:
            place.set("points", format_points(line.mask))
        if line.baseline:
            _add(place, "path", type="baseline", points=format_points(line.baseline))
        begin = _add(paragraph, "lb", facs=f"#{name}")
        if line.text:
            _fill(paragraph, begin, f"{line.text.text}\n")


def _fill(paragraph: Element, begin: Element, text: str) -> None:
    """Put the text after its beginning, its markup as ``hi`` and ``del``."""
    parents, last = [paragraph], begin
    for kind, value in pieces(text):
        if kind == "open":
            rend = _MARKUPS.get(value)
            tag = _add(parents[-1], "hi", rend=rend) if rend else _add(parents[-1], "del")
            parents.append(tag)
            last = tag
        elif kind == "close":
            last = parents.pop()
        elif last is parents[-1]:
            last.text = (last.text or "") + clean(value)
        else:
            last.tail = (last.tail or "") + clean(value)
