"""Locked regions: they and their lines keep their place when the rest of a page is found anew."""

from collections.abc import Sequence
from dataclasses import replace

from apps.documents.models import Part
from apps.documents.page_layout import line_layout, region_layout, text_direction
from apps.layout.geometry import bounding_box, middle, point_in_polygon
from apps.layout.reading_order import order_lines, order_regions
from apps.layout.types import LineLayout, PageLayout, Polygon, RegionLayout

INSIDE = 0.5  # of a found region's box that makes it a part of a locked one


def with_locked(part: Part, layout: PageLayout) -> PageLayout:
    """The layout with the locked regions of the page, and their lines, for what is found there.

    Regions inside a locked one stay with it.
    """
    rows = list(part.regions.select_related("type"))
    locked = [region_layout(row) for row in rows if row.is_locked]
    outlines = [region.polygon for region in locked if region.polygon]
    if not outlines:
        return layout
    kept = {row.pk: str(row.uid) for row in rows if _is_covered(region_layout(row), outlines)}
    regions = [region_layout(row) for row in rows if row.pk in kept]
    lines = part.lines.filter(region__in=kept).select_related("type")
    gone = {region.uid for region in layout.regions if _is_covered(region, outlines)}
    found = [
        replace(line, region_uid=None) if line.region_uid in gone else line
        for line in layout.lines
        if not _lies_in(line, outlines)
    ]
    others = [region for region in layout.regions if region.uid not in gone]
    direction = text_direction(part.document)
    merged = replace(
        layout,
        regions=order_regions([*others, *regions], direction),
        lines=(*found, *(line_layout(row, kept) for row in lines)),
    )
    return replace(merged, lines=order_lines(merged, direction))


def _is_covered(region: RegionLayout, outlines: Sequence[Polygon]) -> bool:
    if not region.polygon:
        return False
    return any(_share(region.polygon, outline) >= INSIDE for outline in outlines)


def _share(polygon: Polygon, outline: Polygon) -> float:
    """The part of a polygon's box that lies in the box of an outline."""
    a, b = bounding_box(polygon), bounding_box(outline)
    width = max(min(a[2], b[2]) - max(a[0], b[0]), 0)
    height = max(min(a[3], b[3]) - max(a[1], b[1]), 0)
    return width * height / max((a[2] - a[0]) * (a[3] - a[1]), 1)


def _lies_in(line: LineLayout, outlines: Sequence[Polygon]) -> bool:
    place = middle(line)
    return place is not None and any(point_in_polygon(place, outline) for outline in outlines)
