"""Carrying out the layout part of a change set: regions, lines and their order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.documents.changes import ChangeSet, ElementChange, Reason
from apps.documents.models import Line, Region
from apps.documents.page_layout import points_of, text_direction
from apps.documents.records import Record, line_from, region_from
from apps.documents.services.change_checks import PageState, fitted
from apps.documents.services.elements import delete_elements, deleted_records, revive_texts
from apps.documents.services.glyphs import Move, follow_lines
from apps.documents.services.ordering import automatic_order, merged_order, store_order
from apps.documents.services.pieces import forget_halves, hold_texts, settle_texts
from apps.layout.geometry import assign_regions
from apps.layout.reading_order import order_regions
from apps.layout.types import LineLayout, RegionLayout

Records = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class LayoutResult:
    """What the author of a change does not know: lines that need a mask, the order if another."""

    masks_pending: list[str]
    order: list[str] | None


def apply_layout(state: PageState, user: Any, change_set: ChangeSet) -> LayoutResult:
    """Change the page inside the caller's transaction."""
    part = state.part
    held = hold_texts(state, change_set.pieces)
    _delete(state, user, change_set)
    created = [change.uid for change in (*change_set.created_regions, *change_set.created_lines)]
    forget_halves(state, change_set.pieces)
    records = deleted_records(part=part, uids=created)
    _create_regions(state, change_set.created_regions, records)
    _update_regions(state, change_set.updated_regions)
    lines = _create_lines(state, change_set, records)
    pending = _update_lines(state, change_set)
    revive_texts(part=part, lines=lines, records=records)
    settle_texts(state, user, held)
    order = _order(state, change_set, records)
    bare = [str(line.uid) for line in (*lines, *pending) if line.baseline and not line.mask]
    return LayoutResult(bare, order)


def _delete(state: PageState, user: Any, change_set: ChangeSet) -> None:
    regions = [state.regions.pop(uid) for uid in change_set.deleted_regions]
    lines = [state.lines.pop(uid) for uid in change_set.deleted_lines]
    gone = {region.pk for region in regions}
    delete_elements(part=state.part, user=user, regions=regions, lines=lines)
    for line in state.lines.values():
        if line.region_id in gone:
            line.region = None


def _create_regions(state: PageState, changes: Sequence[ElementChange], records: Records) -> None:
    """New regions; one that was deleted takes back its lines that are in no other region."""
    used = {row.external_id for row in state.regions.values()}
    rows: list[Region] = []
    for change in changes:
        record = records.get(str(change.uid), _BLANK_REGION) | {"uid": str(change.uid)}
        row = region_from(record, state.part, state.region_types)
        row.external_id = _free_id(change, row.external_id, used)
        row.type_id = change.values.get("type") or row.type_id
        row.is_locked = change.values.get("locked", row.is_locked)
        row.polygon = fitted(change.values["polygon"], state.part)
        row.order = len(state.regions) + len(rows)
        rows.append(row)
    Region.objects.bulk_create(rows)
    state.regions |= {row.uid: row for row in rows}
    taken_back = []
    for row in rows:
        for uid in records.get(str(row.uid), {}).get("lines", ()):
            line = state.lines.get(UUID(uid))
            if line and line.region_id is None:
                line.region = row
                taken_back.append(line)
    Line.objects.bulk_update(taken_back, ["region"])
    if rows:
        _order_regions(state, {row.uid for row in rows})


def _order_regions(state: PageState, created: Collection[UUID]) -> None:
    """Put new regions where a reader would meet them among the others."""
    rows = sorted(state.regions.values(), key=lambda row: (row.order, row.pk))
    found = order_regions([_shape(row) for row in rows], text_direction(state.part.document))
    kept = [str(row.uid) for row in rows if row.uid not in created]
    for order, uid in enumerate(merged_order(kept, [layout.uid for layout in found])):
        state.regions[UUID(uid)].order = order
    Region.objects.bulk_update(rows, ["order"])


def _shape(region: Region) -> RegionLayout:
    polygon = points_of(region.polygon) if region.polygon else None
    return RegionLayout(polygon=polygon, uid=str(region.uid))


def _update_regions(state: PageState, changes: Sequence[ElementChange]) -> None:
    rows = []
    for change in changes:
        row = state.regions.get(change.uid)
        if row is None:
            continue  # unlocked by the change that also deletes it
        if "polygon" in change.values:
            row.polygon = fitted(change.values["polygon"], state.part)
        if "type" in change.values:
            row.type_id = change.values["type"]
        row.is_locked = change.values.get("locked", row.is_locked)
        row.external_id = change.values.get("external_id") or row.external_id
        rows.append(row)
    Region.objects.bulk_update(rows, ["polygon", "type", "is_locked", "external_id"])


def _create_lines(state: PageState, change_set: ChangeSet, records: Records) -> list[Line]:
    used = {row.external_id for row in state.lines.values()}
    regions = {str(row.uid): row for row in state.regions.values()}
    rows: list[Line] = []
    for change in change_set.created_lines:
        record = records.get(str(change.uid))
        blank = _BLANK_LINE | {"uid": str(change.uid)}
        row = line_from(record or blank, state.part, state.line_types, regions)
        row.external_id = _free_id(change, row.external_id, used)
        row.order = len(state.lines) + len(rows)
        _place(row, change, "edit" if record is None else change_set.reason)
        row.type_id = change.values.get("type") or row.type_id
        row.region = state.regions.get(change.values.get("region") or UUID(int=0)) or row.region
        if record is None and "region" not in change.values:
            row.region = _region_around(row, regions)
        rows.append(row)
    Line.objects.bulk_create(rows)
    state.lines |= {row.uid: row for row in rows}
    return rows


def _update_lines(state: PageState, change_set: ChangeSet) -> list[Line]:
    """Change lines; returns those whose geometry is another now."""
    rows, moves = [], []
    for change in change_set.updated_lines:
        row, values = state.lines[change.uid], change.values
        if {"baseline", "mask", "mask_manual"} & values.keys():
            moves.append(Move(row, row.baseline, row.mask))
            _place(row, change, change_set.reason)
        if "type" in values:
            row.type_id = values["type"]
        if "region" in values:
            row.region = state.regions.get(values["region"] or UUID(int=0))
        row.external_id = values.get("external_id") or row.external_id
        rows.append(row)
    fields = ["baseline", "mask", "is_mask_manual", "type", "region", "external_id"]
    Line.objects.bulk_update(rows, fields)
    pieces = {uid for piece in change_set.pieces for uid in piece.lines}
    follow_lines(part=state.part, moves=[move for move in moves if move.line.uid not in pieces])
    return [move.line for move in moves]


def _place(row: Line, change: ElementChange, reason: Reason) -> None:
    """Give a line its geometry; a mask is a person's where that is said or, in an edit, given.

    A computed mask is old once the baseline is another: then the line has none until the job
    made a new one. Undo brings masks back as they were.
    """
    values = change.values
    before = sorted(row.baseline or [])
    if "baseline" in values:
        row.baseline = fitted(values["baseline"], row.part)
    if "mask" in values:
        row.mask = fitted(values["mask"], row.part)
        row.is_mask_manual = values.get("mask_manual", reason == "edit" or row.is_mask_manual)
    row.is_mask_manual = values.get("mask_manual", row.is_mask_manual) and row.mask is not None
    turned = before == sorted(row.baseline or [])  # the same points, read from the other end
    moved = "baseline" in values and (reason == "edit" or "mask" not in values)
    if moved and row.baseline and not turned and not row.is_mask_manual:
        row.mask = None


def _free_id(change: ElementChange, known: str, used: set[str]) -> str:
    """The external id of a new element, or none where another element has it already."""
    external_id = str(change.values.get("external_id") or known)
    if external_id in used:
        return ""
    used.add(external_id)
    return external_id


def _region_around(row: Line, regions: Mapping[str, Region]) -> Region | None:
    line = LineLayout(
        baseline=points_of(row.baseline) if row.baseline else None,
        mask=points_of(row.mask) if row.mask else None,
    )
    (line,) = assign_regions([line], [_shape(region) for region in regions.values()])
    return regions.get(line.region_uid or "")


def _order(state: PageState, change_set: ChangeSet, records: Records) -> list[str] | None:
    """Put the lines in order; returns the order where it is not the one that was given.

    A page that keeps itself in order is ordered anew when something on it moves; else the lines
    stand as they are given, or new ones go where a reader would meet them.
    """
    part, mode = state.part, change_set.order_mode
    given = None if change_set.order is None else [str(uid) for uid in change_set.order]
    if mode in ("automatic", "manual"):
        part.has_manual_order = mode == "manual"
    if mode == "automatic" or (mode and not part.has_manual_order and _moves(change_set)):
        order = automatic_order(part)
        store_order(part, order)
        return None if order == given else order
    if given is not None:
        if mode is None:
            part.has_manual_order = part.has_manual_order or given != automatic_order(part)
        store_order(part, given)
    elif change_set.created_lines:
        created = {str(change.uid) for change in change_set.created_lines}
        order = _with_revived(_kept_order(state, created), created, records)
        if len(order) < len(state.lines):
            order = merged_order(order, automatic_order(part))
        store_order(part, order)
        return order
    return None


def _moves(change_set: ChangeSet) -> bool:
    """Whether a line or region is new or lies elsewhere, so that others may be read before it."""
    placed = (*change_set.updated_lines, *change_set.updated_regions)
    return bool(
        change_set.created_lines
        or change_set.created_regions
        or change_set.deleted_regions
        or any({"baseline", "region", "polygon"} & change.values.keys() for change in placed)
    )


def _kept_order(state: PageState, created: Collection[str]) -> list[str]:
    rows = sorted(state.lines.values(), key=lambda row: (row.order, row.pk))
    return [str(row.uid) for row in rows if str(row.uid) not in created]


def _with_revived(kept: list[str], created: Collection[str], records: Records) -> list[str]:
    """Lines that come back go after the line that they followed, where that is still there."""
    back = sorted((records[uid] for uid in created if uid in records), key=lambda r: r["order"])
    for record in back:
        if record["after"] is None:
            kept.insert(0, record["uid"])
        elif record["after"] in kept:
            kept.insert(kept.index(record["after"]) + 1, record["uid"])
    return kept


_BLANK_REGION: Record = {
    "external_id": "",
    "polygon": None,
    "type": None,
    "order": 0,
    "attributes": {},
}
_BLANK_LINE: Record = {
    "external_id": "",
    "baseline": None,
    "mask": None,
    "is_mask_manual": False,
    "region": None,
    "type": None,
    "order": 0,
    "attributes": {},
}
