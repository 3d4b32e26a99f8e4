"""The reading order of PAGE: a tree of ordered and unordered groups, kept and written again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.page_custom import whole_number
from apps.formats.page_schema import Schema
from apps.formats.xml import Ids, clean

Row = Sequence[Any]
OUR_ID = "order"
_ORDERED = "OrderedGroup"
_GROUPS = (_ORDERED, "UnorderedGroup")


def references(rows: Row) -> list[str]:
    """The region ids of a group, those of its groups in it where they stand."""
    found: list[str] = []
    for row in sorted(_elements(rows), key=_index):
        if region := row[1].get("regionRef"):
            found.append(region)
        found.extend(references(row))
    return found


def among(tree: Row, regions: Collection[str]) -> list[Any] | None:
    """The tree without what it says of other regions; ``None`` where nothing is left."""
    attributes = dict(tree[1])
    if attributes.get("regionRef") not in regions:
        attributes.pop("regionRef", None)
    parts = [part for part in (among(row, regions) for row in _elements(tree)) if part]
    return [tree[0], attributes, *parts] if parts or "regionRef" in attributes else None


def is_plain(tree: Row, regions: Sequence[str]) -> bool:
    """Whether the tree only lists all regions, as it is written where nothing else is known."""
    groups = _elements(tree)
    if len(groups) != 1 or tree[1] or groups[0][0] != "OrderedGroup":
        return False
    plain = {row[1].get("regionRef") for row in groups[0][2:] if row[0] == "RegionRef"}
    is_ours = groups[0][1].keys() == {"id"} and groups[0][1]["id"].startswith(OUR_ID)
    return is_ours and len(plain) == len(groups[0][2:]) and plain == set(regions)


def in_order(row: Row) -> list[Any]:
    """The tree with everything where its index puts it, which is then not needed any more."""
    attributes = {key: value for key, value in row[1].items() if key != "index"}
    parts = sorted(_elements(row), key=_index)
    return [row[0].removesuffix("Indexed"), attributes, *map(in_order, parts)]


def _elements(row: Row) -> list[Row]:
    return [part for part in row[2:] if not isinstance(part, str)]


def _index(row: Row) -> int:
    return whole_number(row[1].get("index")) or 0


@dataclass(frozen=True, slots=True)
class Place:
    """A region that is written: its name in the file, and that of the region it lies in."""

    name: str
    parent: str | None


class OrderWriter:
    """Writes the order of a page: by the tree that a file had while that still says it."""

    def __init__(self, schema: Schema, ids: Ids, names: Mapping[str, str]) -> None:
        self._schema, self._ids, self._names = schema, ids, names

    def write(
        self, page: Element, places: Sequence[Place], wanted: Sequence[str], tree: Row | None
    ) -> bool:
        """Add the order ``wanted`` of the regions, which stand in the file as ``places`` do.

        Returns whether the file says all that the tree says.
        """
        if not wanted:
            return tree is None
        order = SubElement(page, self._tag("ReadingOrder"))
        position = {name: index for index, name in enumerate(wanted)}
        known = self._known(tree, position) if tree else None
        is_whole = tree is None or self._is_lawful(tree)
        if known and not _says(known, places, wanted):
            known = _with_others(known, places, wanted)
        if not known:
            known = ["OrderedGroup", {}, *map(_reference, wanted)]
        conf = tree[1].get("conf", "") if tree else ""
        if self._schema.takes("ReadingOrderType", "conf", conf) and conf:
            order.set("conf", conf)
        self._group(order, known, None)
        return is_whole

    def _takes_reference(self, group: str) -> bool:
        return "regionRef" in self._schema.types[f"{group}Type"].attributes

    def _is_lawful(self, row: Row) -> bool:
        """Whether the version has a place for everything that a tree says."""
        known = self._schema.types[f"{row[0]}Type"].attributes
        return row[1].keys() <= known.keys() and all(map(self._is_lawful, _elements(row)))

    def _tag(self, name: str) -> str:
        return f"{{{self._schema.namespace}}}{name}"

    def _known(self, tree: Row, position: Mapping[str, int]) -> list[Any] | None:
        """The outermost group of the tree with the regions that there are, in their order."""
        groups = [row for row in _elements(tree) if row[0] in _GROUPS]
        return self._pruned(groups[0], position, set()) if groups else None

    def _pruned(self, row: Row, position: Mapping[str, int], seen: set[str]) -> list[Any] | None:
        attributes = dict(row[1])
        region = self._names.get(attributes.pop("regionRef", ""), "")
        if region in position and region not in seen:
            seen.add(region)
            attributes["regionRef"] = region
        if row[0] not in _GROUPS:
            return [row[0], attributes] if "regionRef" in attributes else None
        kept = [self._pruned(part, position, seen) for part in sorted(_elements(row), key=_index)]
        parts: list[Any] = [part for part in kept if part]
        if "regionRef" in attributes and not self._takes_reference(row[0]):
            parts.append(_reference(attributes.pop("regionRef")))
        if not parts:
            return _reference(attributes["regionRef"]) if "regionRef" in attributes else None
        parts.sort(key=lambda part: min(position[name] for name in _members(part)))
        return [row[0], attributes, *parts]

    def _group(self, parent: Element, row: Row, index: int | None) -> None:
        """Write a group or a reference, numbered where it stands in an ordered group."""
        is_group = row[0] in _GROUPS
        plain = row[0] if is_group else "RegionRef"
        name = plain if index is None else f"{plain}Indexed"
        element = SubElement(parent, self._tag(name))
        if is_group:
            element.set("id", self._ids.claim(row[1].get("id"), OUR_ID))
        if index is not None:
            element.set("index", str(index))
        for key, value in row[1].items():
            if key not in ("id", "index") and self._schema.takes(f"{name}Type", key, value):
                element.set(key, clean(value))
        is_ordered = row[0] == _ORDERED
        for number, part in enumerate(row[2:]):
            self._group(element, part, number if is_ordered else None)


def _reference(name: str) -> list[Any]:
    return ["RegionRef", {"regionRef": name}]


def _members(row: Row) -> Iterator[str]:
    if "regionRef" in row[1]:
        yield row[1]["regionRef"]
    for part in row[2:]:
        yield from _members(part)


def _says(group: Row, places: Sequence[Place], wanted: Sequence[str]) -> bool:
    """Whether who reads the group, and the regions as they stand in the file, finds this order."""
    own = {name: rank for rank, name in enumerate(references(["", {}, group]))}
    ranks: dict[str | None, int] = {None: len(own)}
    for place in places:
        ranks[place.name] = own.get(place.name, ranks.get(place.parent, len(own)))
    found = sorted((place.name for place in places), key=lambda name: ranks[name])
    return found == list(wanted)


def _with_others(
    group: list[Any], places: Sequence[Place], wanted: Sequence[str]
) -> list[Any] | None:
    """The group with the regions that no group names, each where it is read."""
    if group[0] != _ORDERED:
        return None
    position = {name: index for index, name in enumerate(wanted)}
    named = set(_members(group))
    parts = [*group[2:], *(_reference(name) for name in wanted if name not in named)]
    parts.sort(key=lambda part: min(position[name] for name in _members(part)))
    whole = [*group[:2], *parts]
    return whole if _says(whole, places, wanted) else None
