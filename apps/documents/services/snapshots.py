"""Snapshots of whole pages: taken before something changes many lines, restored on request."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from apps.documents.models import (
    Line,
    LineTranscription,
    LineType,
    Part,
    Region,
    RegionType,
    Snapshot,
)
from apps.documents.models.transcription import TextSource, TranscriptionLayer
from apps.documents.page_layout import line_text
from apps.documents.records import (
    LINE_FIELDS,
    REGION_FIELDS,
    Record,
    line_from,
    line_record,
    region_from,
    region_record,
    text_from,
)
from apps.documents.services.elements import (
    delete_elements,
    deleted_records,
    revive_texts,
    texts_of,
)
from apps.documents.services.progress import lock_part, publish_layout
from apps.documents.services.transcriptions import TextWrite, layer_named, put_texts
from apps.layout.types import LineText


@transaction.atomic
def take_snapshot(*, part: Part, user: Any, reason: str) -> Snapshot:
    """Store the layout and all texts of the page as they are now."""
    regions = list(part.regions.all())
    lines = list(part.lines.all())
    region_uids = {region.pk: str(region.uid) for region in regions}
    texts = texts_of(lines)
    layer_ids = {record["layer"] for records in texts.values() for record in records}
    layers = TranscriptionLayer.objects.filter(pk__in=layer_ids).values_list("pk", "name")
    content = {
        "regions": [region_record(region) for region in regions],
        "lines": [line_record(line, region_uids, texts[line.pk]) for line in lines],
        "layers": {str(layer_id): name for layer_id, name in layers},
        "has_manual_order": part.has_manual_order,
    }
    return Snapshot.objects.create(
        part=part,
        user=user,
        reason=reason[:200],
        revision=part.revision,
        line_count=len(lines),
        region_count=len(regions),
        text_count=sum(bool(text["text"]) for row in texts.values() for text in row),
        content=content,
    )


@transaction.atomic
def restore_snapshot(*, snapshot: Snapshot, user: Any) -> Snapshot:
    """Bring the page back to the snapshot; what it was before is stored as a new snapshot.

    Lines that are still there stay the same lines; texts that change keep their history.
    """
    part = lock_part(snapshot.part)
    content = snapshot.content
    before = take_snapshot(part=part, user=user, reason=_reason(snapshot))
    _forget_others(part, user, content)
    regions = _restore_regions(part, content["regions"])
    lines = _restore_lines(part, content["lines"], regions)
    _restore_texts(part, content, lines, user)
    part.has_manual_order = content["has_manual_order"]
    publish_layout(part=part, user=user)
    return before


def _reason(snapshot: Snapshot) -> str:
    return f"Before going back to {localtime(snapshot.created_at):%-d %B %Y, %H:%M}"


def _forget_others(part: Part, user: Any, content: Mapping[str, Any]) -> None:
    """Delete what the snapshot does not hold, and free the external ids."""
    lines = {record["uid"] for record in content["lines"]}
    regions = {record["uid"] for record in content["regions"]}
    delete_elements(
        part=part,
        user=user,
        regions=[row for row in part.regions.all() if str(row.uid) not in regions],
        lines=[row for row in part.lines.all() if str(row.uid) not in lines],
    )
    part.regions.exclude(external_id="").update(external_id="")
    part.lines.exclude(external_id="").update(external_id="")


def _restore_regions(part: Part, records: Sequence[Record]) -> dict[str, Region]:
    types = set(RegionType.objects.filter(document=part.document_id).values_list("pk", flat=True))
    rows = {record["uid"]: region_from(record, part, types) for record in records}
    stored = {str(uid): pk for uid, pk in part.regions.values_list("uid", "pk")}
    for uid, row in rows.items():
        row.pk = stored.get(uid)
    Region.objects.bulk_update([row for row in rows.values() if row.pk], REGION_FIELDS)
    Region.objects.bulk_create([row for row in rows.values() if not row.pk])
    return rows


def _restore_lines(
    part: Part, records: Sequence[Record], regions: Mapping[str, Region]
) -> dict[str, Line]:
    types = set(LineType.objects.filter(document=part.document_id).values_list("pk", flat=True))
    rows = {record["uid"]: line_from(record, part, types, regions) for record in records}
    stored = {str(uid): pk for uid, pk in part.lines.values_list("uid", "pk")}
    for uid, row in rows.items():
        row.pk = stored.get(uid)
    created = [row for row in rows.values() if not row.pk]
    Line.objects.bulk_update([row for row in rows.values() if row.pk], LINE_FIELDS)
    Line.objects.bulk_create(created)
    graves = deleted_records(part=part, uids=[row.uid for row in created])
    revive_texts(part=part, lines=created, records=graves)
    return rows


def _restore_texts(
    part: Part, content: Mapping[str, Any], lines: Mapping[str, Line], user: Any
) -> None:
    """Write the texts of the snapshot, and nothing where it has none."""
    layers = _layers(part, content["layers"], user)
    writes = [
        _write_of(record, lines[line["uid"]], layers[record["layer"]])
        for line in content["lines"]
        for record in line["texts"]
        if record["layer"] in layers
    ]
    wanted = {(write.line_id, write.layer_id) for write in writes}
    others = LineTranscription.objects.filter(line__part=part).exclude(text="")
    writes += [
        TextWrite(line_id, layer_id, LineText(""), TextSource.SYSTEM, "")
        for line_id, layer_id in others.values_list("line_id", "layer_id")
        if (line_id, layer_id) not in wanted
    ]
    put_texts(writes=writes, user=user)


def _write_of(record: Record, line: Line, layer_id: int) -> TextWrite:
    text = line_text(text_from(record, line))
    return TextWrite(line.pk, layer_id, text, TextSource(record["source"]), record["source_name"])


def _layers(part: Part, names: Mapping[str, str], user: Any) -> dict[int, int]:
    """Layer ids of the snapshot -> layer ids now; one that is gone comes back by its name."""
    known: Collection[int] = set(part.document.layers.values_list("pk", flat=True))
    return {
        int(layer_id): int(layer_id)
        if int(layer_id) in known
        else layer_named(document=part.document, user=user, name=name).pk
        for layer_id, name in names.items()
    }
