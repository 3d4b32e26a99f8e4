"""Regions, lines and texts as JSON: what snapshots and deleted elements are kept as."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.documents.models import (
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionRevision,
)
from apps.documents.models.transcription import TextBase

Record = dict[str, Any]
REGION_FIELDS = ["polygon", "type", "order", "is_locked", "external_id", "attributes"]
LINE_FIELDS = [
    "baseline",
    "mask",
    "is_mask_manual",
    "region",
    "type",
    "order",
    "external_id",
    "attributes",
]
_TEXT_FIELDS = (
    "text",
    "confidence",
    "glyphs",
    "attributes",
    "source",
    "source_name",
    "author_id",
)


def region_record(region: Region) -> Record:
    return {
        "uid": str(region.uid),
        "external_id": region.external_id,
        "polygon": region.polygon,
        "type": region.type_id,
        "order": region.order,
        "is_locked": region.is_locked,
        "attributes": region.attributes,
    }


def line_record(line: Line, region_uids: Mapping[int, str], texts: Iterable[Record]) -> Record:
    return {
        "uid": str(line.uid),
        "external_id": line.external_id,
        "baseline": line.baseline,
        "mask": line.mask,
        "is_mask_manual": line.is_mask_manual,
        "region": region_uids.get(line.region_id) if line.region_id else None,
        "type": line.type_id,
        "order": line.order,
        "attributes": line.attributes,
        "texts": list(texts),
    }


def text_record(text: LineTranscription, revisions: Iterable[TranscriptionRevision] = ()) -> Record:
    return text_values(text) | {
        "layer": text.layer_id,
        "version": text.version,
        "created_at": text.created_at.isoformat(),
        "updated_at": text.updated_at.isoformat(),
        "revisions": [
            text_values(row) | {"version": row.version, "written_at": row.written_at.isoformat()}
            for row in revisions
        ],
    }


def region_from(record: Record, part: Part, types: Iterable[int]) -> Region:
    """A row that is not saved yet; a type that is gone meanwhile is left out."""
    return Region(
        part=part,
        uid=UUID(record["uid"]),
        external_id=record["external_id"],
        polygon=record["polygon"],
        type_id=record["type"] if record["type"] in types else None,
        order=record["order"],
        is_locked=record.get("is_locked", False),  # older records know no locks
        attributes=record["attributes"],
    )


def line_from(
    record: Record, part: Part, types: Iterable[int], regions: Mapping[str, Region]
) -> Line:
    """A row that is not saved yet; a type or region that is gone meanwhile is left out."""
    return Line(
        part=part,
        uid=UUID(record["uid"]),
        external_id=record["external_id"],
        baseline=record["baseline"],
        mask=record["mask"],
        is_mask_manual=record["is_mask_manual"],
        region=regions.get(record["region"] or ""),
        type_id=record["type"] if record["type"] in types else None,
        order=record["order"],
        attributes=record["attributes"],
    )


def text_from(record: Record, line: Line) -> LineTranscription:
    return LineTranscription(
        line=line, layer_id=record["layer"], version=record["version"], **_from_record(record)
    )


def revisions_from(record: Record, text: LineTranscription) -> list[TranscriptionRevision]:
    return [
        TranscriptionRevision(
            transcription=text,
            version=row["version"],
            written_at=datetime.fromisoformat(row["written_at"]),
            **_from_record(row),
        )
        for row in record["revisions"]
    ]


def text_values(row: TextBase) -> Record:
    """What a revision keeps of a text."""
    return {name: getattr(row, name) for name in _TEXT_FIELDS}


def _from_record(record: Record) -> Record:
    # Older records know no attributes.
    return {"attributes": {}} | {name: record[name] for name in _TEXT_FIELDS if name in record}
