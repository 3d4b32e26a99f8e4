"""Writes the reading order into an ALTO file where the order of its blocks does not say it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.etree import Element as new_element
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_kept import PREFIX, as_data, dump, load, parts
from apps.formats.alto_order import ALL_LINES, GROUPS, ORDER, chained, in_order, stated_order
from apps.formats.alto_tags import TagWriter
from apps.formats.alto_versions import Version
from apps.formats.blocks import Block
from apps.formats.xml import Ids
from apps.layout.types import LineLayout, PageLayout, RegionLayout

NEXT = f"{PREFIX}IDNEXT"


class OrderWriter:
    """Remembers what was written under which id, and states the order that it has."""

    def __init__(self, layout: PageLayout, version: Version, ids: Ids) -> None:
        self._layout = layout
        self._version = version
        self._ids = ids
        self._elements: dict[str, Element] = {}
        self.names: dict[str, str] = {}
        """The ids of what was written, in the file it came from and in this one."""
        self._following: list[tuple[Element, str]] = []

    def wrote(self, item: RegionLayout | LineLayout, element: Element) -> None:
        """A region or a line was written as this element."""
        self._elements[item.uid] = element
        if item.external_id:
            self.names.setdefault(item.external_id, element.get("ID") or "")
        if follower := item.attributes.get(NEXT):
            self._following.append((element, follower))

    def grouped(self, element: Element, group: Mapping[str, str]) -> None:
        """A group of blocks was written as this element."""
        self.names.setdefault(group.get("ID", ""), element.get("ID") or "")
        if follower := group.get("IDNEXT"):
            self._following.append((element, follower))

    def write(
        self,
        root: Element,
        found: Sequence[Block],
        around: Mapping[str, Sequence[str]],
        tags: TagWriter,
    ) -> None:
        """State the order where the file had it stated, or where it is not that of the blocks."""
        kept = load(self._layout.metadata.get(ORDER))
        lines = tuple(line for block in found for line in block.lines)
        is_mixed = self._uids(lines) != self._uids(self._layout.lines)
        if not (kept or self._following or is_mixed):
            return
        plain = self._named(replace(self._layout, lines=lines))
        followers = {
            element.get("ID") or "": self.names[follower]
            for element, follower in self._following
            if follower in self.names
        }
        if self._is_ours(in_order(plain, chained(followers), around)):
            for element, follower in self._following:
                if follower in self.names:
                    element.set("IDNEXT", self.names[follower])
        # What the file said stands as long as it says the order that the page has.
        for is_kept in (True, False)[: 1 + is_mixed]:
            order = self._kept_groups(kept, tags) if is_kept else self._all_lines()
            groups = as_data(order)[2]
            if groups and self._is_ours(in_order(plain, stated_order(groups), around)):
                if self._version.has_order:
                    root.insert(len(root) - 1, order)
                else:
                    tags.tell_of_page({ORDER: dump(groups)})
                return

    def _kept_groups(self, kept: list[Any], tags: TagWriter) -> Element:
        order = self._add(None, "ReadingOrder")
        self._fill(order, kept, tags)
        return order

    def _all_lines(self) -> Element:
        """One group of all lines, where lines of several regions alternate."""
        order = self._add(None, "ReadingOrder")
        group = self._add(order, "OrderedGroup")
        group.set("ID", self._ids.claim(None, ALL_LINES))
        for line in self._layout.lines:
            member = self._add(group, "ElementRef")
            member.set("ID", self._ids.claim(None, "member"))
            member.set("REF", self._elements[line.uid].get("ID") or "")
        return order

    def _fill(self, parent: Element, kept: list[Any], tags: TagWriter) -> None:
        """Write kept groups and references, without what they lead to and is gone."""
        for name, attributes, inner in map(parts, kept):
            if name != "ElementRef" and name not in GROUPS:
                continue
            refs = _known(attributes.get("REF", ""), self.names)
            element = self._add(parent, name)
            element.set("ID", self._ids.claim(attributes.get("ID"), "order"))
            if refs:
                element.set("REF", refs)
            if roles := _known(attributes.get("TAGREFS", ""), tags.names):
                element.set("TAGREFS", roles)
            if name in GROUPS:
                self._fill(element, inner, tags)
            if not len(element) and (name in GROUPS or not refs):
                parent.remove(element)

    def _add(self, parent: Element | None, name: str) -> Element:
        tag = f"{{{self._version.namespace}}}{name}"
        return new_element(tag) if parent is None else SubElement(parent, tag)

    def _named(self, layout: PageLayout) -> PageLayout:
        """The layout with the ids that are in the file."""

        def name(uid: str) -> str | None:
            return self._elements[uid].get("ID")

        return replace(
            layout,
            regions=tuple(replace(r, external_id=name(r.uid)) for r in layout.regions),
            lines=tuple(replace(line, external_id=name(line.uid)) for line in layout.lines),
        )

    @staticmethod
    def _uids(items: Iterable[RegionLayout | LineLayout]) -> list[str]:
        return [item.uid for item in items]

    def _is_ours(self, layout: PageLayout) -> bool:
        """Whether a reader who follows this order finds that of the page."""
        ours = self._layout
        is_same = self._uids(layout.regions) == self._uids(ours.regions)
        return is_same and self._uids(layout.lines) == self._uids(ours.lines)


def _known(refs: str, names: Mapping[str, str]) -> str:
    return " ".join(names[ref] for ref in refs.split() if ref in names)
