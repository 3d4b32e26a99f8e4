"""The reading order that ALTO states: chains of IDNEXT, and groups of references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.etree import _Element as Element

from apps.formats.alto_kept import PREFIX, as_data, load, parts
from apps.formats.xml import child
from apps.layout.types import LineLayout, PageLayout

ORDER = f"{PREFIX}ReadingOrder"
GROUPS = ("OrderedGroup", "UnorderedGroup")
ALL_LINES = "all_lines_in_order"
"""The id of the group that is written where lines of several regions alternate."""


def read_order(root: Element, told: str | None) -> list[Any]:
    """The groups as they are kept; ``told`` is where versions without groups have them."""
    stated = child(root, "ReadingOrder")
    return load(told) if stated is None else as_data(stated)[2]


def is_made_up(groups: Sequence[Any]) -> bool:
    """Whether the groups were written only because the order of blocks says something else."""
    return bool(groups) and parts(groups[0])[1].get("ID") == ALL_LINES


def stated_order(groups: Sequence[Any]) -> list[str]:
    """The ids in the order that groups state."""
    return list(dict.fromkeys(_references(["ReadingOrder", {}, list(groups)])))


def _references(group: object) -> Iterator[str]:
    """The referenced ids; of several whole orders side by side only the first."""
    _, attributes, inner = parts(group)
    yield from attributes.get("REF", "").split()
    seen: set[str] = set()
    for part in inner:
        name, own, _ = parts(part)
        if name == "ElementRef":
            yield from own.get("REF", "").split()
        elif name in GROUPS:
            refs = list(_references(part))
            if seen.isdisjoint(refs):
                seen.update(refs)
                yield from refs


def chained(followers: Mapping[str, str]) -> list[str]:
    """The ids in the order of blocks that name their successor; a circle is cut once."""
    named = set(followers.values())
    starts = [start for start in followers if start not in named]
    order: dict[str, None] = {}
    for start in starts or list(followers)[:1]:
        current: str | None = start
        while current and current not in order:
            order[current] = None
            current = followers.get(current)
    return list(order)


def in_order(
    layout: PageLayout, order: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> PageLayout:
    """Regions and lines sorted by the stated order; what it leaves out follows what it followed.

    ``groups`` names for a region the blocks around it, the innermost first: a place that is
    given to these is a place of the region.
    """
    if not order:
        return layout
    rank = {name: float(position) for position, name in reversed(list(enumerate(order)))}
    lines_of: dict[str | None, list[float]] = {}
    for line in layout.lines:
        if (stated := rank.get(line.external_id or "")) is not None:
            lines_of.setdefault(line.region_uid, []).append(stated)
    own: dict[str | None, float] = {}
    last = -1.0
    for region in layout.regions:
        names = (region.external_id or "", *groups.get(region.uid, ()))
        stated = next((rank[name] for name in names if name in rank), None)
        places = [*([] if stated is None else [stated]), *lines_of.get(region.uid, [])]
        last = own[region.uid] = min(places) if places else last
    lines = _ranked_lines(layout.lines, rank, own)
    regions = sorted(layout.regions, key=lambda region: own[region.uid])
    return replace(layout, regions=tuple(regions), lines=lines)


def _ranked_lines(
    lines: Iterable[LineLayout], rank: Mapping[str, float], own: Mapping[str | None, float]
) -> tuple[LineLayout, ...]:
    ranked: list[tuple[float, LineLayout]] = []
    last = -1.0
    for line in lines:
        stated = rank.get(line.external_id or "")
        last = own.get(line.region_uid, last) if stated is None else stated
        ranked.append((last, line))
    ranked.sort(key=lambda item: item[0])
    return tuple(line for _, line in ranked)


def tags_in(groups: Sequence[Any]) -> Iterator[str]:
    """The tags that groups and their members refer to."""
    for _, attributes, inner in map(parts, groups):
        yield from attributes.get("TAGREFS", "").split()
        yield from tags_in(inner)
