"""Writes PAGE that is valid against the schema of its version: 2019-07-15, or 2013-07-15."""

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import ORPHANS, Block, Outlines, blocks
from apps.formats.page_custom import format_group
from apps.formats.page_elements import ElementWriter
from apps.formats.page_kept import PREFIX, Keeper, carry, from_attributes
from apps.formats.page_metadata import write_metadata
from apps.formats.page_order import OrderWriter, Place
from apps.formats.page_regions import RegionKind, kind_of
from apps.formats.page_schema import schema
from apps.formats.page_vocabulary import LINE_ORDER, LINE_ORDER_KEY
from apps.formats.xml import Ids, clean, new_root, serialise
from apps.layout.types import PageLayout


def write_page(layout: PageLayout, version: str = "2019-07-15") -> bytes:
    """The page as a PAGE file."""
    return serialise(_Writer(layout, version).root())


class _Writer:
    """The ids and outlines of one document while it is written."""

    def __init__(self, layout: PageLayout, version: str) -> None:
        self._layout = layout
        self._schema = schema(version)
        self._ids = Ids()
        self._keeper = Keeper(self._schema, self._ids)
        self._outlines = Outlines(layout)
        self._elements = ElementWriter(self._keeper, self._outlines)
        self._blocks = blocks(layout)
        self._regions = {b.region.external_id: b.region for b in self._blocks if b.region}
        self._nested = self._by_parent()
        self._names: dict[int, str] = {}
        self._places: list[Place] = []

    def _add(self, parent: Element, tag: str, text: str | None = None) -> Element:
        element = SubElement(parent, f"{{{self._schema.namespace}}}{tag}")
        if text is not None:
            element.text = clean(text)
        return element

    def root(self) -> Element:
        layout = self._layout
        root = new_root(
            "PcGts", self._schema.namespace, f"{self._schema.namespace}/pagecontent.xsd"
        )
        if layout.external_id:
            root.set("pcGtsId", self._ids.claim(layout.external_id, "page"))
        left = write_metadata(self._add(root, "Metadata"), layout.metadata, self._keeper)
        page = self._add(root, "Page")
        page.set("imageFilename", clean(layout.image_name))
        page.set("imageWidth", str(layout.width))
        page.set("imageHeight", str(layout.height))
        for block in self._nested.get(None, ()):
            self._block(page, block, None)
        self._describe_page(page, left)
        return root

    def _describe_page(self, page: Element, left: dict[str, str]) -> None:
        """What else is known of the page; all ids are known by now."""
        kept = from_attributes(left)
        for name in kept:
            del left[f"{PREFIX}{name}"]
        groups = [kept.pop("custom")] if "custom" in kept else []
        if self._layout.direction:
            words = LINE_ORDER[self._layout.direction]
            kept |= dict(zip(("readingDirection", "textLineOrder"), words, strict=True))
        if self._layout.type:
            kept["type"] = self._layout.type
        tree = kept.pop("ReadingOrder", None)
        wanted = [self._names[id(block)] for block in self._blocks]
        order = OrderWriter(self._schema, self._ids, self._keeper.names)
        is_whole = order.write(
            page, self._places, wanted, tree[0] if isinstance(tree, list) else None
        )
        over = self._keeper.write(page, "PageType", kept)
        if tree and not is_whole:
            over["ReadingOrder"] = tree
        left |= self._line_order()
        if "type" in over:
            groups.insert(0, format_group("structure", type=over.pop("type")))
        groups += carry(left | {f"{PREFIX}{name}": value for name, value in over.items()})
        if groups:
            page.set("custom", clean(" ".join(groups)))

    def _line_order(self) -> dict[str, str]:
        """The order of the lines where it is not that of their regions."""
        written = [line.uid for block in self._blocks for line in block.lines]
        wanted = [line.uid for line in self._layout.lines]
        if written == wanted:
            return {}
        return {LINE_ORDER_KEY: " ".join(self._elements.line_names[uid] for uid in wanted)}

    def _by_parent(self) -> dict[str | None, list[Block]]:
        """The blocks by the id of the region that they are nested in."""
        found: dict[str | None, list[Block]] = {}
        for block in self._blocks:
            found.setdefault(self._parent(block), []).append(block)
        return found

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

    def _block(self, parent: Element, block: Block, outer: RegionKind | None) -> None:
        region = block.region
        if region is None:
            name = self._ids.claim(None, ORPHANS)
            element = self._add(parent, "TextRegion")
            element.set("id", name)
            kind = RegionKind("TextRegion")
            groups: list[str] = []
        else:
            kind = kind_of(region, self._schema, outer, has_lines=bool(block.lines))
            element = self._add(parent, kind.name)
            name = self._ids.claim(region.external_id, f"region_{region.uid}")
            element.set("id", name)
            for known in (region.external_id, f"region_{region.uid}"):
                if known:
                    self._keeper.names[known] = name
            groups = [f"readingOrder {{index:{len(parent)};}}"] if self._elements.is_2013 else []
        self._names[id(block)] = name
        self._places.append(Place(name, parent.get("id")))
        own = region.polygon if region else None
        self._elements.coords(element, own, self._outlines.lines(block.lines), groups)
        if region:
            for nested in self._nested.get(region.external_id, ()) if region.external_id else ():
                self._block(element, nested, kind)
        for index, line in enumerate(block.lines):
            self._elements.line(element, line, index)
        if region:
            groups += self._elements.describe_region(element, block, region, kind)
        if groups:
            element.set("custom", clean(" ".join(groups)))
