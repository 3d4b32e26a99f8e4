"""Writes ALTO 4.2 that is valid against its schema."""

import re
from collections.abc import Mapping, Sequence

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_tags import TagWriter
from apps.formats.blocks import ORPHANS, Block, Outlines, blocks
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean, new_root, serialise
from apps.layout.geometry import bounding_box
from apps.layout.glyphs import has_consistent_glyphs, split_words
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Point, RegionLayout

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd"
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
_OTHER_BLOCKS = ("Illustration", "GraphicalElement", "ComposedBlock")


def write_alto(layout: PageLayout) -> bytes:
    """The page as an ALTO file."""
    return serialise(_Writer(layout).root())


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_NAMESPACE}}}{tag}", attributes)
    if text is not None:
        element.text = clean(text)
    return element


class _Writer:
    """The ids, tags and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._ids = Ids()
        self._tags = TagWriter(self._ids)
        self._outlines = Outlines(layout)

    def root(self) -> Element:
        root = new_root("alto", _NAMESPACE, _SCHEMA)
        self._description(root)
        tags = _add(root, "Tags")
        layout = self._layout
        page = _add(_add(root, "Layout"), "Page", ID=self._ids.claim(layout.external_id, "page"))
        if layout.type:
            page.set("PAGECLASS", clean(layout.type))
        page.set("WIDTH", str(layout.width))
        page.set("HEIGHT", str(layout.height))
        page.set("PHYSICAL_IMG_NR", "1")
        space = _add(page, "PrintSpace", HPOS="0", VPOS="0")
        space.set("WIDTH", str(layout.width))
        space.set("HEIGHT", str(layout.height))
        for block in blocks(layout):
            self._block(space, block)
        self._tags.write(tags)
        return root

    def _description(self, root: Element) -> None:
        metadata = self._layout.metadata
        description = _add(root, "Description")
        _add(description, "MeasurementUnit", "pixel")
        source = _add(description, "sourceImageInformation")
        _add(source, "fileName", self._layout.image_name)
        if "source" in metadata:
            _add(source, "fileIdentifier", metadata["source"])
        if "software" in metadata or "model" in metadata:
            step = _add(description, "Processing", ID=self._ids.claim(None, "processing"))
            _add(step, "processingCategory", "contentGeneration")
            if "model" in metadata:
                _add(step, "processingStepSettings", f"model: {metadata['model']}")
            if "software" in metadata:
                software = _add(step, "processingSoftware")
                _add(software, "softwareName", metadata["software"])

    def _block(self, space: Element, block: Block) -> None:
        region = block.region
        if region is None:
            element = _add(space, "TextBlock", ID=self._ids.claim(None, ORPHANS))
            _set_box(element, self._outlines.lines(block.lines))
        else:
            element = self._region(space, region, bool(block.lines))
        for line in block.lines:
            self._line(element, line)

    def _region(self, space: Element, region: RegionLayout, has_lines: bool) -> Element:
        name = region.attributes.get("element") or region.type
        name = name if name in _OTHER_BLOCKS and not has_lines else "TextBlock"
        fallback = f"region_{region.uid}"
        element = _add(space, name, ID=self._ids.claim(region.external_id, fallback))
        type_ = None if region.type == name else region.type
        self._describe(element, "region", type_, region.attributes)
        if region.polygon:
            _set_box(element, region.polygon)
            _set_shape(element, region.polygon)
        return element

    def _describe(
        self, element: Element, kind: str, type_: str | None, attributes: Mapping[str, str]
    ) -> None:
        others = dict(attributes)
        language = others.get("language", "")
        if _LANGUAGE.fullmatch(language) and not element.tag.endswith(_OTHER_BLOCKS):
            element.set("LANG", others.pop("language"))
        self._tags.refer(element, "line" if kind == "line" else "region", type_, others)

    def _line(self, parent: Element, line: LineLayout) -> None:
        line_id = self._ids.claim(line.external_id, f"line_{line.uid}")
        element = _add(parent, "TextLine", ID=line_id)
        self._describe(element, "line", line.type, line.attributes)
        if line.baseline:
            element.set("BASELINE", format_points(line.baseline, " "))
        if line.baseline or line.mask:
            _set_box(element, self._outlines.line(line))
        if line.mask:
            _set_shape(element, line.mask)
        _write_text(element, line.text or LineText(""))


def _set_box(element: Element, points: Sequence[Point]) -> None:
    left, top, right, bottom = bounding_box([(max(x, 0), max(y, 0)) for x, y in points])
    element.set("HPOS", str(left))
    element.set("VPOS", str(top))
    element.set("WIDTH", str(right - left))
    element.set("HEIGHT", str(bottom - top))


def _set_shape(element: Element, points: Sequence[Point]) -> None:
    # Space-separated numbers are what every reader of ALTO understands, eScriptorium's too.
    _add(_add(element, "Shape"), "Polygon", POINTS=format_points(points, " "))


def _write_text(line: Element, text: LineText) -> None:
    for position, word in enumerate(split_words(text)):
        if position:
            _add(line, "SP")
        string = _add(line, "String", CONTENT=clean(word.text))
        if has_consistent_glyphs(word):
            points = [point for glyph in word.glyphs for point in glyph.polygon]
            if points:
                _set_box(string, points)
        # Each string carries the line's confidence, so that reading back gives it again.
        if text.confidence is not None:
            string.set("WC", f"{text.confidence:.4f}")
        if has_consistent_glyphs(word):
            for glyph in word.glyphs:
                _write_glyph(string, glyph)


def _write_glyph(string: Element, glyph: Glyph) -> None:
    """One element per code point, which is what the schema allows a glyph to hold."""
    for char in glyph.char:
        element = _add(string, "Glyph", CONTENT=clean(char) or "\ufffd")
        if glyph.polygon:
            _set_box(element, glyph.polygon)
        if glyph.confidence is not None:
            element.set("GC", f"{glyph.confidence:.4f}")
        if len(glyph.polygon) > 2:
            _set_shape(element, glyph.polygon)
        for other, share in glyph.alternatives if len(glyph.char) == 1 else ():
            _add(element, "Variant", CONTENT=clean(other) or "\ufffd", VC=f"{share:.4f}")
