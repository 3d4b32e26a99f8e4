"""Where blocks stand in an ALTO file: in margins or print space, in other blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_kept import SPACE_NAMES, load, load_object
from apps.formats.alto_outline import set_box
from apps.formats.alto_page import SPACES, SPACES_KEPT
from apps.formats.alto_read import GROUPED, SPACE
from apps.formats.alto_versions import Version
from apps.formats.blocks import Block
from apps.formats.points import format_points
from apps.formats.xml import Ids, clean
from apps.layout.types import PageLayout, Point, RegionLayout

_SAME_SHAPE = 0.02
_PRINT = "PrintSpace"


def used_spaces(found: Sequence[Block]) -> list[str]:
    """The space of each block; all in the print space where margins would disturb the order."""
    names: list[str] = []
    for block in found:
        name = block.region.attributes.get(SPACE, _PRINT) if block.region else ""
        if not name:
            name = names[-1] if names else _PRINT
        names.append(name if name in SPACES else _PRINT)
    places = [SPACES.index(name) for name in names]
    return names if places == sorted(places) else [_PRINT] * len(names)


@dataclass(frozen=True, slots=True)
class SpaceWriter:
    """Writes the spaces of a page as the file had them."""

    version: Version
    ids: Ids
    references: Callable[[str, str], str]
    layout: PageLayout

    def write(self, page: Element, used: Sequence[str]) -> dict[str, Element]:
        """The element of each space that is used or was in the file, by its name."""
        kept = load_object(self.layout.metadata.get(SPACES_KEPT))
        found = (item for item in kept.get("spaces", []) if isinstance(item, list))
        known = {str(item[0]): item[1:] for item in found if len(item) == 4}
        factor = self._factor(kept.get("size"))
        made = {}
        for name in SPACES:
            if name in known or name in used or name == _PRINT:
                space = SubElement(page, f"{{{self.version.namespace}}}{name}")
                attributes, box, shape = known.get(name, ({}, None, []))
                self._attributes(space, attributes)
                self._place(space, box, shape, factor)
                made[name] = space
        return made

    def _factor(self, size: object) -> float | None:
        """How the page was scaled since; ``None`` where it is another one by now."""
        width, height = self.layout.width, self.layout.height
        if not isinstance(size, list) or len(size) != 2 or not all(size) or not (width and height):
            return None
        across, down = width / size[0], height / size[1]
        return across if abs(across - down) <= _SAME_SHAPE * max(across, down) else None

    def _attributes(self, space: Element, attributes: Mapping[str, str]) -> None:
        for name in SPACE_NAMES:
            value = attributes.get(name, "")
            if not value or not self.version.allows(name, value):
                continue
            value = self.ids.claim(value, "space") if name == "ID" else self.references(name, value)
            if value:
                space.set(name, clean(value))

    def _place(
        self, space: Element, box: list[int] | None, shape: list[Any], factor: float | None
    ) -> None:
        whole = [0, 0, self.layout.width, self.layout.height]
        found = box if box and factor else whole
        values = [round(value * (factor or 1)) for value in found] if found is box else whole
        for name, value in zip(("HPOS", "VPOS", "WIDTH", "HEIGHT"), values, strict=True):
            space.set(name, str(value))
        if shape and factor and self.version.has_shapes:
            points = [(round(x * factor), round(y * factor)) for x, y in shape]
            outline = SubElement(space, f"{{{self.version.namespace}}}Shape")
            polygon = SubElement(outline, f"{{{self.version.namespace}}}Polygon")
            polygon.set("POINTS", format_points(points, " "))


@dataclass(slots=True)
class _Holder:
    """A block that is open for others: a region by its id, or a group by what is known of it."""

    element: Element
    name: str
    group: Mapping[str, str] | None = None
    points: list[Point] = field(default_factory=list)


class BlockTree:
    """Finds for each block the element it is to be written in, one after the other."""

    def __init__(
        self,
        found: Sequence[Block],
        make_group: Callable[[Element, Mapping[str, str]], Element],
        page: tuple[Point, ...],
    ) -> None:
        self.blocks = found
        self.spaces = used_spaces(found)
        self.around: dict[str, tuple[str, ...]] = {}
        """The ids of the blocks around each region, the innermost first."""
        self._elements: Mapping[str, Element] = {}
        self._make_group = make_group
        self._page = page
        self._open: list[_Holder] = []
        self._position = -1

    def start(self, elements: Mapping[str, Element]) -> None:
        """Begin to write into these spaces."""
        self._elements = elements

    def next(self, region: RegionLayout | None, attributes: dict[str, str]) -> Element:
        """The element for the next block; what its place in the file says leaves the attributes."""
        before = self.spaces[self._position] if self._position >= 0 else ""
        self._position += 1
        space = self.spaces[self._position]
        if space != before or region is None:
            self._close(0)
        if attributes.get(SPACE) == space:
            del attributes[SPACE]
        base = self._base(attributes)
        for group in kept_groups(attributes):
            if base < len(self._open) and self._open[base].group == group:
                base += 1
                continue
            self._close(base)
            element = self._make_group(self._parent(), group)
            self._open.append(_Holder(element, group.get("ID", ""), group))
            base += 1
        self._close(base)
        attributes.pop(GROUPED, None)
        if region is not None:
            ids = [holder.element.get("ID") or "" for holder in reversed(self._open)]
            self.around[region.uid] = tuple(ids)
        return self._parent()

    def _base(self, attributes: dict[str, str]) -> int:
        """How many open blocks stay open: those up to the parent of the next."""
        wanted = attributes.get("parent")
        for depth in range(len(self._open), 0, -1):
            holder = self._open[depth - 1]
            if wanted and holder.group is None and holder.name == wanted:
                del attributes["parent"]
                return depth
        return 0

    def _parent(self) -> Element:
        return self._open[-1].element if self._open else self._elements[self.spaces[self._position]]

    def wrote(self, region: RegionLayout, element: Element) -> None:
        """A region was written; a composed block is open for its parts now."""
        for holder in self._open:
            holder.points += region.polygon or ()
        if element.tag.endswith("ComposedBlock") and region.external_id:
            self._open.append(_Holder(element, region.external_id))

    def _close(self, depth: int) -> None:
        for holder in self._open[depth:]:
            if holder.group is not None:
                set_box(holder.element, holder.points or self._page)
        del self._open[depth:]

    def finish(self) -> None:
        """Close what is open."""
        self._close(0)


def kept_groups(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """The nameless groups that a region lay in, the outermost first."""
    return [group for group in load(attributes.get(GROUPED)) if isinstance(group, dict)]
