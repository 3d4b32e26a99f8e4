"""Reads the pages of ALTO 2.0 to 4.4 in any of the notations that programs write."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast, get_args

from lxml.etree import _Element as Element

from apps.formats.alto_kept import (
    BLOCK_NAMES,
    LINE_NAMES,
    PREFIX,
    dump,
    kept,
)
from apps.formats.alto_order import (
    ORDER,
    chained,
    in_order,
    is_made_up,
    read_order,
    stated_order,
    tags_in,
)
from apps.formats.alto_page import SPACES, read_page_facts, turned
from apps.formats.alto_places import Places
from apps.formats.alto_tags import TagReader
from apps.formats.alto_text import TextReader
from apps.formats.base import FormatError
from apps.formats.blocks import ORPHANS
from apps.formats.points import impossible_outlines, number
from apps.formats.xml import Ids, child, children, local_name, parse, text_of
from apps.layout.geometry import bounding_box
from apps.layout.geometry import box_polygon as rectangle
from apps.layout.types import (
    LineLayout,
    LineText,
    PageLayout,
    Polygon,
    RegionLayout,
    TextDirection,
)

# Files in tenths of millimetres or 1200ths of inches do not say the resolution of their image;
# 300 dpi is the custom, and importers scale a page whose size differs from its image.
_UNITS = {"pixel": 1.0, "mm10": 300 / 254, "inch1200": 300 / 1200}
_BLOCKS = ("TextBlock", "Illustration", "GraphicalElement", "ComposedBlock")
GROUPED = f"{PREFIX}ComposedBlock"
SPACE = f"{PREFIX}space"


def read_alto(data: bytes, filename: str) -> tuple[PageLayout, ...]:
    """The pages of an ALTO file; most have one."""
    root = parse(data, filename=filename)
    if local_name(root).lower() != "alto":
        cause = f"it is no ALTO file: its outermost element is <{local_name(root)}>."
        raise FormatError(filename, cause, "Choose the format that fits the file.")
    layout = child(root, "Layout")
    pages = [] if layout is None else list(children(layout, "Page"))
    if not pages:
        raise FormatError(filename, "it describes no page.", "Export the page again.")
    return tuple(_Reader(root).page(page) for page in pages)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a block lies in: a space of the page, a region, nameless groups of blocks."""

    space: str
    parent: str | None = None
    groups: tuple[dict[str, str], ...] = ()

    def facts(self) -> dict[str, str]:
        """What is kept of it with a region that lies in it."""
        facts: dict[str, str] = {}
        if self.space != "PrintSpace":
            facts[SPACE] = self.space
        if self.parent:
            facts["parent"] = self.parent
        if self.groups:
            facts[GROUPED] = dump(list(self.groups))
        return facts


@dataclass
class _Reader:
    """What is known of the file while one of its pages is read."""

    root: Element
    ids: Ids = field(default_factory=Ids)
    regions: list[RegionLayout] = field(default_factory=list)
    lines: list[LineLayout] = field(default_factory=list)
    followers: dict[str, str] = field(default_factory=dict)
    around: dict[str, tuple[str, ...]] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)

    @cached_property
    def unit(self) -> str:
        description = child(self.root, "Description")
        return text_of(child(description, "MeasurementUnit")).lower() or "pixel"

    @cached_property
    def places(self) -> Places:
        return Places(_UNITS.get(self.unit, 1.0))

    @cached_property
    def tags(self) -> TagReader:
        tags = TagReader(child(self.root, "Tags"))
        told = tags.page_attributes().get(ORDER)
        tags.words.update(tags_in(read_order(self.root, told)))
        return tags

    @cached_property
    def texts(self) -> TextReader:
        return TextReader(self.places.place, self.places.factor)

    def page(self, page: Element) -> PageLayout:
        """The page as it is described, in its order."""
        page_id = self.ids.keep(page.get("ID"))
        for space in children(page, *SPACES):
            self._blocks(space, _Around(local_name(space)))
        source = child(child(self.root, "Description"), "sourceImageInformation")
        metadata = read_page_facts(self.root, page, self.unit, self.places, self.tags)
        direction = metadata.pop("direction", None)
        groups = read_order(self.root, metadata.pop(ORDER, None))
        if groups and not is_made_up(groups):
            metadata[ORDER] = dump(groups)
        layout = PageLayout(
            width=self.places.size(page, "WIDTH"),
            height=self.places.size(page, "HEIGHT"),
            image_name=text_of(child(source, "fileName")),
            regions=tuple(self.regions),
            lines=tuple(self.lines),
            type=page.get("PAGECLASS") or None,
            direction=cast(TextDirection, direction)
            if direction in get_args(TextDirection)
            else None,
            external_id=page_id,
            metadata=metadata,
            notes=impossible_outlines(self.impossible),
        )
        return in_order(layout, stated_order(groups) or chained(self.followers), self.around)

    def _blocks(self, parent: Element, around: _Around) -> None:
        for block in children(parent, *_BLOCKS):
            block_id = block.get("ID") or ""
            region = self._region(block, around)
            if follower := block.get("IDNEXT"):
                self.followers.setdefault(block_id, follower)
            inside = around
            if region is not None:
                self.regions.append(region)
                inside = replace(around, parent=region.external_id, groups=())
            elif local_name(block) == "ComposedBlock":
                group = {"ID": block_id, **kept(block, ("TAGREFS", *BLOCK_NAMES), "")}
                self.tags.words.update(group.get("TAGREFS", "").split())
                inside = replace(around, groups=(*around.groups, group))
            if local_name(block) == "ComposedBlock":
                self._blocks(block, inside)
            for line in children(block, "TextLine"):
                self.lines.append(self._line(line, region))

    def _region(self, block: Element, around: _Around) -> RegionLayout | None:
        """The region of a block, or ``None`` for one that only groups others or holds orphans."""
        name, block_id = local_name(block), block.get("ID") or ""
        facts = self.tags.describe(block, "region")
        given = (block.get("TYPE") or "").strip() or None
        type_, attributes = facts.type or given, facts.attributes
        is_group = name == "ComposedBlock" and next(children(block, *_BLOCKS), None) is not None
        if block_id.startswith(ORPHANS) or (is_group and not type_):
            return None
        if name != "TextBlock":
            type_ = type_ or name
            if type_ != name:
                attributes["element"] = name
        if given and given != type_:
            attributes[f"{PREFIX}TYPE"] = given
        attributes |= kept(block, BLOCK_NAMES)
        if angle := turned(block):
            attributes["orientation"] = angle
        attributes = _language(block) | attributes | around.facts()
        polygon = self.places.shape(block) or self.places.box(block)
        if not polygon and self.places.is_told(block):
            self.impossible.append(block_id)
        region = RegionLayout(
            polygon, type=type_, external_id=self.ids.keep(block_id), attributes=attributes
        )
        names = (*(group["ID"] for group in reversed(around.groups)), around.parent or "")
        self.around[region.uid] = tuple(filter(None, names))
        return region

    def _line(self, element: Element, region: RegionLayout | None) -> LineLayout:
        facts = self.tags.describe(element, "line")
        attributes = _language(element) | facts.attributes | kept(element, LINE_NAMES)
        baseline, shape = self.places.baseline(element), self.places.shape(element)
        mask = shape
        if not mask and (not baseline or number(element.get("BASELINE")) is not None):
            # A baseline of many points lies in a box that fits it badly.
            mask = self.places.box(element)
        if not mask and not baseline:
            mask = self._around_strings(element)
        return LineLayout(
            baseline,
            mask,
            region_uid=region.uid if region else None,
            type=facts.type,
            external_id=self.ids.keep(element.get("ID")),
            text=self._text(element, shape or self.places.box(element) or (), facts.text),
            attributes=attributes,
        )

    def _text(self, element: Element, place: Polygon, told: dict[str, str]) -> LineText | None:
        text = self.texts.read(element, place, told.pop("confidence", None))
        for string in children(element, "String"):
            if refs := string.get("TAGREFS"):
                self.tags.words.update(refs.split())
        if text is None or not told:
            return text
        return replace(text, attributes={**text.attributes, **told})

    def _around_strings(self, line: Element) -> Polygon | None:
        points = [point for part in children(line, "String") for point in self.places.place(part)]
        return rectangle(bounding_box(points)) if points else None


def _language(element: Element) -> dict[str, str]:
    language = element.get("LANG") or element.get("language")
    return {"language": language} if language else {}
