"""Writes hOCR 1.2 as XHTML: areas, lines, and words where their places are known."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import Block, Outlines, blocks
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean
from apps.layout.geometry import bounding_box
from apps.layout.glyphs import split_words
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, LineText, PageLayout, Point, Polyline

_XHTML = "http://www.w3.org/1999/xhtml"
_CAPABILITIES = "ocr_page ocr_carea ocr_line ocrx_word"


def write_hocr(layout: PageLayout) -> bytes:
    """The page as a file that browsers show, too."""
    root = _Writer(layout).root()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, doctype="<!DOCTYPE html>")


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_XHTML}}}{tag}")
    for name, value in attributes.items():
        element.set(name.rstrip("_").replace("_", "-"), clean(value))
    if text is not None:
        element.text = clean(text)
    return element


def _title(points: Sequence[Point], *more: str) -> str:
    left, top, right, bottom = bounding_box(points)
    return "; ".join((f"bbox {max(left, 0)} {max(top, 0)} {right} {bottom}", *more))


class _Writer:
    """The ids and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._ids = Ids()
        self._outlines = Outlines(layout)

    def root(self) -> Element:
        default: dict[Any, str] = {None: _XHTML}
        root = etree.Element(f"{{{_XHTML}}}html", nsmap=default)
        head = _add(root, "head")
        _add(head, "title", self._layout.image_name or "page")
        _add(head, "meta", charset="utf-8")
        _add(head, "meta", name="ocr-system", content="escriptorium")
        _add(head, "meta", name="ocr-capabilities", content=_CAPABILITIES)
        size = f"bbox 0 0 {self._layout.width} {self._layout.height}"
        image = self._layout.image_name.replace('"', "")
        page = _add(_add(root, "body"), "div", class_="ocr_page")
        page.set("id", self._ids.claim(self._layout.external_id, "page"))
        page.set("title", clean(f'image "{image}"; {size}; ppageno 0'))
        for block in blocks(self._layout):
            self._block(page, block)
        return root

    def _block(self, page: Element, block: Block) -> None:
        area = page
        if block.region:
            ring = block.region.polygon or self._outlines.lines(block.lines)
            title = _title(ring, f"poly {format_points(ring, ' ')}")
            area = _add(page, "div", class_="ocr_carea", title=title)
            area.set("id", self._ids.claim(block.region.external_id, f"region_{block.region.uid}"))
        for line in block.lines:
            self._line(area, line)

    def _line(self, area: Element, line: LineLayout) -> None:
        ring = self._outlines.line(line)
        shape = f"poly {format_points(ring, ' ')}"
        element = _add(area, "span", class_="ocr_line", dir=_direction(line.baseline))
        element.set("title", _title(ring, *_baseline(line.baseline, ring), shape))
        element.set("id", self._ids.claim(line.external_id, f"line_{line.uid}"))
        element.tail = "\n"
        if line.text:
            self._words(element, line.text)

    def _words(self, line: Element, text: LineText) -> None:
        words = split_words(text)
        if len(words) == 1 and not words[0].glyphs:
            line.text = clean(plain_text(text.text))
            return
        for word in words:
            element = self._word(line, word)
            element.tail = " "

    def _word(self, line: Element, word: LineText) -> Element:
        points = [point for glyph in word.glyphs for point in glyph.polygon]
        known = [glyph.confidence for glyph in word.glyphs if glyph.confidence is not None]
        sure = (f"x_wconf {round(100 * sum(known) / len(known))}",) if known else ()
        element = _add(line, "span", plain_text(word.text), class_="ocrx_word")
        if points:
            element.set("title", _title(points, *sure))
        return element


def _direction(baseline: Polyline | None) -> str:
    is_rtl = bool(baseline) and baseline[-1][0] < baseline[0][0]  # type: ignore[index]
    return "rtl" if is_rtl else "ltr"


def _baseline(baseline: Polyline | None, ring: Sequence[Point]) -> tuple[str, ...]:
    """Slope and offset of the straight line between the ends, from the box's lower left corner."""
    if not baseline:
        return ()
    (x0, y0), (x1, y1) = sorted((baseline[0], baseline[-1]))
    if x1 - x0 < abs(y1 - y0):
        return ()
    left, _, _, bottom = bounding_box(ring)
    slope = (y1 - y0) / (x1 - x0)
    return (f"baseline {slope:.4f} {y0 + slope * (left - x0) - bottom:.1f}",)
