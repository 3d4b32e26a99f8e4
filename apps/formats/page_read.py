"""Reads one page of PAGE 2010 to 2019, Transkribus's dialect included."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.blocks import ORPHANS
from apps.formats.page_custom import (
    Group,
    index_of,
    parse_custom,
    rest_of_custom,
    value_of,
    whole_number,
)
from apps.formats.page_kept import as_attributes, as_list, carried, found_in, renamed
from apps.formats.page_order import among, in_order, is_plain, references
from apps.formats.page_text import line_text, region_texts
from apps.formats.page_vocabulary import (
    CELL,
    CORNERS,
    DIRECTIONS,
    LINE_ORDER_KEY,
    MAKERS,
    METADATA,
    NO_VALUE,
)
from apps.formats.points import (
    as_polygon,
    as_polyline,
    impossible_outlines,
    number,
    parse_points,
    to_pixel,
)
from apps.formats.xml import Ids, child, children, local_name, parse, text_of
from apps.layout.types import (
    LineLayout,
    PageLayout,
    Point,
    Polygon,
    RegionLayout,
    TextDirection,
    new_uid,
)

_OF_REGION = ("Coords", "TextLine", "TextEquiv", "TableCell", "Roles")
_OF_LINE = ("Coords", "Baseline", "Word", "TextEquiv")
_OF_METADATA = ("Creator", "Created", "LastChange", "Comments")
_REGION = ("id", "type", "orientation", "primaryLanguage", *CELL)
_LINE = ("id", "orientation", "primaryLanguage", "index")
_PAGE = ("imageFilename", "imageWidth", "imageHeight", "type")
# The name of an element without an id that may be one: it holds the uid.
_MADE_NAME = re.compile(r"(?:region|line)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
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
    aliases: dict[str, str] = field(default_factory=dict)
    line_names: dict[str, str] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)

    def page(self, root: Element, page: Element) -> PageLayout:
        page_id = self.ids.keep(root.get("pcGtsId"))
        order = child(page, "ReadingOrder")
        for region_id in references(as_list(order)) if order is not None else ():
            self.order.setdefault(region_id, len(self.order))
        self._regions(page, None, float(len(self.order)))
        self.found.sort(key=lambda region: region.rank)
        custom = parse_custom(page.get("custom"))
        metadata = _metadata(child(root, "Metadata"), page, custom, self.aliases)
        names = [found.element.get("id") or "" for found in self.found]
        if order is not None:
            metadata = _kept_order(order, names, self.aliases) | metadata
        return PageLayout(
            width=to_pixel(number(page.get("imageWidth")) or 0),
            height=to_pixel(number(page.get("imageHeight")) or 0),
            image_name=page.get("imageFilename") or "",
            regions=tuple(found.layout for found in self.found if found.layout),
            lines=_in_line_order(
                [line for found in self.found for line in self._lines(found)],
                metadata.pop(LINE_ORDER_KEY, ""),
                self.line_names,
            ),
            type=value_of(custom, "structure", "type") or page.get("type") or None,
            direction=_direction(metadata),
            external_id=page_id,
            metadata=metadata,
            notes=impossible_outlines(self.impossible),
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
        custom = parse_custom(element.get("custom"))
        attributes = _attributes(element, custom) | _cell(element)
        attributes.update(as_attributes(_kept_of_region(element)))
        if owner and owner.external_id:
            attributes["parent"] = owner.external_id
        attributes.update(region_texts(element))
        type_ = _type(element, custom, attributes)
        uid, external_id = self._identity(region_id, attributes)
        polygon = None if _is_computed(custom) else _polygon(element)
        if not polygon and not _is_computed(custom) and _is_told(child(element, "Coords")):
            self.impossible.append(region_id)
        return RegionLayout(
            polygon,
            uid,
            type=type_,
            external_id=external_id,
            attributes=attributes,
        )

    def _identity(self, name: str, attributes: dict[str, str]) -> tuple[str, str | None]:
        """The uid and the id of an element; a name that was made from a uid leads back to it."""
        kept = self.ids.keep(name)
        if kept and (made := _MADE_NAME.fullmatch(kept)):
            given = attributes.pop("id", None)
            self.aliases |= {kept: given} if given else {}
            return made[1], given
        return new_uid(), kept

    def _lines(self, found: _Found) -> Iterator[LineLayout]:
        for element in _by_index(list(children(found.element, "TextLine"))):
            custom = parse_custom(element.get("custom"))
            text = line_text(element, _ring, self.ids.keep)
            attributes = _attributes(element, custom, is_said=text is not None)
            attributes.update(as_attributes(_kept_of_line(element)))
            attributes.update(carried(custom))
            name = element.get("id") or ""
            uid, external_id = self._identity(name, attributes)
            self.line_names[uid] = name
            yield LineLayout(
                as_polyline(_points(child(element, "Baseline"))),
                None if _is_computed(custom) else _polygon(element),
                uid,
                region_uid=found.layout.uid if found.layout else None,
                type=value_of(custom, "structure", "type"),
                external_id=external_id,
                text=text,
                attributes=attributes,
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
        index = whole_number(element.get("index")) if index is None else index
        ranks.append(index if index is not None else (ranks[-1] if ranks else 0))
    order = sorted(range(len(elements)), key=ranks.__getitem__)
    return [elements[position] for position in order]


def _points(element: Element | None) -> tuple[Point, ...]:
    """The points of an element, in the words of 2013 and after, or of 2010."""
    if element is None:
        return ()
    if element.get("points") is not None:
        return parse_points(element.get("points"))
    pairs = [(number(p.get("x")), number(p.get("y"))) for p in children(element, "Point")]
    return tuple((to_pixel(x), to_pixel(y)) for x, y in pairs if x is not None and y is not None)


def _is_told(coords: Element | None) -> bool:
    """Whether a file gives points, whatever they are."""
    return coords is not None and (bool((coords.get("points") or "").strip()) or len(coords) > 0)


def _ring(element: Element) -> Polygon:
    return _polygon(element) or ()


def _polygon(element: Element) -> Polygon | None:
    return as_polygon(_points(child(element, "Coords")))


def _type(element: Element, custom: Sequence[Group], attributes: dict[str, str]) -> str | None:
    """The type of a region; its kind where that says more is put with its attributes."""
    kind, said = local_name(element), element.get("type") or None
    type_ = value_of(custom, "structure", "type") or said
    if said and type_ != said:
        attributes["page.type"] = said
    if kind != "TextRegion":
        type_ = type_ or kind
        if kind != type_:
            attributes["element"] = kind
    known = carried(custom)
    attributes.update(known)
    for name in ("element", "type"):
        if known.get(name) == NO_VALUE:
            attributes.pop(name)
    return None if known.get("type") == NO_VALUE else type_


def _kept_of_line(element: Element) -> dict[str, Any]:
    return found_in(element, _LINE, _OF_LINE) | _sure_of_places(element)


def _sure_of_places(element: Element) -> dict[str, str]:
    """How sure a program was of the outline and of the baseline."""
    return {
        f"{local_name(part)}.conf": part.get("conf", "")
        for part in children(element, "Coords", "Baseline")
        if part.get("conf")
    }


def _kept_of_region(element: Element) -> dict[str, Any]:
    kept = found_in(element, _REGION, _OF_REGION) | _sure_of_places(element)
    if kept.get("CornerPts") == [CORNERS]:
        del kept["CornerPts"]
    role = child(child(element, "Roles"), "TableCellRole")
    if role is not None and (is_header := role.get("header")):
        kept["TableCellRole.header"] = is_header
    return kept


def _attributes(
    element: Element, custom: Sequence[Group], *, is_said: bool = False
) -> dict[str, str]:
    """What the file says of an element and a layout has a name for; groups on words are theirs."""
    attributes: dict[str, str] = {}
    language = value_of(custom, "language", "type")
    primary = element.get("primaryLanguage")
    if language or primary:
        attributes["language"] = language or primary or ""
    if language and primary and language != primary:
        attributes["page.primaryLanguage"] = primary
    if rest := rest_of_custom(element.get("custom"), on_words=False if is_said else None):
        attributes["custom"] = rest
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


def _in_line_order(
    lines: list[LineLayout], order: str, names: dict[str, str]
) -> tuple[LineLayout, ...]:
    """The lines as their own order says, where they alternate between regions."""
    place = {name: index for index, name in enumerate(order.split())}
    if not place.keys() >= set(names.values()):
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: place[names[line.uid]]))


def _kept_order(order: Element, regions: Sequence[str], aliases: dict[str, str]) -> dict[str, str]:
    """The tree of the reading order, where it says more than the regions in their order."""
    tree = among(in_order(as_list(order)), frozenset(regions))
    if tree is None or is_plain(tree, regions):
        return {}
    return as_attributes({"ReadingOrder": renamed([tree], aliases)})


def _direction(metadata: dict[str, str]) -> TextDirection | None:
    """The direction of the page; words for it that we have none for stay with the page."""
    direction = metadata.get("page.readingDirection", "")
    order = metadata.get("page.textLineOrder")
    found = DIRECTIONS.get((direction, order or _LINE_ORDERS.get(direction, "top-to-bottom")))
    if found:
        metadata.pop("page.readingDirection")
        metadata.pop("page.textLineOrder", None)
    return found


def _metadata(
    metadata: Element | None,
    page: Element,
    custom: Sequence[Group],
    aliases: dict[str, str],
) -> dict[str, str]:
    """Where the page comes from, when, what made it, and what else is said of it."""
    kept = found_in(page, _PAGE, ("ReadingOrder",))
    found = as_attributes({name: renamed(value, aliases) for name, value in kept.items()})
    if rest := rest_of_custom(page.get("custom")):
        found["page.custom"] = rest
    if metadata is not None:
        found |= _described(metadata)
    return {key: value for key, value in (found | carried(custom)).items() if value}


def _described(metadata: Element) -> dict[str, str]:
    words = {"creator": "Creator", "created": "Created", "changed": "LastChange"}
    found = {key: text_of(child(metadata, name)) for key, name in words.items()}
    found["comments"] = text_of(child(metadata, "Comments"))
    found["source"] = metadata.get("externalRef", "")
    kept = found_in(metadata, ("externalRef",), _OF_METADATA)
    others = []
    for row in kept.pop("MetadataItem", ()):
        name = row[1].get("name", "")
        plain = {"type": "processingStep", "name": name, "value": row[1].get("value", "")}
        if name in MAKERS and name not in found and row == ["MetadataItem", plain]:
            found[name] = plain["value"]
        else:
            others.append(row)
    if others:
        kept["MetadataItem"] = others
    return found | as_attributes({f"{METADATA}{name}": value for name, value in kept.items()})
