"""Writes TEI P5: header, facsimile with a zone for each region and line, and the text."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml.etree import _Element as Element

from apps.formats.blocks import Block, Outlines, blocks
from apps.formats.points import format_points
from apps.formats.tei_columns import columns
from apps.formats.tei_header import TEI, TeiHeader, add, add_header, header_of
from apps.formats.tei_words import set_type
from apps.formats.xml import Ids, clean
from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.glyphs import split_words
from apps.layout.markup import pieces, plain_text
from apps.layout.types import LineLayout, LineText, PageLayout, Polygon, RegionLayout

_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_IN_URL = "/:?&=#,;@+!$'()*"
_MARKUPS = {"em": "italic", "strong": "bold", "u": "underline"}


def write_tei(layout: PageLayout) -> bytes:
    """The page as a TEI file; zones and line beginnings point to each other."""
    root = _root()
    add_header(root, header_of(layout.metadata, layout.image_name))
    page = TeiPage(layout)
    add(root, "facsimile").append(page.surface)
    add(add(root, "text"), "body").append(page.division)
    for part in list(root)[:2]:  # the text is left as it is: its spaces are words' spaces
        etree.indent(part, space="  ", level=1)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def frame(header: TeiHeader) -> tuple[bytes, bytes, bytes]:
    """What stands before the surfaces, between them and the text, and after it, in a long file."""
    root = _root()
    add_header(root, header)
    etree.indent(root[0], space="  ", level=1)
    add(root, "facsimile").text = "\n"
    add(add(root, "text"), "body").text = "\n"
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    start, middle = data.split(b"\n</facsimile>", 1)
    middle, end = middle.split(b"\n</body>", 1)
    return start + b"\n", b"</facsimile>" + middle + b"\n", b"</body>" + end


def serialised(element: Element) -> bytes:
    """A surface or a division as it stands in a file that declares the namespace around it."""
    data: bytes = etree.tostring(element, encoding="UTF-8")
    return data.replace(f' xmlns="{TEI}"'.encode(), b"", 1) + b"\n"


def _root() -> Element:
    default: dict[Any, str] = {None: TEI}
    return etree.Element(f"{{{TEI}}}TEI", nsmap=default)


class TeiPage:
    """One page: its ``surface``, and the ``division`` of the text that points to it.

    In a file of several pages each has a ``name``, which its ids begin with.
    """

    def __init__(self, layout: PageLayout, name: str = "", label: str = "") -> None:
        default: dict[Any, str] = {None: TEI}
        self._layout = layout
        self._ids = Ids()
        self._prefix = f"{name}_" if name else ""
        self._outlines = Outlines(layout)
        self.surface = etree.Element(f"{{{TEI}}}surface", nsmap=default)
        self.division = etree.Element(f"{{{TEI}}}div", nsmap=default)
        self._begin(name, label)
        found = blocks(layout)
        starts = columns(found, self._outlines)
        for block in found:
            column = starts.get(block.region.uid) if block.region else None
            self._block(block, column)

    def _begin(self, name: str, label: str) -> None:
        layout, surface = self._layout, self.surface
        own = self._ids.claim(name or layout.external_id, "page")
        surface.set(f"{_XML}id", own)
        for key, value in (("ulx", 0), ("uly", 0), ("lrx", layout.width), ("lry", layout.height)):
            surface.set(key, str(value))
        size = {"width": f"{layout.width}px", "height": f"{layout.height}px"}
        if label:
            surface.set("n", clean(label))
        add(surface, "graphic", url=quote(layout.image_name, safe=_IN_URL), **size)
        beginning = add(self.division, "pb", facs=f"#{own}")
        if label:
            beginning.set("n", clean(label))

    def _claim(self, element: Element, wanted: str | None, fallback: str) -> str:
        name = self._ids.claim(f"{self._prefix}{wanted}" if wanted else None, fallback)
        element.set(f"{_XML}id", name)
        return name

    def _block(self, block: Block, column: int | None) -> None:
        zone, region = self.surface, block.region
        paragraph = etree.SubElement(self.division, f"{{{TEI}}}p")
        paragraph.set(f"{_XML}space", "preserve")
        if region:
            zone = self._region(region, block)
            target = f"#{zone.get(f'{_XML}id')}"
            paragraph.set("facs", target)
            if column:
                paragraph.addprevious(add(self.division, "cb", n=str(column), facs=target))
        for line in block.lines:
            self._line(zone, paragraph, line)
        if not len(paragraph):
            self.division.remove(paragraph)

    def _region(self, region: RegionLayout, block: Block) -> Element:
        ring = region.polygon or self._outlines.lines(block.lines)
        zone = add(self.surface, "zone", points=format_points(ring))
        self._claim(zone, region.external_id, f"{self._prefix}region_{region.uid}")
        if region.type:
            set_type(zone, "type", region.type)
        _keep(zone, region.attributes)
        return zone

    def _line(self, zone: Element, paragraph: Element, line: LineLayout) -> None:
        place = add(zone, "zone", type="line")
        name = self._claim(place, line.external_id, f"{self._prefix}line_{line.uid}")
        if line.type:
            set_type(place, "subtype", line.type)
        _keep(place, line.attributes)
        if line.mask:
            place.set("points", format_points(line.mask))
        if line.baseline:
            add(place, "path", type="baseline", points=format_points(line.baseline))
        begin = add(paragraph, "lb", facs=f"#{name}")
        if line.text:
            self._say(paragraph, begin, place, line.text)

    def _say(self, paragraph: Element, begin: Element, place: Element, text: LineText) -> None:
        """The text behind its beginning: in words that point to their zones, where known."""
        if text.confidence is not None:
            begin.set("cert", _share(text.confidence))
        words = split_words(text)
        is_marked = plain_text(text.text) != text.text
        if is_marked or not all(_is_placed(word) for word in words):
            _fill(paragraph, begin, f"{text.text}\n")
            return
        for number, word in enumerate(words, 1):
            zone = add(place, "zone", type="word", points=format_points(_outline(word)))
            name = self._claim(zone, None, f"{place.get(f'{_XML}id')}_w{number}")
            element = add(paragraph, "w", word.text, facs=f"#{name}")
            known = [glyph.confidence for glyph in word.glyphs if glyph.confidence is not None]
            if known:
                element.set("cert", _share(sum(known) / len(known)))
            element.tail = "\n" if number == len(words) else " "


def _is_placed(word: LineText) -> bool:
    return bool(word.text) and any(glyph.polygon for glyph in word.glyphs)


def _share(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _outline(word: LineText) -> Polygon:
    """The polygon of a word, or the box around its characters."""
    if len(word.glyphs) == 1:
        return word.glyphs[0].polygon
    points = [point for glyph in word.glyphs for point in glyph.polygon]
    return box_polygon(bounding_box(points))


def _keep(zone: Element, attributes: Mapping[str, str]) -> None:
    """What an earlier TEI file said of a zone, and its language."""
    for key, value in attributes.items():
        if key.startswith("tei.") and zone.get(key[4:]) is None:
            zone.set(key[4:], clean(value))
    language = attributes.get("language", "")
    if _LANGUAGE.fullmatch(language):
        zone.set(f"{_XML}lang", language)


def _fill(paragraph: Element, begin: Element, text: str) -> None:
    """Put the text after its beginning, its markup as ``hi`` and ``del``."""
    parents, last = [paragraph], begin
    for kind, value in pieces(text):
        if kind == "open":
            rend = _MARKUPS.get(value)
            tag = add(parents[-1], "hi", rend=rend) if rend else add(parents[-1], "del")
            parents.append(tag)
            last = tag
        elif kind == "close":
            last = parents.pop()
        elif last is parents[-1]:
            last.text = (last.text or "") + clean(value)
        else:
            last.tail = (last.tail or "") + clean(value)
