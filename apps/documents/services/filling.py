"""Filling an empty page with what a file says: few queries, because nothing has to give way."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.documents.models import (
    LayerProgress,
    Line,
    LineTranscription,
    LineType,
    Part,
    Region,
    TranscriptionLayer,
)
from apps.documents.models.ontology import RegionType
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import glyph_rows, text_direction
from apps.documents.services.layout import taken_uids, types_named, unique_ids
from apps.documents.services.progress import lock_part, publish_filled
from apps.layout.reading_order import order_lines
from apps.layout.types import PageLayout, Point


def fill_page(
    *, part: Part, layout: PageLayout, layer: TranscriptionLayer, user: Any, source_name: str
) -> int | None:
    """Store regions, lines and texts on a page that has none, inside the caller's transaction.

    Returns the number of texts; ``None``, and nothing done, where the page is not empty.
    """
    part = lock_part(part)
    if part.line_count or part.region_count or part.lines.exists() or part.regions.exists():
        return None
    regions = _regions(part, layout)
    lines = _lines(part, layout, regions)
    texts = [
        LineTranscription(
            line=lines[line.uid],
            layer=layer,
            text=line.text.text,
            confidence=line.text.confidence,
            glyphs=glyph_rows(line.text.glyphs),
            attributes=dict(line.text.attributes),
            source=TextSource.IMPORT,
            source_name=source_name,
            author=user,
        )
        for line in layout.lines
        if line.text is not None
    ]
    LineTranscription.objects.bulk_create(texts)
    _note_progress(part, layer, texts)
    automatic = [line.uid for line in order_lines(layout, text_direction(part.document))]
    part.has_manual_order = automatic != [line.uid for line in layout.lines]
    part.line_count, part.region_count = len(lines), len(regions)
    part.unmasked_line_count = sum(line.mask is None for line in layout.lines)
    publish_filled(part=part, layer_id=layer.pk, user=user)
    return len(texts)


def _regions(part: Part, layout: PageLayout) -> dict[str, Region]:
    if not layout.regions:
        return {}
    types = types_named(RegionType, part.document, (region.type for region in layout.regions))
    taken = taken_uids(Region, part, layout.regions)
    external_ids = unique_ids(layout.regions)
    rows = {
        region.uid: Region(
            part=part,
            polygon=_stored(region.polygon),
            type=types.get(region.type),
            order=order,
            external_id=external_ids[region.uid],
            attributes=dict(region.attributes),
            **_identity(region.uid, taken),
        )
        for order, region in enumerate(layout.regions)
    }
    Region.objects.bulk_create(rows.values())
    return rows


def _lines(part: Part, layout: PageLayout, regions: Mapping[str, Region]) -> dict[str, Line]:
    types = types_named(LineType, part.document, (line.type for line in layout.lines))
    taken = taken_uids(Line, part, layout.lines)
    external_ids = unique_ids(layout.lines)
    rows = {
        line.uid: Line(
            part=part,
            baseline=_stored(line.baseline),
            mask=_stored(line.mask),
            region=regions.get(line.region_uid or ""),
            type=types.get(line.type),
            order=order,
            external_id=external_ids[line.uid],
            attributes=dict(line.attributes),
            **_identity(line.uid, taken),
        )
        for order, line in enumerate(layout.lines)
    }
    Line.objects.bulk_create(rows.values())
    return rows


def _identity(uid: str, taken: set[str]) -> dict[str, UUID]:
    return {} if uid in taken else {"uid": UUID(uid)}


def _stored(points: Sequence[Point] | None) -> list[list[int]] | None:
    return [list(point) for point in points] if points else None


def _note_progress(
    part: Part, layer: TranscriptionLayer, texts: Sequence[LineTranscription]
) -> None:
    written = [row for row in texts if row.text]
    sure = [row.confidence for row in written if row.confidence is not None]
    if written:
        LayerProgress.objects.create(
            part=part,
            layer=layer,
            line_count=len(written),
            confidence=sum(sure) / len(sure) if sure else None,
        )
