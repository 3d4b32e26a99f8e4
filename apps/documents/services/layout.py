"""Replacing the layout of a page without losing the work that is in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.db import transaction

from apps.documents.models import Document, Line, LineTranscription, LineType, Part, Region
from apps.documents.models.ontology import OntologyType, RegionType
from apps.documents.page_layout import line_layout, points_of, region_layout
from apps.documents.records import LINE_FIELDS, REGION_FIELDS
from apps.documents.services.elements import delete_elements
from apps.documents.services.glyphs import drop_stale_glyphs
from apps.documents.services.locked import with_locked
from apps.documents.services.ontology import COLORS
from apps.documents.services.ordering import (
    automatic_order,
    is_automatic,
    merged_order,
    store_order,
)
from apps.documents.services.progress import lock_part, publish_layout
from apps.documents.services.snapshots import take_snapshot
from apps.layout.geometry import assign_regions, bounding_box
from apps.layout.matching import match_lines
from apps.layout.types import LineLayout, PageLayout, Polygon, Polyline, RegionLayout

Steps = Literal["both", "lines", "regions", "exactly"]
NAME = 128  # characters of a type's name, the rest is left out
NEARLY = 8  # pixels that the ends of a baseline may move before its manual mask is out of place
SAME_REGION = 0.5  # overlap of two boxes, of their union, that makes one region of them

_Type = TypeVar("_Type", bound=OntologyType)


@dataclass(frozen=True, slots=True)
class ReplaceReport:
    """What became of the lines of a page.

    ``kept`` old lines live on with their texts; ``unmatched`` old lines with text are in the
    snapshot only; ``unmasked`` lines have no mask now. ``uids`` leads from the uid of a line in
    the given layout to the uid that it is stored under.
    """

    kept: int
    unmatched: int
    unmasked: int
    uids: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def replace_layout(
    *,
    part: Part,
    layout: PageLayout,
    user: Any,
    reason: str,
    steps: Steps = "both",
    keep_locked: bool = False,
) -> ReplaceReport:
    """Put ``layout`` in the place of the page's regions, lines or both.

    What is there already is stored as a snapshot first. An old line that lies where a new one
    does stays the same line, with all its texts and their history. With ``keep_locked`` the
    locked regions stay as they are, and so do the lines in them. ``exactly`` takes types, order,
    masks and attributes as the layout says, also where it says nothing.
    """
    part = lock_part(part)
    if part.line_count or part.region_count or part.lines.exists() or part.regions.exists():
        take_snapshot(part=part, user=user, reason=reason)
    if steps == "lines":
        layout = _with_regions(part, layout)
    if keep_locked:
        layout = with_locked(part, layout)
    stale, regions = _place_regions(part, layout.regions if steps != "lines" else None, steps)
    if steps == "regions":
        report = _assign_lines(part, regions, keep_locked)
    else:
        report = _place_lines(part, layout.lines, regions, user, is_exact=steps == "exactly")
    delete_elements(part=part, user=user, regions=stale)
    _settle_order(part, steps)
    publish_layout(part=part, user=user)
    return report


@transaction.atomic
def set_masks(
    *,
    part: Part,
    masks: Mapping[str, Polygon],
    overwrite_manual: bool = False,
    made_for: PageLayout | None = None,
) -> int:
    """Store computed masks by the uid of their line; returns how many were stored.

    A mask that a person drew stays unless it is to be overwritten; a line whose baseline is not
    that of ``made_for`` any more was moved while its mask was computed, and is passed over.
    """
    part = lock_part(part)
    made = {line.uid: line.baseline for line in made_for.lines} if made_for else None
    changed = []
    for line in part.lines.filter(uid__in=list(masks)):
        uid, baseline = str(line.uid), points_of(line.baseline) if line.baseline else None
        moved = made is not None and made.get(uid) != baseline
        if not moved and (overwrite_manual or not line.is_mask_manual):
            line.mask = [list(point) for point in masks[uid]]
            line.is_mask_manual = False
            changed.append(line)
    if changed:
        Line.objects.bulk_update(changed, ["mask", "is_mask_manual"])
        publish_layout(part=part, user=None)
    return len(changed)


def types_named(
    model: type[_Type], document: Document, names: Iterable[str | None]
) -> dict[str | None, _Type]:
    """The document's types by name; those that it does not have yet are added."""
    rows = model._default_manager.filter(document=document)
    found: dict[str | None, _Type] = {row.name: row for row in rows}
    given = {name for name in names if name}
    found |= {name: found[name[:NAME]] for name in given if name[:NAME] in found}
    wanted = sorted({name[:NAME] for name in given} - found.keys())
    start = len(found)
    created = model._default_manager.bulk_create(
        model(
            document=document,
            name=name,
            color=COLORS[(start + index) % len(COLORS)],
            order=start + index,
        )
        for index, name in enumerate(wanted)
    )
    found |= dict(zip(wanted, created, strict=True))
    return found | {name: found[name[:NAME]] for name in given}


def _place_regions(
    part: Part, regions: Sequence[RegionLayout] | None, steps: Steps
) -> tuple[list[Region], dict[str, Region]]:
    """Store the regions; returns the old rows that none of them took over, and uid -> row."""
    old = list(part.regions.select_related("type"))
    if regions is None:
        return [], {str(row.uid): row for row in old}
    types = types_named(RegionType, part.document, (region.type for region in regions))
    taken = taken_uids(Region, part, regions)
    external_ids = unique_ids(regions)
    left, placed = {str(row.uid): row for row in old}, {}
    for order, region in enumerate(regions):
        row = left.get(region.uid) or _same_region([*left.values()], region)
        if row:
            del left[str(row.uid)]
        else:
            row = (
                Region(part=part)
                if region.uid in taken
                else Region(part=part, uid=UUID(region.uid))
            )
        row.polygon = [list(point) for point in region.polygon] if region.polygon else None
        row.type = types.get(region.type) or (row.type if steps != "exactly" else None)
        row.order = order
        row.external_id = external_ids[region.uid]
        row.attributes = dict(region.attributes)
        placed[region.uid] = row
    part.regions.exclude(external_id="").update(external_id="")
    Region.objects.bulk_update([row for row in placed.values() if row.pk], REGION_FIELDS)
    Region.objects.bulk_create([row for row in placed.values() if not row.pk])
    return [*left.values()], placed


def _same_region(rows: Sequence[Region], region: RegionLayout) -> Region | None:
    best = max(rows, key=lambda row: _overlap(row.polygon, region.polygon), default=None)
    if best is None or _overlap(best.polygon, region.polygon) < SAME_REGION:
        return None
    return best


def _overlap(first: Sequence[Any] | None, second: Sequence[Any] | None) -> float:
    """The shared area of two polygons' boxes, of the area of both together."""
    if not first or not second:
        return 0.0
    a, b = bounding_box(points_of(first)), bounding_box(points_of(second))
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return width * height / (both - width * height)


def _settle_order(part: Part, steps: Steps) -> None:
    """An order that came with the layout, and is not the automatic one, is a person's."""
    if part.has_manual_order and steps != "exactly":
        return
    if steps == "regions":
        store_order(part, automatic_order(part))
    else:
        part.has_manual_order = not is_automatic(part)


def _with_regions(part: Part, layout: PageLayout) -> PageLayout:
    """The lines of the layout in the regions of the page."""
    regions = tuple(region_layout(row) for row in part.regions.select_related("type"))
    return replace(layout, regions=regions, lines=tuple(assign_regions(layout.lines, regions)))


def _assign_lines(part: Part, regions: Mapping[str, Region], keep_locked: bool) -> ReplaceReport:
    """Keep the lines and find out which of the new regions each lies in."""
    locked = {row.pk for row in regions.values() if keep_locked and row.is_locked}
    rows = list(part.lines.select_related("type"))
    layouts = [replace(region_layout(row), uid=uid) for uid, row in regions.items()]
    for row, line in zip(
        rows, assign_regions([line_layout(row, {}) for row in rows], layouts), strict=True
    ):
        if row.region_id not in locked:
            row.region = regions.get(line.region_uid or "")
    Line.objects.bulk_update(rows, ["region"])
    unmasked = sum(row.mask is None for row in rows)
    return ReplaceReport(len(rows), 0, unmasked, {str(row.uid): str(row.uid) for row in rows})


def _place_lines(
    part: Part,
    lines: Sequence[LineLayout],
    regions: Mapping[str, Region],
    user: Any,
    *,
    is_exact: bool,
) -> ReplaceReport:
    old = {str(row.uid): row for row in part.lines.select_related("type")}
    before = [line_layout(row, {}) for row in old.values()]
    matches = _matches(before, lines)
    placed = _line_rows(part, lines, regions, {new: old[uid] for new, uid in matches.items()})
    if is_exact:
        _take_exactly(lines, placed)
    else:
        _order_lines(part, [*old], placed)
    unmatched = [row for uid, row in old.items() if uid not in set(matches.values())]
    lost = LineTranscription.objects.filter(line__in=unmatched).exclude(text="")
    report = ReplaceReport(
        kept=len(matches),
        unmatched=lost.values("line").distinct().count(),
        unmasked=sum(row.mask is None for row in placed.values()),
        uids={uid: str(row.uid) for uid, row in placed.items()},
    )
    delete_elements(part=part, user=user, lines=unmatched)
    part.lines.exclude(external_id="").update(external_id="")
    kept = [row for row in placed.values() if row.pk]
    Line.objects.bulk_update(kept, LINE_FIELDS)
    Line.objects.bulk_create([row for row in placed.values() if not row.pk])
    drop_stale_glyphs(kept)
    return report


def _matches(old: Sequence[LineLayout], new: Sequence[LineLayout]) -> dict[str, str]:
    """New uid -> old uid: lines that say themselves which they are, then those in one place."""
    known = {line.uid for line in old} & {line.uid for line in new}
    found = match_lines(
        [line for line in old if line.uid not in known],
        [line for line in new if line.uid not in known],
    )
    return found | {uid: uid for uid in known}


def _line_rows(
    part: Part,
    lines: Sequence[LineLayout],
    regions: Mapping[str, Region],
    matched: Mapping[str, Line],
) -> dict[str, Line]:
    types = types_named(LineType, part.document, (line.type for line in lines))
    taken = taken_uids(Line, part, lines)
    external_ids = unique_ids(lines)
    given = set(external_ids.values())
    rows = {}
    for order, line in enumerate(lines):
        row = matched.get(line.uid)
        if row is None:
            row = Line(part=part) if line.uid in taken else Line(part=part, uid=UUID(line.uid))
        _place_line(row, line)
        row.region = regions.get(line.region_uid or "")
        row.type = types.get(line.type) or row.type
        row.order = order
        row.external_id = external_ids[line.uid] or (
            "" if row.external_id in given else row.external_id
        )
        row.attributes = dict(line.attributes) or row.attributes
        rows[line.uid] = row
    return rows


def _place_line(row: Line, line: LineLayout) -> None:
    """Give the row the new geometry; its mask stays where a person's or no other would fit."""
    if _points(row.baseline) == line.baseline and _points(row.mask) == line.mask:
        return
    still = bool(row.mask) and _is_nearly(row.baseline, line.baseline)
    row.baseline = [list(point) for point in line.baseline] if line.baseline else None
    if still and (row.is_mask_manual or line.mask is None):
        return
    row.mask = [list(point) for point in line.mask] if line.mask else None
    row.is_mask_manual = False


def _take_exactly(lines: Sequence[LineLayout], placed: Mapping[str, Line]) -> None:
    """What lines had before and their layout does not say is gone."""
    for line in lines:
        row = placed[line.uid]
        if _points(row.mask) != line.mask:
            row.mask = [list(point) for point in line.mask] if line.mask else None
            row.is_mask_manual = False
        row.type = row.type if line.type else None
        row.attributes = dict(line.attributes)


def _points(stored: Sequence[Any] | None) -> Polyline | None:
    return points_of(stored) if stored else None


def _is_nearly(old: Sequence[Any] | None, new: Polyline | None) -> bool:
    if not old or not new:
        return False
    ends = ((old[0], new[0]), (old[-1], new[-1]))
    return all(abs(a[0] - b[0]) <= NEARLY and abs(a[1] - b[1]) <= NEARLY for a, b in ends)


def _order_lines(part: Part, old: Sequence[str], placed: Mapping[str, Line]) -> None:
    """Where a person has put the lines in order, only new ones are put between them."""
    if not part.has_manual_order:
        return
    rows = {str(row.uid): row for row in placed.values()}
    kept = [uid for uid in old if uid in rows]
    for order, uid in enumerate(merged_order(kept, [*rows])):
        rows[uid].order = order


def taken_uids(
    model: type[Region] | type[Line], part: Part, elements: Sequence[RegionLayout | LineLayout]
) -> set[str]:
    """Uids of the layout that rows have already: the same file in a second document."""
    uids = [element.uid for element in elements]
    return {str(uid) for uid in model.objects.filter(uid__in=uids).values_list("uid", flat=True)}


def unique_ids(elements: Sequence[RegionLayout | LineLayout]) -> dict[str, str]:
    """The external id of each element by uid; the second of two equal ones is left out."""
    seen = {""}
    ids = {}
    for element in elements:
        external_id = (element.external_id or "")[:128]
        ids[element.uid] = "" if external_id in seen else external_id
        seen.add(external_id)
    return ids
