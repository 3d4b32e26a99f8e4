"""Writes PAGE that is valid against the schema of its version: 2019-07-15, or 2013-07-15."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import ORPHANS, Block, Outlines, blocks
from apps.formats.page_custom import format_group
from apps.formats.page_kept import PREFIX, Keeper, carry, from_attributes, parsed
from apps.formats.page_order import OrderWriter, Place
from apps.formats.page_regions import RegionKind, kind_of
from apps.formats.page_schema import is_date, schema
from apps.formats.page_text import LINES_TEXT, READINGS
from apps.formats.page_vocabulary import LINE_ORDER, LINE_ORDER_KEY, MAKERS, METADATA
from apps.formats.page_words import Reading, TextWriter
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean, new_root, serialise
from apps.layout.types import LineLayout, PageLayout, Point, RegionLayout

_OWN = ("creator", "created", "changed", "comments")


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
        self._texts = TextWriter(self._keeper, self._outlines.page)
        self._blocks = blocks(layout)
        self._regions = {b.region.external_id: b.region for b in self._blocks if b.region}
        self._nested = self._by_parent()
        self._names: dict[int, str] = {}
        self._line_names: dict[str, str] = {}
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
        left = self._metadata(self._add(root, "Metadata"))
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
        return {LINE_ORDER_KEY: " ".join(self._line_names[uid] for uid in wanted)}

    def _metadata(self, element: Element) -> dict[str, str]:
        """Where the page comes from and what made it; returns what is to be said elsewhere."""
        given = self._layout.metadata
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        created = _date(given.get("created"), now)
        maker = given.get("creator") or given.get("software") or "escriptorium"
        self._add(element, "Creator", maker)
        self._add(element, "Created", created)
        self._add(element, "LastChange", _date(given.get("changed"), created))
        if "comments" in given:
            self._add(element, "Comments", given["comments"])
        prefix = f"{PREFIX}{METADATA}"
        more: dict[str, Any] = {
            name.removeprefix(prefix): parsed(value)
            for name, value in given.items()
            if name.startswith(prefix)
        }
        left = {k: v for k, v in given.items() if k not in _OWN and not k.startswith(prefix)}
        if "source" in left and self._schema.takes("MetadataType", "externalRef", ""):
            element.set("externalRef", clean(left.pop("source")))
        for name in MAKERS if "MetadataItem" in self._schema.types["MetadataType"].children else ():
            if name in left:
                item = self._add(element, "MetadataItem")
                for key, value in (
                    ("type", "processingStep"),
                    ("name", name),
                    ("value", left.pop(name)),
                ):
                    item.set(key, clean(value))
        over = self._keeper.write(element, "MetadataType", more)
        return left | {f"{prefix}{name}": given[f"{prefix}{name}"] for name in over}

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
            groups = [f"readingOrder {{index:{len(parent)};}}"] if self._is_2013 else []
        self._names[id(block)] = name
        self._places.append(Place(name, parent.get("id")))
        own = region.polygon if region else None
        self._coords(element, own, self._outlines.lines(block.lines), groups)
        if region:
            for nested in self._nested.get(region.external_id, ()) if region.external_id else ():
                self._block(element, nested, kind)
        for index, line in enumerate(block.lines):
            self._line(element, line, index)
        if region:
            groups += self._describe_region(element, block, region, kind)
        if groups:
            element.set("custom", clean(" ".join(groups)))

    @property
    def _is_2013(self) -> bool:
        return self._schema.version.startswith("2013")

    def _describe_region(
        self, element: Element, block: Block, region: RegionLayout, kind: RegionKind
    ) -> list[str]:
        left = {k: v for k, v in region.attributes.items() if k != "element"} | dict(kind.kept)
        if left.get("parent") in self._keeper.names:
            left.pop("parent")
        if (
            kind.type
            and "page.type" not in left
            and self._schema.takes(kind.schema_type, "type", kind.type)
        ):
            element.set("type", kind.type)
        if region.external_id and region.external_id != element.get("id"):
            left["id"] = region.external_id
        self._region_texts(element, block, left, kind)
        kind.write_cell(element, left, self._schema)
        groups = [format_group("structure", type=kind.type)] if kind.type else []
        groups += self._describe(element, kind.schema_type, left)
        self._schema.sort(element, kind.schema_type)
        return groups

    def _region_texts(
        self, element: Element, block: Block, left: dict[str, str], kind: RegionKind
    ) -> None:
        if kind.name not in ("TextRegion", "TableCell"):
            return
        if block.lines:
            if left.get(READINGS) == LINES_TEXT:
                del left[READINGS]
                said = "\n".join(line.text.text if line.text else "" for line in block.lines)
                if said.strip("\n"):
                    self._texts.readings(element, Reading(said.strip("\n"), None), ())
        elif "text" in left:
            rows = parsed(left.get(READINGS, ""))
            if self._texts.readings(element, Reading(left.pop("text"), None), rows):
                left.pop(READINGS, None)

    def _line(self, parent: Element, line: LineLayout, index: int) -> None:
        element = self._add(parent, "TextLine")
        name = self._ids.claim(line.external_id, f"line_{line.uid}")
        self._line_names[line.uid] = name
        element.set("id", name)
        groups = [f"readingOrder {{index:{index};}}"] if self._is_2013 else []
        if line.type:
            groups.append(format_group("structure", type=line.type))
        self._coords(element, line.mask, self._outlines.line(line), groups)
        if line.baseline:
            self._add(element, "Baseline").set("points", format_points(line.baseline))
        on_words = self._texts.write(element, line.text) if line.text else []
        left = dict(line.attributes)
        if line.external_id and line.external_id != name:
            left["id"] = line.external_id
        groups += self._describe(element, "TextLineType", left)
        groups += on_words
        if groups:
            element.set("custom", clean(" ".join(groups)))

    def _describe(self, element: Element, type_: str, left: dict[str, str]) -> list[str]:
        """Write attributes where the schema has a place; returns groups for ``custom``."""
        groups = []
        is_primary = self._schema.takes(type_, "primaryLanguage", left.get("language", ""))
        if is_primary and f"{PREFIX}primaryLanguage" not in left:
            element.set("primaryLanguage", left.pop("language"))
        if "language" in left:
            groups.append(format_group("language", type=left.pop("language")))
        if "custom" in left:
            groups.append(left.pop("custom"))
        if self._schema.takes(type_, "orientation", left.get("orientation", "-")):
            element.set("orientation", left.pop("orientation"))
        self._sure_of_places(element, left)
        kept = from_attributes(left)
        over = self._keeper.write(element, type_, kept) if kept else {}
        for name in kept:
            if name not in over:
                del left[f"{PREFIX}{name}"]
        return groups + carry(left)

    def _sure_of_places(self, element: Element, left: dict[str, str]) -> None:
        for part in ("Coords", "Baseline"):
            sure = left.get(f"{PREFIX}{part}.conf", "")
            place = element.find(f"{{{self._schema.namespace}}}{part}")
            if sure and place is not None and self._schema.takes(f"{part}Type", "conf", sure):
                place.set("conf", left.pop(f"{PREFIX}{part}.conf"))

    def _coords(
        self,
        element: Element,
        own: Sequence[Point] | None,
        computed: Sequence[Point],
        groups: list[str],
    ) -> None:
        """The outline; one that is only there for the schema is marked, so readers can tell."""
        if not own:
            groups.append(format_group("computed", coords="true"))
        self._add(element, "Coords").set("points", format_points(own or computed))


def _date(given: str | None, fallback: str) -> str:
    return given if given and is_date(given) else fallback
