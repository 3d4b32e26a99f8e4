"""Which regions and lines of a page go into an export."""

from collections.abc import Collection
from dataclasses import replace

from apps.layout.types import PageLayout, RegionLayout


def filtered(
    layout: PageLayout,
    *,
    types: Collection[str],
    include_untyped: bool,
    include_orphans: bool,
) -> PageLayout:
    """The page with only regions of these type names, and only the lines that lie in them."""

    def is_wanted(region: RegionLayout) -> bool:
        return include_untyped if region.type is None else region.type in types

    regions = tuple(region for region in layout.regions if is_wanted(region))
    kept = {region.uid for region in regions}
    lines = tuple(
        line
        for line in layout.lines
        if (include_orphans if line.region_uid is None else line.region_uid in kept)
    )
    return replace(layout, regions=regions, lines=lines)
