"""Reads one page of PAGE 2010 to 2019, Transkribus's dialect included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.blocks import ORPHANS
from apps.formats.page_custom import Group, index_of, parse_custom, value_of, whole_number
from apps.formats.page_text import line_text, text_equiv
from apps.formats.page_vocabulary import CELL, DIRECTIONS
from apps.formats.points import as_polygon, as_polyline, number, parse_points, to_pixel
from apps.formats.xml import Ids, child, children, local_name, parse, text_of
from apps.layout.types import (
    LineLayout,
    PageLayout,
    Point,
    Polygon,
    RegionLayout,
    TextDirection,
)

# Groups of ``custom`` that have a field of their own in a layout.
_UNDERSTOOD = ("structure", "readingOrder", "computed")
_LINE_ORDERS = {"top-to-bottom": "right-to-left"}


def read_page(data: bytes, filename: str) -> PageLayout:
    """The page of a PAGE file."""
    root = parse(data, filename=filename)
    if local_name(root) != "PcGts":
        cause = f"it is no PAGE file: its outermost element is <{local_name(root)}>."
        raise FormatError(filename, cause, "Choose the format that fits the file.")
    page = child(root, "Page")
    if page is None:
        raise FormatError(filename, "it describes no page.", "Export the page again.")
    return _Reader().page(root, page)


@dataclass(frozen=True, slots=True)
class _Found:
    """A region as the file has it, with what is needed to put it in order."""

    layout: RegionLayout | None
    element: Element
    rank: float


@dataclass(slots=True)
class _Reader:
    """What is known of the file while its page is read."""

    order: dict[str, int] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    found: list[_Found] = field(default_factory=list)

    def page(self, root: Element, page: Element) -> PageLayout:
        page_id = self.ids.keep(root.get("pcGtsId"))
        references = _references(child(page, "ReadingOrder"))
        for region_id in references:
            self.order.setdefault(region_id, len(self.order))
        self._regions(page, None, float(len(self.order)))
        self.found.sort(key=lambda region: region.rank)
        return PageLayout(
            width=to_pixel(number(page.get("imageWidth")) or 0),
            height=to_pixel(number(page.get("imageHeight")) or 0),
            image_name=page.get("imageFilename") or "",
            regions=tuple(found.layout for found in self.found if found.layout),
            lines=tuple(line for found in self.found for line in self._lines(found)),
            type=page.get("type") or None,
            direction=_direction(page),
            external_id=page_id,
            metadata=_metadata(child(root, "Metadata")),
        )

    def _regions(self, parent: Element, owner: RegionLayout | None, rank: float) -> None:
        """Collect the regions of an element; those that no order names follow their parent."""
        for element in _by_index([e for e in parent if _is_region(e)]):
            own = self.order.get(element.get("id") or "")
            own_rank = rank if own is None else float(own)
            layout = self._region(element, owner)
            self.found.append(_Found(layout, element, own_rank))
            self._regions(element, layout, own_rank)

    def _region(self, element: Element, owner: RegionLayout | None) -> RegionLayout | None:
        """The region of an element, or ``None`` for one that only holds orphan lines."""
        region_id = element.get("id") or ""
        if region_id.startswith(ORPHANS):
            return None
        kind, custom = local_name(element), parse_custom(element.get("custom"))
        type_ = value_of(custom, "structure", "type") or element.get("type") or None
        if kind != "TextRegion" and not type_:
            type_ = kind
        attributes = _attributes(element, custom)
        if kind != "TextRegion" and kind != type_:
            attributes["element"] = kind
        if owner and owner.external_id:
            attributes["parent"] = owner.external_id
        attributes.update(_cell(element))
        text, _ = text_equiv(element)
        if text and child(element, "TextLine") is None:
            attributes["text"] = text
        polygon = None if _is_computed(custom) else _polygon(element)
        return RegionLayout(
            polygon, type=type_, external_id=self.ids.keep(region_id), attributes=attributes
        )

    def _lines(self, found: _Found) -> Iterator[LineLayout]:
        for element in _by_index(list(children(found.element, "TextLine"))):
            custom = parse_custom(element.get("custom"))
            yield LineLayout(
                as_polyline(_points(child(element, "Baseline"))),
                None if _is_computed(custom) else _polygon(element),
                region_uid=found.layout.uid if found.layout else None,
                type=value_of(custom, "structure", "type"),
                external_id=self.ids.keep(element.get("id")),
                text=line_text(element, lambda part: _polygon(part) or ()),
                attributes=_attributes(element, custom),
            )


def _is_region(element: Element) -> bool:
    name = local_name(element)
    return name.endswith("Region") or name == "TableCell"


def _is_computed(custom: Sequence[Group]) -> bool:
    """Whether the outline was made up for the schema's sake when the file was written."""
    return any(group.name == "computed" for group in custom)


def _by_index(elements: list[Element]) -> list[Element]:
    """Siblings in the order of their ``custom`` indices; those without follow their neighbour."""
    ranks: list[int] = []
    for element in elements:
        index = index_of(parse_custom(element.get("custom")))
        ranks.append(index if index is not None else (ranks[-1] if ranks else 0))
    order = sorted(range(len(elements)), key=ranks.__getitem__)
    return [elements[position] for position in order]


def _references(order: Element | None) -> list[str]:
    """The region ids of a reading order, its groups in groups flattened."""
    if order is None:
        return []
    references: list[str] = []
    for element in sorted(order, key=_group_index):
        if region := element.get("regionRef"):
            references.append(region)
        references.extend(_references(element))
    return references


def _group_index(element: Element) -> int:
    return whole_number(element.get("index")) or 0


def _points(element: Element | None) -> tuple[Point, ...]:
    """The points of an element, in the words of 2013 and after, or of 2010."""
    if element is None:
        return ()
    if element.get("points") is not None:
        return parse_points(element.get("points"))
    pairs = [(number(p.get("x")), number(p.get("y"))) for p in children(element, "Point")]
    return tuple((to_pixel(x), to_pixel(y)) for x, y in pairs if x is not None and y is not None)


def _polygon(element: Element) -> Polygon | None:
    return as_polygon(_points(child(element, "Coords")))


def _attributes(element: Element, custom: Sequence[Group]) -> dict[str, str]:
    """What the file says of an element and a layout has no field for."""
    attributes: dict[str, str] = {}
    language = value_of(custom, "language", "type") or element.get("primaryLanguage")
    if language:
        attributes["language"] = language
    rest = [g.source for g in custom if g.name not in (*_UNDERSTOOD, "language")]
    more = [g.source for g in custom if g.name == "language"][1:]
    if rest or more:
        attributes["custom"] = " ".join([*rest, *more])
    orientation = number(element.get("orientation"))
    if orientation:
        attributes["orientation"] = f"{orientation:g}"
    return attributes


def _cell(element: Element) -> dict[str, str]:
    """The place of a table cell, in Transkribus's words or in those of 2019."""
    role = child(child(element, "Roles"), "TableCellRole")
    given = {key: element.get(key) for key in CELL}
    if role is not None:
        given = {key: role.get(name) for key, name in CELL.items()}
    elif local_name(element) != "TableCell":
        return {}
    return {key: value for key, value in given.items() if whole_number(value) is not None and value}


def _direction(page: Element) -> TextDirection | None:
    direction = page.get("readingDirection") or ""
    order = page.get("textLineOrder") or _LINE_ORDERS.get(direction, "top-to-bottom")
    return DIRECTIONS.get((direction, order))


def _metadata(metadata: Element | None) -> dict[str, str]:
    """Where the page comes from, when, and what made it."""
    if metadata is None:
        return {}
    words = {"creator": "Creator", "created": "Created", "changed": "LastChange"}
    found = {key: text_of(child(metadata, name)) for key, name in words.items()}
    found["comments"] = text_of(child(metadata, "Comments"))
    found["source"] = metadata.get("externalRef", "")
    for item in children(metadata, "MetadataItem"):
        if item.get("type") == "processingStep" and item.get("name") in ("software", "model"):
            found[item.get("name", "")] = item.get("value", "")
    return {key: value for key, value in found.items() if value}
