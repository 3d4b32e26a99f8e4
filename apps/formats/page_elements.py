"""Writes regions and lines of PAGE: outlines, texts, and all that is known of them."""

from collections.abc import Sequence

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.blocks import Block, Outlines
from apps.formats.page_custom import format_group
from apps.formats.page_kept import PREFIX, Keeper, carry, from_attributes, parsed
from apps.formats.page_regions import RegionKind
from apps.formats.page_text import LINES_TEXT, READINGS
from apps.formats.page_words import Reading, TextWriter
from apps.formats.points import format_points
from apps.formats.xml import clean
from apps.layout.types import LineLayout, Point, RegionLayout


class ElementWriter:
    """Writes by the rules of one version; ``line_names`` are the names that lines got."""

    def __init__(self, keeper: Keeper, outlines: Outlines) -> None:
        self._keeper, self._outlines = keeper, outlines
        self._schema = keeper.schema
        self._ids = keeper.ids
        self._texts = TextWriter(keeper, outlines.page)
        self.line_names: dict[str, str] = {}

    def _add(self, parent: Element, tag: str) -> Element:
        return SubElement(parent, f"{{{self._schema.namespace}}}{tag}")

    @property
    def is_2013(self) -> bool:
        """Whether the order stands in ``custom`` as well, where Transkribus looks for it."""
        return self._schema.version.startswith("2013")

    def describe_region(
        self, element: Element, block: Block, region: RegionLayout, kind: RegionKind
    ) -> list[str]:
        """Write all but the outline and the lines of a region; returns groups for ``custom``."""
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

    def line(self, parent: Element, line: LineLayout, index: int) -> None:
        """Write a line, the ``index``-th of its region."""
        element = self._add(parent, "TextLine")
        name = self._ids.claim(line.external_id, f"line_{line.uid}")
        self.line_names[line.uid] = name
        element.set("id", name)
        groups = [f"readingOrder {{index:{index};}}"] if self.is_2013 else []
        if line.type:
            groups.append(format_group("structure", type=line.type))
        self.coords(element, line.mask, self._outlines.line(line), groups)
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

    def coords(
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
