"""Writes ALTO 4.2, 4.4 and 2.1, each valid against its schema."""

from collections.abc import Mapping

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_attributes import KeptWriter, block_names, set_language
from apps.formats.alto_blocks import BlockTree, SpaceWriter
from apps.formats.alto_description import HEAD_KEYS, HeadWriter
from apps.formats.alto_kept import LINE_NAMES, PAGE_NAMES, PREFIX, WORDS
from apps.formats.alto_order import ORDER
from apps.formats.alto_order_write import NEXT, OrderWriter
from apps.formats.alto_outline import set_box, set_line_place, set_shape
from apps.formats.alto_page import LAYOUT_STYLES, SPACES_KEPT
from apps.formats.alto_tags import KEPT_TAGS, TagWriter
from apps.formats.alto_versions import Version
from apps.formats.alto_words import TextWriter
from apps.formats.blocks import ORPHANS, Block, Outlines, blocks
from apps.formats.xml import Ids, clean, new_root, serialise
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout

_OTHER_BLOCKS = ("Illustration", "GraphicalElement", "ComposedBlock")
_NO_TAGS = frozenset({KEPT_TAGS, ORDER, SPACES_KEPT, "unit", *HEAD_KEYS})


def write_alto(layout: PageLayout, version: Version) -> bytes:
    """The page as an ALTO file."""
    return serialise(_Writer(layout, version).root())


class _Writer:
    """The ids, tags and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout, version: Version) -> None:
        self._layout = layout
        self._version = version
        self._root = new_root("alto", version.namespace, version.schema)
        self._ids = Ids()
        self._head = HeadWriter(version, self._ids, layout.metadata)
        self._tags = TagWriter(version, self._ids, layout.metadata.get(KEPT_TAGS))
        self._outlines = Outlines(layout)
        self._kept = KeptWriter(version, self._head, self._tags, self._root)
        self._order = OrderWriter(layout, version, self._ids)
        self._texts = TextWriter(version, self._ids, self._kept.references, self._order.names)

    def root(self) -> Element:
        version, layout = self._version, self._layout
        root = self._root
        if version.has_shapes:
            root.set("SCHEMAVERSION", version.number)
        self._head.description(root, layout.image_name)
        self._head.styles(root)
        tags = self._add(root, "Tags")
        body = self._add(root, "Layout")
        left = self._page(body)
        self._kept.refer(body, {"STYLEREFS": left.pop(LAYOUT_STYLES, "")}, ("STYLEREFS",), "")
        if layout.direction:
            left["direction"] = layout.direction
        self._order.write(root, self._tree.blocks, self._tree.around, self._tags)
        self._tags.tell_of_page(left)
        self._tags.write(tags)
        return root

    def _add(self, parent: Element, tag: str) -> Element:
        return SubElement(parent, f"{{{self._version.namespace}}}{tag}")

    def _page(self, body: Element) -> dict[str, str]:
        """Write the page; returns what it has no place for."""
        layout = self._layout
        page = self._add(body, "Page")
        page.set("ID", self._ids.claim(layout.external_id, "page"))
        if layout.type:
            page.set("PAGECLASS", clean(layout.type))
        page.set("WIDTH", str(layout.width))
        page.set("HEIGHT", str(layout.height))
        page.set("PHYSICAL_IMG_NR", "1")
        left = {key: value for key, value in layout.metadata.items() if key not in _NO_TAGS}
        left = self._kept.refer(page, left, PAGE_NAMES)
        for key, name in (("language", "LANG"), ("orientation", "ROTATION")):
            value = left.get(key, "")
            if value and self._version.allows(f"Page.{name}", value):
                page.set(name, left.pop(key))
        found = blocks(layout)
        tree = self._tree = BlockTree(found, self._group, self._outlines.page)
        spaces = SpaceWriter(self._version, self._ids, self._kept.references, layout)
        tree.start(spaces.write(page, tree.spaces))
        for block in found:
            self._block(block)
        tree.finish()
        return left

    def _group(self, parent: Element, group: Mapping[str, str]) -> Element:
        """A block that only groups others, with what was said of it."""
        element = self._add(parent, "ComposedBlock")
        element.set("ID", self._ids.claim(group.get("ID"), "group"))
        self._kept.refer(element, group, (*block_names(element), "TAGREFS"), "")
        self._order.grouped(element, group)
        return element

    def _block(self, block: Block) -> None:
        if block.region is None:
            element = self._add(self._tree.next(None, {}), "TextBlock")
            element.set("ID", self._ids.claim(None, ORPHANS))
            set_box(element, self._outlines.lines(block.lines))
        else:
            element = self._region(block.region, bool(block.lines))
        for line in block.lines:
            self._line(element, line)

    def _region(self, region: RegionLayout, has_lines: bool) -> Element:
        name = region.attributes.get("element") or region.type
        name = name if name in _OTHER_BLOCKS and not has_lines else "TextBlock"
        left = {key: value for key, value in region.attributes.items() if key != NEXT}
        element = self._add(self._tree.next(region, left), name)
        element.set("ID", self._ids.claim(region.external_id, f"region_{region.uid}"))
        self._order.wrote(region, element)
        type_ = None if region.type == name else region.type
        if name in ("Illustration", "ComposedBlock") and (
            given := left.pop(f"{PREFIX}TYPE", type_)
        ):
            element.set("TYPE", clean(given))
        if left.get("element") == name:
            del left["element"]
        self._describe(element, left, type_)
        unknown = () if self._version.has_shapes else self._outlines.page
        set_box(element, region.polygon or unknown)
        if region.polygon:
            set_shape(element, region.polygon)
        self._tree.wrote(region, element)
        return element

    def _describe(self, element: Element, left: dict[str, str], type_: str | None) -> None:
        """What is known of a region beside its place."""
        left = self._kept.refer(element, left, block_names(element))
        angle = left.get("orientation", "")
        if angle and self._version.allows("ROTATION", angle):
            element.set("ROTATION", left.pop("orientation"))
        if element.tag.endswith("TextBlock"):
            set_language(element, left)
        self._tags.refer(element, "region", type_, left)

    def _line(self, parent: Element, line: LineLayout) -> None:
        element = self._add(parent, "TextLine")
        element.set("ID", self._ids.claim(line.external_id, f"line_{line.uid}"))
        self._order.wrote(line, element)
        left = self._kept.refer(element, line.attributes, LINE_NAMES)
        set_language(element, left)
        self._tags.refer(element, "line", line.type, left)
        place = set_line_place(element, line, self._outlines, self._version)
        text = line.text or LineText("")
        found = self._texts.write(element, text, place)
        told = {key: value for key, value in text.attributes.items() if key != WORDS}
        sure = None if text.confidence is None else round(text.confidence, 4)
        if line.text and found != sure:
            told["confidence"] = "unknown" if sure is None else f"{sure:.4f}"
        self._tags.tell_of_text(element, told)
