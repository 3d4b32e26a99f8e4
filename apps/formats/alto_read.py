"""Reads one page of ALTO 2.0 to 4.4 in any of the notations that programs write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from apps.formats.alto_tags import Tag, describe, read_tags
from apps.formats.alto_text import line_text
from apps.formats.base import FormatError
from apps.formats.blocks import ORPHANS
from apps.formats.points import (
    as_polygon,
    as_polyline,
    box_polygon,
    number,
    parse_points,
    to_pixel,
)
from apps.formats.xml import Ids, child, children, local_name, parse, text_of
from apps.layout.types import LineLayout, PageLayout, Polygon, Polyline, RegionLayout

# Files in tenths of millimetres or 1200ths of inches do not say the resolution of their image;
# 300 dpi is the custom, and importers scale a page whose size differs from its image.
_UNITS = {"pixel": 1.0, "mm10": 300 / 254, "inch1200": 300 / 1200}
_SPACES = ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin", "PrintSpace")
_BLOCKS = ("TextBlock", "Illustration", "GraphicalElement", "ComposedBlock")


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


@dataclass(slots=True)
class _Reader:
    """What is known of the file while its page is read."""

    root: Element
    factor: float = 1.0
    tags: Mapping[str, Tag] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    regions: list[RegionLayout] = field(default_factory=list)
    lines: list[LineLayout] = field(default_factory=list)
    followers: dict[str, str] = field(default_factory=dict)

    def page(self, page: Element) -> PageLayout:
        description = child(self.root, "Description")
        unit = text_of(child(description, "MeasurementUnit")).lower() or "pixel"
        self.factor = _UNITS.get(unit, 1.0)
        self.tags = read_tags(child(self.root, "Tags"))
        page_id = self.ids.keep(page.get("ID"))
        for space in children(page, *_SPACES):
            self._blocks(space)
        source = child(description, "sourceImageInformation")
        layout = PageLayout(
            width=self._size(page, "WIDTH"),
            height=self._size(page, "HEIGHT"),
            image_name=text_of(child(source, "fileName")),
            regions=tuple(self.regions),
            lines=tuple(self.lines),
            type=page.get("PAGECLASS") or None,
            external_id=page_id,
            metadata=read_metadata(description, unit),
        )
        return _in_order(layout, self._order())

    def _size(self, page: Element, name: str) -> int:
        return to_pixel(number(page.get(name), self.factor) or 0)

    def _blocks(self, parent: Element) -> None:
        for block in children(parent, *_BLOCKS):
            region = self._region(block)
            if region is not None:
                self.regions.append(region)
                if follower := block.get("IDNEXT"):
                    self.followers[block.get("ID", "")] = follower
            if local_name(block) == "ComposedBlock":
                self._blocks(block)
            for line in children(block, "TextLine"):
                self.lines.append(self._line(line, region))

    def _region(self, block: Element) -> RegionLayout | None:
        """The region of a block, or ``None`` for one that only groups others or holds orphans."""
        name, block_id = local_name(block), block.get("ID") or ""
        type_, attributes = describe(block, self.tags, "region")
        type_ = type_ or (block.get("TYPE") or "").strip() or None
        if block_id.startswith(ORPHANS) or (name == "ComposedBlock" and not type_):
            return None
        if name != "TextBlock":
            type_ = type_ or name
            if type_ != name:
                attributes["element"] = name
        self._language(block, attributes)
        polygon = self._shape(block) or self._box(block)
        return RegionLayout(
            polygon, type=type_, external_id=self.ids.keep(block_id), attributes=attributes
        )

    def _line(self, element: Element, region: RegionLayout | None) -> LineLayout:
        type_, attributes = describe(element, self.tags, "line")
        self._language(element, attributes)
        baseline, mask = self._baseline(element), self._shape(element)
        return LineLayout(
            baseline,
            mask if mask or baseline else self._box(element),
            region_uid=region.uid if region else None,
            type=type_,
            external_id=self.ids.keep(element.get("ID")),
            text=line_text(element, self._place),
            attributes=attributes,
        )

    @staticmethod
    def _language(element: Element, attributes: dict[str, str]) -> None:
        language = element.get("LANG") or element.get("language")
        if language and "language" not in attributes:
            attributes["language"] = language

    def _place(self, element: Element) -> Polygon:
        return self._shape(element) or self._box(element) or ()

    def _shape(self, element: Element) -> Polygon | None:
        polygon = child(child(element, "Shape"), "Polygon")
        if polygon is None:
            return None
        return as_polygon(parse_points(polygon.get("POINTS"), self.factor))

    def _box(self, element: Element) -> Polygon | None:
        names = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
        x, y, width, height = (number(element.get(name), self.factor) for name in names)
        if x is None or y is None or width is None or height is None:
            return None
        return box_polygon(x, y, width, height)

    def _baseline(self, element: Element) -> Polyline | None:
        """A list of points, or before ALTO 4.2 one number: the height of a level baseline."""
        given = (element.get("BASELINE") or "").strip()
        y = number(given, self.factor)
        if y is None:
            return as_polyline(parse_points(given, self.factor))
        x, width = (number(element.get(name), self.factor) for name in ("HPOS", "WIDTH"))
        if x is None or width is None:
            return None
        return as_polyline(((to_pixel(x), to_pixel(y)), (to_pixel(x + width), to_pixel(y))))

    def _order(self) -> list[str]:
        """The ids in the order that the file states, empty where it states none."""
        stated = child(self.root, "ReadingOrder")
        if stated is not None:
            return list(_references(stated))
        order: list[str] = []
        for start in self.followers.keys() - set(self.followers.values()):
            current: str | None = start
            while current and current not in order:
                order.append(current)
                current = self.followers.get(current)
        return order if len(order) > 1 else []


def _references(group: Element) -> Iterator[str]:
    """The referenced ids; of several whole orders side by side only the first."""
    parts = list(children(group, "ElementRef", "OrderedGroup", "UnorderedGroup"))
    seen: set[str] = set()
    for part in parts:
        if local_name(part) == "ElementRef":
            yield part.get("REF") or ""
            continue
        refs = list(_references(part))
        if seen.isdisjoint(refs):
            seen.update(refs)
            yield from refs


def _in_order(layout: PageLayout, order: list[str]) -> PageLayout:
    """Regions and lines sorted by the stated order; what it leaves out keeps its place after."""
    if not order:
        return layout
    rank = {name: position for position, name in reversed(list(enumerate(order)))}
    last = len(order)
    own = {region.uid: rank.get(region.external_id or "", last) for region in layout.regions}

    def line_rank(line: LineLayout) -> int:
        stated = rank.get(line.external_id or "")
        return own.get(line.region_uid or "", last) if stated is None else stated

    lines = sorted(layout.lines, key=line_rank)
    for line in reversed(lines):
        if line.region_uid in own and line.external_id in rank:
            own[line.region_uid] = min(own[line.region_uid], line_rank(line))
    regions = sorted(layout.regions, key=lambda region: own[region.uid])
    return replace(layout, regions=tuple(regions), lines=tuple(lines))


def read_metadata(description: Element | None, unit: str) -> dict[str, str]:
    """Where the page comes from and what made it."""
    metadata = {} if unit == "pixel" else {"unit": unit}
    source = child(description, "sourceImageInformation")
    if identifier := text_of(child(source, "fileIdentifier")):
        metadata["source"] = identifier
    software: list[str] = []
    for step in _steps(description):
        program = child(step, "processingSoftware")
        words = [text_of(child(program, name)) for name in ("softwareName", "softwareVersion")]
        software.append(" ".join(filter(None, words)))
        settings = text_of(child(step, "processingStepSettings"))
        if settings.startswith("model: "):
            metadata["model"] = settings.removeprefix("model: ")
    if known := "; ".join(dict.fromkeys(filter(None, software))):
        metadata["software"] = known
    return metadata


def _steps(description: Element | None) -> Iterator[Element]:
    """The processing steps, in the words of ALTO 4 and of earlier versions."""
    for processing in () if description is None else description:
        if local_name(processing) == "Processing":
            yield processing
        elif local_name(processing) == "OCRProcessing":
            yield from processing
