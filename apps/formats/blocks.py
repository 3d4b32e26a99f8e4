"""The order in which a page's regions and lines are written, the same for every format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from apps.layout.geometry import (
    baseline_box,
    bounding_box,
    box_polygon,
    line_points,
    typical_height,
)
from apps.layout.places import given_place, made_up_place
from apps.layout.types import LineLayout, PageLayout, Polygon, RegionLayout

# Readers, ours and eScriptorium's, take the lines of a block named so as lines without region.
ORPHANS = "eSc_dummyblock_"


@dataclass(slots=True)
class Block:
    """A region, or no region, with its lines in reading order."""

    region: RegionLayout | None
    lines: list[LineLayout] = field(default_factory=list)


def blocks(layout: PageLayout) -> list[Block]:
    """The regions in order with their lines; orphans stand after the region they follow."""
    by_uid = {region.uid: Block(region) for region in layout.regions}
    orphans: dict[str | None, Block] = {}
    anchor: str | None = None
    for line in map(given_place, layout.lines):
        if line.region_uid in by_uid:
            anchor = line.region_uid
            by_uid[anchor].lines.append(line)
        else:
            orphans.setdefault(anchor, Block(None)).lines.append(line)
    return list(_placed(by_uid, orphans))


def _placed(by_uid: dict[str, Block], orphans: dict[str | None, Block]) -> Iterator[Block]:
    if None in orphans:
        yield orphans[None]
    for uid, block in by_uid.items():
        yield block
        if uid in orphans:
            yield orphans[uid]


class Outlines:
    """Polygons for what a format wants an outline of and the page has none."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._made_up = {line.uid: place for line in layout.lines if (place := made_up_place(line))}
        self.page = box_polygon((0, 0, max(layout.width, 1), max(layout.height, 1)))

    @cached_property
    def _height(self) -> float:
        """Only for lines without a mask: it looks at every line of the page."""
        return typical_height(self._layout)

    def line(self, line: LineLayout) -> Polygon:
        """The mask of a line, a box around its baseline, a made-up place, or the page."""
        if line.mask:
            return line.mask
        if line.baseline:
            return baseline_box(line.baseline, self._height)
        return self._made_up.get(line.uid, self.page)

    def lines(self, lines: Sequence[LineLayout]) -> Polygon:
        """The upright box around lines, else the page."""
        points = [point for line in lines if line_points(line) for point in self.line(line)]
        if not points:
            return self.page
        left, top, right, bottom = bounding_box(points)
        return box_polygon((max(left, 0), max(top, 0), right, bottom))
