"""Writes hOCR 1.2 as XHTML: areas, lines, and words and characters where their places are known.

What the format has no property for stands in attributes of HTML that begin with ``data-``: all
points of a baseline, the name of a type, and that something has no outline of its own (``bare``).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import Block, Outlines, blocks
from apps.formats.hocr_title import spaced
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean
from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.glyphs import split_words
from apps.layout.markup import pieces, plain_text
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Point, RegionLayout

_XHTML = "http://www.w3.org/1999/xhtml"
_CAPABILITIES = (
    "ocr_page ocr_carea ocr_line ocrx_word ocrx_cinfo ocrp_dir ocrp_lang ocrp_poly ocrp_wconf"
)
_CLASS = re.compile(r"ocrx?_[a-z]+")
_KEPT = re.compile(r"hocr\.(\w+)")


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
        layout = self._layout
        default: dict[Any, str] = {None: _XHTML}
        root = etree.Element(f"{{{_XHTML}}}html", nsmap=default)
        head = _add(root, "head")
        _add(head, "title", layout.image_name or "page")
        _add(head, "meta", charset="utf-8")
        system = layout.metadata.get("software") or "escriptorium"
        _add(head, "meta", name="ocr-system", content=system)
        _add(head, "meta", name="ocr-capabilities", content=_CAPABILITIES)
        _add(head, "meta", name="ocr-number-of-pages", content="1")
        _add(head, "meta", name="ocr-langs", content=_languages(layout))
        image = layout.image_name.replace('"', "")
        page = _add(_add(root, "body"), "div", class_="ocr_page")
        page.set("id", self._ids.claim(layout.external_id, "page"))
        size = f"bbox 0 0 {layout.width} {layout.height}"
        kept = _kept(layout.metadata)
        page.set("title", clean("; ".join((f'image "{image}"', size, "ppageno 0", *kept))))
        for block in blocks(layout):
            self._block(page, block)
        return root

    def _block(self, page: Element, block: Block) -> None:
        area, region = page, block.region
        if region:
            ring = region.polygon or self._outlines.lines(block.lines)
            shape = [f"poly {format_points(ring, ' ')}"] if region.polygon else []
            title = _title(ring, *shape, *_kept(region.attributes))
            area = _add(page, "div", class_=_class(region.attributes, "ocr_carea"), title=title)
            area.set("id", self._ids.claim(region.external_id, f"region_{region.uid}"))
            _set_data(area, region)
            if not region.polygon:
                area.set("data-bare", "")
        for line in block.lines:
            self._line(area, line)

    def _line(self, area: Element, line: LineLayout) -> None:
        ring = self._outlines.line(line)
        said = [f"poly {format_points(ring, ' ')}"] if line.mask else []
        said += _kept(line.attributes)
        if line.text and line.text.confidence is not None:
            said.append(f"x_wconf {_percent(line.text.confidence)}")
        element = _add(area, "span", class_=_class(line.attributes, "ocr_line"))
        element.set("dir", self._direction(line))
        title = _title(ring, *self._baseline(line, ring), *said)
        element.set("title", clean(title))
        element.set("id", self._ids.claim(line.external_id, f"line_{line.uid}"))
        _set_data(element, line)
        if line.baseline:
            element.set("data-baseline", format_points(line.baseline, " "))
        if not line.mask:
            element.set("data-bare", "")
        element.tail = "\n"
        if line.text:
            self._words(element, line.text)

    def _words(self, line: Element, text: LineText) -> None:
        words = split_words(text)
        has_inner_space = len(words) == 1 and " " in words[0].text
        if has_inner_space or spaced(text.text) != text.text:
            line.set("style", "white-space: pre")
        is_marked = plain_text(text.text) != text.text
        if is_marked or not all(_points(word.glyphs) for word in words):
            _fill(line, text.text)
            return
        for word in words:
            element = self._word(line, word)
            element.tail = " "

    def _word(self, line: Element, word: LineText) -> Element:
        known = [glyph.confidence for glyph in word.glyphs if glyph.confidence is not None]
        sure = (f"x_wconf {_percent(sum(known) / len(known))}",) if known else ()
        element = _add(line, "span", class_="ocrx_word")
        points = _points(word.glyphs)
        if len(word.glyphs) == 1:
            element.set("title", _title(points, *_outline(points), *sure))
            element.text = clean(word.text)
            return element
        element.set("title", _title(points, *sure))
        for glyph in word.glyphs:
            _character(element, glyph)
        return element

    def _direction(self, line: LineLayout) -> str:
        """The way the line reads: as most of its letters, else as its baseline, else the page."""
        kinds = Counter(map(unicodedata.bidirectional, line.text.text if line.text else ""))
        right, left = kinds["R"] + kinds["AL"], kinds["L"]
        if right == left and line.baseline:
            left, right = line.baseline[-1][0], line.baseline[0][0]
        if right == left:
            return "rtl" if self._layout.direction == "horizontal-rl" else "ltr"
        return "rtl" if right > left else "ltr"

    def _baseline(self, line: LineLayout, ring: Sequence[Point]) -> Iterator[str]:
        """The straight line between the ends, or its angle where it is steep."""
        if not (baseline := line.baseline):
            return
        (x0, y0), (x1, y1) = sorted((baseline[0], baseline[-1]))
        if x1 - x0 >= abs(y1 - y0) and x1 > x0:
            left, _, _, bottom = bounding_box(ring)
            slope = (y1 - y0) / (x1 - x0)
            yield f"baseline {slope:.4f} {y0 + slope * (left - x0) - bottom:.1f}"
        elif not ((self._layout.direction or "").startswith("vertical") or _is_upright(line)):
            dx, dy = baseline[-1][0] - baseline[0][0], baseline[-1][1] - baseline[0][1]
            yield f"textangle {round(-math.degrees(math.atan2(dy, dx))) % 360}"


def _languages(layout: PageLayout) -> str:
    kept = [item.attributes for item in layout.regions]
    kept += [item.attributes for item in layout.lines]
    return " ".join(sorted({item["language"] for item in kept if "language" in item})) or "unknown"


def _is_upright(line: LineLayout) -> bool:
    """Whether its letters are of the scripts that stand upright in columns."""
    said = line.text.text if line.text else ""
    return 2 * sum(unicodedata.east_asian_width(char) in "WF" for char in said) > len(said)


def _character(word: Element, glyph: Glyph) -> None:
    element = _add(word, "span", glyph.char, class_="ocrx_cinfo")
    said = [] if glyph.confidence is None else [f"x_conf {_percent(glyph.confidence)}"]
    if glyph.polygon:
        left, top, right, bottom = bounding_box(glyph.polygon)
        said[:0] = [f"x_bboxes {left} {top} {right} {bottom}", *_outline(glyph.polygon)]
    element.set("title", "; ".join(said))


def _outline(points: Sequence[Point]) -> tuple[str, ...]:
    """The polygon, where it is no upright box."""
    is_box = tuple(points) == box_polygon(bounding_box(points))
    return () if is_box else (f"poly {format_points(points, ' ')}",)


def _points(glyphs: Sequence[Glyph]) -> list[Point]:
    return [point for glyph in glyphs for point in glyph.polygon]


def _percent(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def _kept(attributes: Mapping[str, str]) -> list[str]:
    found = ((_KEPT.fullmatch(key), value) for key, value in attributes.items())
    return [
        f"{key[1]} {value}" if not re.search("[;\"']", value) else f'{key[1]} "{value}"'
        for key, value in found
        if key and key[1] != "class" and '"' not in value
    ]


def _class(attributes: Mapping[str, str], usual: str) -> str:
    kept = attributes.get("hocr.class", "")
    return kept if _CLASS.fullmatch(kept) else usual


def _set_data(element: Element, item: RegionLayout | LineLayout) -> None:
    """The type and the language of an area or a line."""
    if item.type:
        element.set("data-type", clean(item.type))
    if language := item.attributes.get("language"):
        element.set("lang", clean(language))


def _fill(line: Element, text: str) -> None:
    """The text, its markup as that of HTML."""
    open_, last = [line], None
    for kind, value in pieces(text):
        if kind == "open":
            last = None
            open_.append(_add(open_[-1], value))
        elif kind == "close":
            last = open_.pop()
        elif last is None:
            open_[-1].text = (open_[-1].text or "") + clean(value)
        else:
            last.tail = (last.tail or "") + clean(value)
