"""What a file adds to a page that has lines already: what is there stays, gaps are filled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.layout.geometry import bounding_box
from apps.layout.matching import match_lines
from apps.layout.types import LineLayout, PageLayout, Polygon, RegionLayout

SAME_REGION = 0.5  # shared area of two boxes, of both together, that makes one region of them


def matched_lines(existing: PageLayout, incoming: PageLayout) -> dict[str, str]:
    """uid in the file -> uid on the page: same uid or id in the file, else by place."""
    by_id = {line.external_id: line.uid for line in existing.lines if line.external_id}
    known = {line.uid for line in existing.lines}
    found = {line.uid: line.uid for line in incoming.lines if line.uid in known}
    taken = set(found)
    for line in incoming.lines:
        own = by_id.get(line.external_id or "")
        if own and line.uid not in found and own not in taken:
            found[line.uid] = own
            taken.add(own)
    rest_old = [line for line in existing.lines if line.uid not in taken]
    rest_new = [line for line in incoming.lines if line.uid not in found]
    return found | match_lines(rest_old, rest_new)


def merged(existing: PageLayout, incoming: PageLayout, matched: Mapping[str, str]) -> PageLayout:
    """The page as it is, with the lines, regions and facts of the file that it does not have."""
    if not existing.lines and not existing.regions:
        return incoming
    same = same_regions(existing.regions, incoming.regions)
    regions = {region.uid: region for region in existing.regions}
    for region in incoming.regions:
        own = regions.get(same.get(region.uid, ""))
        if own is None:
            regions[region.uid] = region
        else:
            regions[own.uid] = _filled_region(own, region)
    said = {
        matched[line.uid]: replace(line, region_uid=_known(line.region_uid, same))
        for line in incoming.lines
        if line.uid in matched
    }
    kept = [
        _filled_line(line, said[line.uid]) if line.uid in said else line for line in existing.lines
    ]
    added = [
        replace(line, region_uid=_known(line.region_uid, same), text=None)
        for line in incoming.lines
        if line.uid not in matched
    ]
    return replace(existing, regions=tuple(regions.values()), lines=(*kept, *added))


def _known(uid: str | None, same: Mapping[str, str]) -> str | None:
    return same.get(uid or "", uid)


def same_regions(old: Sequence[RegionLayout], new: Sequence[RegionLayout]) -> dict[str, str]:
    """uid in the file -> uid on the page: by uid or by the id in the file, else by place."""
    by_id = {region.external_id: region for region in old if region.external_id}
    free = {region.uid: region for region in old}
    found = {region.uid: free.pop(region.uid).uid for region in new if region.uid in free}
    for region in new:
        own = by_id.get(region.external_id) if region.external_id else None
        if own and own.uid in free and region.uid not in found:
            found[region.uid] = free.pop(own.uid).uid
    for region in new:
        if region.uid not in found and free:
            best = max(free.values(), key=lambda other: _overlap(other.polygon, region.polygon))
            if _overlap(best.polygon, region.polygon) >= SAME_REGION:
                found[region.uid] = free.pop(best.uid).uid
    return found


def _overlap(first: Polygon | None, second: Polygon | None) -> float:
    """The shared area of two polygons' boxes, of the area of both together."""
    if not first or not second:
        return 0.0
    a, b = bounding_box(first), bounding_box(second)
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return width * height / (both - width * height)


def _filled_region(own: RegionLayout, other: RegionLayout) -> RegionLayout:
    return replace(
        own,
        polygon=own.polygon or other.polygon,
        type=own.type or other.type,
        external_id=own.external_id or other.external_id,
        attributes={**other.attributes, **own.attributes},
    )


def _filled_line(own: LineLayout, other: LineLayout) -> LineLayout:
    return replace(
        own,
        baseline=own.baseline or other.baseline,
        mask=own.mask or other.mask,
        region_uid=own.region_uid or other.region_uid,
        type=own.type or other.type,
        external_id=own.external_id or other.external_id,
        attributes={**other.attributes, **own.attributes},
    )
