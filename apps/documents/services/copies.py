"""Copying the texts of a page from one layer into another, with what is known of them."""

from typing import Any, Literal

from django.db import transaction

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import line_text
from apps.documents.services.progress import lock_part
from apps.documents.services.snapshots import take_snapshot
from apps.documents.services.transcriptions import TextWrite, WriteReport, save_texts

Existing = Literal["keep", "replace"]


@transaction.atomic
def copy_texts(
    *,
    part: Part,
    source: TranscriptionLayer,
    target: TranscriptionLayer,
    user: Any,
    existing: Existing = "keep",
) -> WriteReport:
    """Give the lines of a page the texts that ``source`` has; the page as it was is a snapshot.

    Glyphs, confidence and where a text came from go along. With ``keep`` a line that has text in
    ``target`` is left as it is, and counted; what is replaced stays in the history of its line.
    """
    part = lock_part(part)
    there = _texts(part, target)
    wanted = [row for row in _texts(part, source).values() if _differs(row, there)]
    kept = [row for row in wanted if existing == "keep" and row.line_id in there]
    writes = [
        TextWrite(row.line_id, target.pk, line_text(row), TextSource(row.source), row.source_name)
        for row in wanted
        if row not in kept
    ]
    if writes:
        reason = f"Before the layer “{source}” was copied into “{target}”"
        take_snapshot(part=part, user=user, reason=reason)
        save_texts(part=part, writes=writes, user=user)
    return WriteReport(len(writes), len(kept))


def _texts(part: Part, layer: TranscriptionLayer) -> dict[int, LineTranscription]:
    rows = LineTranscription.objects.filter(line__part=part, layer=layer).exclude(text="")
    return {row.line_id: row for row in rows}


def _differs(row: LineTranscription, there: dict[int, LineTranscription]) -> bool:
    return row.line_id not in there or there[row.line_id].text != row.text
