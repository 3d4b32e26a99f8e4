"""Reads the XML of ABBYY FineReader, schemas 6 to 10: blocks, tables, lines and characters."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from apps.formats.abbyy_text import read_line
from apps.formats.base import FormatError, only_page
from apps.formats.points import as_polyline, box_polygon, impossible_outlines, number, to_pixel
from apps.formats.xml import child, children, local_name, parse
from apps.layout.geometry import bounding_box
from apps.layout.geometry import box_polygon as rectangle
from apps.layout.types import LineLayout, PageLayout, Point, Polygon, Polyline, RegionLayout

_NAMESPACE = re.compile(r"abbyy\.com/FineReader_xml", re.IGNORECASE)
# The words that PAGE has for what is no text; every format of ours knows them.
_KINDS = {
    "Table": "TableRegion",
    "Picture": "ImageRegion",
    "Barcode": "GraphicRegion",
    "Separator": "SeparatorRegion",
    "SeparatorsBox": "SeparatorRegion",
}
_TURNS = {"RotatedClockwise": "-90", "RotatedUpsidedown": "180", "RotatedCounterclockwise": "90"}
_PAGE_NAMES = ("resolution", "originalCoords", "rotation")
_BLOCK_NAMES = ("blockName", "pageElemId", "isHidden")
_RTL = re.compile("Arabic|Hebrew|Yiddish|Farsi|Persian|Urdu|Syriac")


class AbbyyReader:
    """The format that FineReader, its engine and its server write beside ALTO."""

    name = "abbyy"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in a file of one page."""
        return only_page(self.read_pages(data, filename=filename), filename)

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        """Every page in the file."""
        root = parse(data, filename=filename)
        if not is_abbyy(root):
            cause = f"it is no file of FineReader: its outermost element is <{local_name(root)}>."
            raise FormatError(filename, cause, "Choose the format that fits the file.")
        pages = list(children(root, "page"))
        if not pages:
            raise FormatError(filename, "it describes no page.", "Export the page again.")
        return tuple(_Page(page).layout(root) for page in pages)


def is_abbyy(root: Element) -> bool:
    """Whether this is the outermost element of a file of FineReader."""
    return local_name(root) == "document" and bool(_NAMESPACE.search(str(root.tag)))


@dataclass(slots=True)
class _Page:
    """One page while its blocks are read."""

    page: Element
    regions: list[RegionLayout] = field(default_factory=list)
    lines: list[LineLayout] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)

    def layout(self, root: Element) -> PageLayout:
        """The page with its regions and lines in the order of the file."""
        for block in children(self.page, "block"):
            self._block(block)
        metadata = _kept(self.page, _PAGE_NAMES)
        given = {"software": root.get("producer"), "language": root.get("mainLanguage")}
        metadata |= {key: value for key, value in given.items() if value}
        return PageLayout(
            to_pixel(number(self.page.get("width")) or 0),
            to_pixel(number(self.page.get("height")) or 0),
            regions=tuple(self.regions),
            lines=tuple(self.lines),
            metadata=metadata,
            notes=impossible_outlines(self.impossible),
        )

    def _block(self, block: Element) -> None:
        kind = block.get("blockType") or "Text"
        attributes = _kept(block, _BLOCK_NAMES)
        if kind not in ("Text", "Table"):
            attributes["abbyy.blockType"] = kind
        region = RegionLayout(
            _outline(block),
            type=_KINDS.get(kind),
            external_id=f"block_{len(self.regions) + 1}",
            attributes=attributes,
        )
        if not region.polygon and any(map(block.get, "ltrb")):
            self.impossible.append(region.external_id or "")
        self.regions.append(region)
        self._texts(block, region)
        for row_number, row in enumerate(children(block, "row")):
            column = 0
            for cell in children(row, "cell"):
                column = self._cell(cell, region, (row_number, column))

    def _cell(self, cell: Element, table: RegionLayout, place: tuple[int, int]) -> int:
        """Read a cell; returns the column of the next."""
        spans = {key: cell.get(key) or "1" for key in ("rowSpan", "colSpan")}
        region = RegionLayout(
            None,
            type="TableCell",
            external_id=f"{table.external_id}_{place[0] + 1}_{place[1] + 1}",
            attributes={
                "parent": table.external_id or "",
                "row": str(place[0]),
                "col": str(place[1]),
                **{key: value for key, value in spans.items() if value != "1"},
            },
        )
        position, before = len(self.regions), len(self.lines)
        self.regions.append(region)
        self._texts(cell, region)
        points = [point for line in self.lines[before:] for point in line.mask or ()]
        if points:
            # FineReader does not say where the cells of its tables are.
            self.regions[position] = RegionLayout(
                rectangle(bounding_box(points)),
                region.uid,
                region.type,
                region.external_id,
                region.attributes,
            )
        width = number(spans["colSpan"]) or 1
        return place[1] + max(1, min(int(width), 1000))

    def _texts(self, holder: Element, region: RegionLayout) -> None:
        for text in children(holder, "text"):
            turn = _TURNS.get(text.get("orientation") or "")
            for paragraph in children(text, "par"):
                # What is known of a paragraph is said of its first line.
                known = {"abbyy.par." + str(k): str(v) for k, v in sorted(paragraph.attrib.items())}
                for line in children(paragraph, "line"):
                    self.lines.append(self._line(line, region, turn, known))
                    known = {}

    def _line(
        self, line: Element, region: RegionLayout, turn: str | None, known: Mapping[str, str]
    ) -> LineLayout:
        mask = _box(line)
        text, language = read_line(line)
        attributes = dict(known)
        if language:
            attributes["language"] = language
        if turn:
            attributes["orientation"] = turn
        is_rtl = bool(_RTL.match(language))
        return LineLayout(
            None if turn else _baseline(line, mask, is_rtl),
            mask,
            region_uid=region.uid,
            external_id=f"line_{len(self.lines) + 1}",
            text=text,
            attributes=attributes,
        )


def _kept(element: Element, names: Iterable[str]) -> dict[str, str]:
    return {f"abbyy.{name}": value for name in names if (value := element.get(name))}


def _sides(element: Element) -> tuple[float, float, float, float] | None:
    left, top, right, bottom = (number(element.get(name)) for name in "ltrb")
    if left is None or top is None or right is None or bottom is None:
        return None
    return left, top, right, bottom


def _box(element: Element) -> Polygon | None:
    sides = _sides(element)
    if sides is None:
        return None
    left, top, right, bottom = sides
    return box_polygon(left, top, right - left, bottom - top)


def _outline(block: Element) -> Polygon | None:
    """The outline of a block: bands one below the other, or else its box."""
    region = child(block, "region")
    rects = [] if region is None else [_sides(rect) for rect in children(region, "rect")]
    bands = sorted((rect for rect in rects if rect), key=lambda band: band[1])
    is_whole = len(bands) > 1 and all(
        abs(low[1] - high[3]) <= 1 and low[0] < high[2] and high[0] < low[2]
        for high, low in itertools.pairwise(bands)
    )
    if not is_whole:
        return _box(block)
    right = [point for _, top, side, bottom in bands for point in ((side, top), (side, bottom))]
    left = [
        point for side, top, _, bottom in reversed(bands) for point in ((side, bottom), (side, top))
    ]
    return tuple(dict.fromkeys(_points((*right, *left))))


def _points(places: Iterable[tuple[float, float]]) -> Iterator[Point]:
    return ((to_pixel(x), to_pixel(y)) for x, y in places)


def _baseline(line: Element, mask: Polygon | None, is_rtl: bool) -> Polyline | None:
    """The level baseline of a line, in the direction of its writing."""
    height = number(line.get("baseline"))
    if height is None or mask is None:
        return None
    ends = [(mask[0][0], to_pixel(height)), (mask[1][0], to_pixel(height))]
    return as_polyline(ends[::-1] if is_rtl else ends)
