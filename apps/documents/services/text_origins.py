"""What a change set's words bring along: glyphs and confidence from where they were before."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from apps.documents.changes import TextChange
from apps.documents.models import LineTranscription, Part, TranscriptionRevision
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import line_text
from apps.documents.services.transcriptions import TextWrite
from apps.layout.glyphs import edited_glyphs, has_consistent_glyphs
from apps.layout.types import LineText

Stored = Mapping[tuple[UUID, int], LineTranscription]
_Key = tuple[UUID, int]
_Origins = dict[tuple[_Key, str], TextWrite]


def text_writes(
    *,
    part: Part,
    texts: Sequence[TextChange],
    lines: Mapping[UUID, int],
    stored: Stored,
    is_undo: bool,
) -> list[TextWrite]:
    """What to store for these texts, in their order.

    What a person typed is not doubted, and keeps the places of the characters that stayed. Undo
    and restoring bring back all of the earlier version; words taken from another layer bring what
    is known of them there.
    """
    origins = _earlier(texts, stored, is_undo=is_undo) | _elsewhere(part, texts, lines)
    return [
        origins.get(((text.line, text.layer_id), text.text))
        or _typed(text, lines[text.line], stored.get((text.line, text.layer_id)))
        for text in texts
    ]


def _typed(text: TextChange, line_id: int, row: LineTranscription | None) -> TextWrite:
    before = line_text(row) if row else LineText("")
    kept = edited_glyphs(before.glyphs, text.text) if has_consistent_glyphs(before) else ()
    return TextWrite(line_id, text.layer_id, LineText(text.text, glyphs=kept))


def _earlier(texts: Iterable[TextChange], stored: Stored, *, is_undo: bool) -> _Origins:
    """The newest earlier version of each text that says a thing."""
    keys = {
        (text.line, text.layer_id) for text in texts if is_undo or text.from_layer == text.layer_id
    }
    rows = {row.pk: key for key, row in stored.items() if key in keys}
    if not rows:
        return {}
    revisions = TranscriptionRevision.objects.filter(transcription__in=list(rows))
    return {
        (rows[row.transcription_id], row.text): TextWrite(
            stored[rows[row.transcription_id]].line_id,
            stored[rows[row.transcription_id]].layer_id,
            line_text(row),
            TextSource(row.source),
            row.source_name,
        )
        for row in revisions.order_by("version")
    }


def _elsewhere(part: Part, texts: Iterable[TextChange], lines: Mapping[UUID, int]) -> _Origins:
    """Texts that a person took over from another layer: theirs by now, with the glyphs there."""
    taken = [text for text in texts if text.from_layer not in (None, text.layer_id)]
    if not taken:
        return {}
    rows = LineTranscription.objects.filter(
        line__in={lines[text.line] for text in taken},
        layer__in={text.from_layer for text in taken},
        layer__document=part.document_id,
    ).select_related("layer")
    there = {(row.line_id, row.layer_id): row for row in rows}
    found: _Origins = {}
    for text in taken:
        row = there.get((lines[text.line], text.from_layer or 0))
        if row and row.text == text.text:
            name = row.layer.name[:256]
            found[(text.line, text.layer_id), text.text] = TextWrite(
                row.line_id, text.layer_id, line_text(row), TextSource.MANUAL, name
            )
    return found
