"""Deleting regions and lines so that they can come back whole, and bringing them back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from apps.documents.models import (
    DeletedElement,
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.records import (
    Record,
    line_record,
    region_record,
    revisions_from,
    text_from,
    text_record,
)


def delete_elements(
    *, part: Part, user: Any, regions: Sequence[Region] = (), lines: Sequence[Line] = ()
) -> None:
    """Delete regions and lines inside the caller's transaction; a record of each is kept."""
    if not regions and not lines:
        return
    DeletedElement.objects.bulk_create(
        [
            DeletedElement(part=part, uid=UUID(record["uid"]), content=record, user=user)
            for record in (*_region_records(part, regions), *_line_records(part, lines))
        ],
        update_conflicts=True,
        unique_fields=["part", "uid"],
        update_fields=["content", "user"],
    )
    Line.objects.filter(pk__in=[line.pk for line in lines]).delete()
    Region.objects.filter(pk__in=[region.pk for region in regions]).delete()


def deleted_records(*, part: Part, uids: Collection[UUID]) -> dict[str, Record]:
    """What is known of elements of the page that were deleted, by uid."""
    rows = DeletedElement.objects.filter(part=part, uid__in=uids)
    return {str(row.uid): row.content for row in rows}


def revive_texts(*, part: Part, lines: Iterable[Line], records: Mapping[str, Record]) -> None:
    """Give lines that were created anew the texts and the history they had when deleted."""
    pairs = [
        (line, record)
        for line in lines
        for record in records.get(str(line.uid), {}).get("texts", ())
    ]
    layers = set(
        TranscriptionLayer.objects.filter(document=part.document).values_list("pk", flat=True)
    )
    pairs = [(line, record) for line, record in pairs if record["layer"] in layers]
    forget_missing_authors([record for _, record in pairs])
    texts = LineTranscription.objects.bulk_create(
        [text_from(record, line) for line, record in pairs]
    )
    for text, (_, record) in zip(texts, pairs, strict=True):
        text.created_at = datetime.fromisoformat(record["created_at"])
        text.updated_at = datetime.fromisoformat(record["updated_at"])
    LineTranscription.objects.bulk_update(texts, ["created_at", "updated_at"])
    TranscriptionRevision.objects.bulk_create(
        row
        for text, (_, record) in zip(texts, pairs, strict=True)
        for row in revisions_from(record, text)
    )
    DeletedElement.objects.filter(part=part, uid__in=list(records)).delete()


def texts_of(lines: Iterable[Line], *, with_history: bool = False) -> dict[int, list[Record]]:
    """Records of all texts of these lines, by line id."""
    texts = list(LineTranscription.objects.filter(line__in=[line.pk for line in lines]))
    history: dict[int, list[TranscriptionRevision]] = defaultdict(list)
    if with_history:
        for row in TranscriptionRevision.objects.filter(transcription__in=texts):
            history[row.transcription_id].append(row)
    found: dict[int, list[Record]] = defaultdict(list)
    for text in texts:
        found[text.line_id].append(text_record(text, history[text.pk]))
    return found


def _region_records(part: Part, regions: Sequence[Region]) -> list[Record]:
    members: dict[int | None, list[str]] = defaultdict(list)
    if regions:
        for line in part.lines.filter(region__in=regions):
            members[line.region_id].append(str(line.uid))
    return [region_record(region) | {"lines": members[region.pk]} for region in regions]


def _line_records(part: Part, lines: Sequence[Line]) -> list[Record]:
    if not lines:
        return []
    region_uids = {pk: str(uid) for pk, uid in part.regions.values_list("pk", "uid")}
    texts = texts_of(lines, with_history=True)
    order = [str(uid) for uid in part.lines.values_list("uid", flat=True)]
    before = dict(zip(order[1:], order, strict=False))
    return [
        line_record(line, region_uids, texts[line.pk]) | {"after": before.get(str(line.uid))}
        for line in lines
    ]


def forget_missing_authors(records: Iterable[Record]) -> None:
    """Leave the author out of records, and of their revisions, where the account is gone."""
    rows = [row for record in records for row in (record, *record["revisions"])]
    wanted = {row["author_id"] for row in rows if row["author_id"]}
    known = set(get_user_model().objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for row in rows:
        if row["author_id"] not in known:
            row["author_id"] = None
