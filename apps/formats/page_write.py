"""Writes PAGE 2019-07-15 that is valid against its schema."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import ORPHANS, Block, Outlines, blocks
from apps.formats.page_custom import format_group
from apps.formats.page_vocabulary import CELL, LINE_ORDER, PAGE_TYPES, REGIONS, TEXT_TYPES, TURNED
from apps.formats.points import format_points, mean
from apps.formats.xml import Ids, clean, new_root, serialise
from apps.layout.geometry import bounding_box, box_polygon
from apps.layout.glyphs import has_consistent_glyphs, split_words
from apps.layout.types import LineLayout, LineText, PageLayout, Point, RegionLayout

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_DATE = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def write_page(layout: PageLayout) -> bytes:
    """The page as a PAGE file."""
    return serialise(_Writer(layout).root())


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_NAMESPACE}}}{tag}", attributes)
    if text is not None:
        element.text = clean(text)
    return element


class _Writer:
    """The ids and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._ids = Ids()
        self._outlines = Outlines(layout)
        self._blocks = blocks(layout)
        self._regions = {b.region.external_id: b.region for b in self._blocks if b.region}
        self._names: dict[int, str] = {}

    def root(self) -> Element:
        layout = self._layout
        root = new_root("PcGts", _NAMESPACE, f"{_NAMESPACE}/pagecontent.xsd")
        if layout.external_id:
            root.set("pcGtsId", self._ids.claim(layout.external_id, "page"))
        _write_metadata(_add(root, "Metadata"), layout.metadata)
        page = _add(root, "Page", imageFilename=clean(layout.image_name))
        page.set("imageWidth", str(layout.width))
        page.set("imageHeight", str(layout.height))
        if layout.type in PAGE_TYPES:
            page.set("type", layout.type)
        if layout.direction:
            direction, order = LINE_ORDER[layout.direction]
            page.set("readingDirection", direction)
            page.set("textLineOrder", order)
        self._content(page)
        return root

    def _content(self, page: Element) -> None:
        if not self._blocks:
            return
        group = _add(_add(page, "ReadingOrder"), "OrderedGroup", id=self._ids.claim(None, "order"))
        for block in self._blocks:
            if self._parent(block) is None:
                self._block(page, block)
        for index, block in enumerate(self._blocks):
            name = self._names[id(block)]
            _add(group, "RegionRefIndexed", index=str(index), regionRef=name)

    def _parent(self, block: Block) -> str | None:
        """The id of the region that a block is nested in, ``None`` where it stands alone."""
        parent = block.region and block.region.attributes.get("parent")
        current, seen = parent, {block.region and block.region.external_id}
        while current in self._regions:
            if current in seen:  # regions that claim to hold each other stand alone
                return None
            seen.add(current)
            current = self._regions[current].attributes.get("parent")
        return parent if parent in self._regions else None

    def _block(self, parent: Element, block: Block) -> None:
        region = block.region
        if region is None:
            name = self._ids.claim(None, ORPHANS)
            element = _add(parent, "TextRegion", id=name)
            self._coords(element, None, self._outlines.lines(block.lines))
        else:
            name = self._ids.claim(region.external_id, f"region_{region.uid}")
            element = self._region(parent, block, region, name)
        self._names[id(block)] = name
        for line in block.lines:
            self._line(element, line)
        if region and not block.lines and "text" in region.attributes:
            _write_text_equiv(element, region.attributes["text"], None)

    def _region(self, parent: Element, block: Block, region: RegionLayout, name: str) -> Element:
        attributes = region.attributes
        kind = attributes.get("element") or region.type or ""
        if kind == "TableCell" or kind not in REGIONS or block.lines or "text" in attributes:
            kind = "TextRegion"
        element = _add(parent, kind, id=name)
        if kind == "TextRegion" and region.type in TEXT_TYPES:
            element.set("type", region.type)
        if "orientation" in attributes and kind in TURNED:
            element.set("orientation", attributes["orientation"])
        self._describe(element, None if region.type == kind else region.type, attributes)
        self._coords(element, region.polygon, self._outlines.lines(block.lines))
        _write_cell(element, attributes)
        for nested in self._blocks:
            if nested.region and region.external_id and self._parent(nested) == region.external_id:
                self._block(element, nested)
        return element

    @staticmethod
    def _describe(element: Element, type_: str | None, attributes: Mapping[str, str]) -> None:
        groups = [format_group("structure", type=type_)] if type_ else []
        if "language" in attributes:
            groups.append(format_group("language", type=attributes["language"]))
        if "custom" in attributes:
            groups.append(attributes["custom"])
        if groups:
            element.set("custom", clean(" ".join(groups)))

    @staticmethod
    def _coords(element: Element, own: Sequence[Point] | None, computed: Sequence[Point]) -> None:
        """The outline; one that is only there for the schema is marked, so readers can tell."""
        if not own:
            mark = f"{element.get('custom', '')} {format_group('computed', coords='true')}"
            element.set("custom", mark.strip())
        _add(element, "Coords", points=format_points(own or computed))

    def _line(self, parent: Element, line: LineLayout) -> None:
        element = _add(parent, "TextLine", id=self._ids.claim(line.external_id, f"line_{line.uid}"))
        self._describe(element, line.type, line.attributes)
        self._coords(element, line.mask, self._outlines.line(line))
        if line.baseline:
            _add(element, "Baseline", points=format_points(line.baseline))
        if line.text:
            if has_consistent_glyphs(line.text):
                for word in split_words(line.text):
                    self._word(element, word)
            _write_text_equiv(element, line.text.text, line.text.confidence)

    def _word(self, parent: Element, word: LineText) -> None:
        element = _add(parent, "Word", id=self._ids.claim(None, f"word_{len(self._ids)}"))
        points = [point for glyph in word.glyphs for point in glyph.polygon]
        outline = box_polygon(bounding_box(points)) if points else self._outlines.page
        _add(element, "Coords", points=format_points(outline))
        for glyph in word.glyphs:
            part = _add(element, "Glyph", id=self._ids.claim(None, f"glyph_{len(self._ids)}"))
            _add(part, "Coords", points=format_points(glyph.polygon or outline))
            _write_text_equiv(part, glyph.char, glyph.confidence)
            for index, (other, share) in enumerate(glyph.alternatives, 1):
                _write_text_equiv(part, other, share, index)
        _write_text_equiv(element, word.text, mean(g.confidence for g in word.glyphs))


def _write_text_equiv(parent: Element, text: str, confidence: float | None, index: int = 0) -> None:
    equiv = _add(parent, "TextEquiv")
    if index:
        equiv.set("index", str(index))
    if confidence is not None:
        equiv.set("conf", f"{confidence:.4f}")
    _add(equiv, "Unicode", text)


def _write_cell(element: Element, attributes: Mapping[str, str]) -> None:
    if "row" in attributes and "col" in attributes:
        given = {name: attributes[key] for key, name in CELL.items() if key in attributes}
        _add(_add(element, "Roles"), "TableCellRole", **given)


def _write_metadata(element: Element, metadata: Mapping[str, str]) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    created = _date(metadata.get("created"), now)
    if "source" in metadata:
        element.set("externalRef", clean(metadata["source"]))
    _add(element, "Creator", metadata.get("creator") or metadata.get("software") or "escriptorium")
    _add(element, "Created", created)
    _add(element, "LastChange", _date(metadata.get("changed"), created))
    if "comments" in metadata:
        _add(element, "Comments", metadata["comments"])
    for name in ("software", "model"):
        if name in metadata:
            item = _add(element, "MetadataItem", type="processingStep", name=name)
            item.set("value", clean(metadata[name]))


def _date(given: str | None, fallback: str) -> str:
    return given if given and _DATE.fullmatch(given) else fallback
