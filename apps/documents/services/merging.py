"""Joining lines into one, with their texts in every layer and the history of these."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.models import Line, LineTranscription, Part, TranscriptionRevision
from apps.documents.models.transcription import TextBase, TextSource
from apps.documents.page_layout import glyph_rows, line_layout, line_text, text_direction
from apps.documents.records import text_values
from apps.documents.services.elements import delete_elements
from apps.documents.services.progress import lock_part, publish_layout
from apps.layout.pieces import join_lines
from apps.layout.types import LineLayout, LineText

MOST = 8
UNSPACED = frozenset(
    ["Hani", "Hans", "Hant", "Hira", "Hrkt", "Jpan", "Kana", "Khmr", "Laoo", "Mymr", "Thai", "Tibt"]
)


@transaction.atomic
def merge_lines(*, part: Part, line_ids: Sequence[int], user: Any) -> Line:
    """One new line in the place of several; texts are joined in reading order in every layer."""
    part = lock_part(part)
    lines = _lines(part, line_ids)
    texts: dict[int, dict[int, LineTranscription]] = defaultdict(dict)
    for text in LineTranscription.objects.filter(line__in=lines):
        texts[text.layer_id][text.line_id] = text
    joined = _joined_line(part, lines)
    joined.save()
    for layer_id, rows in texts.items():
        _join_layer(part, lines, joined, layer_id, rows)
    delete_elements(part=part, user=user, lines=lines)
    publish_layout(part=part, user=user)
    return joined


def _lines(part: Part, line_ids: Sequence[int]) -> list[Line]:
    if len(set(line_ids)) < 2:
        raise ApplicationError("invalid", "Give at least two lines to merge.")
    if len(line_ids) > MOST:
        raise ApplicationError("invalid", f"Can't merge more than {MOST} lines")
    lines = list(part.lines.filter(pk__in=line_ids).select_related("type"))
    if len(lines) != len(set(line_ids)):
        missing = sorted(set(line_ids) - {line.pk for line in lines})
        raise ApplicationError("invalid", f"This page has no lines with the ids {missing}.")
    if not all(line.baseline for line in lines):
        raise ApplicationError("invalid", "Lines without a baseline cannot be merged")
    return lines


def _joined(part: Part, lines: Iterable[LineLayout]) -> LineLayout:
    separator = "" if part.document.main_script in UNSPACED else " "
    return join_lines([*lines], text_direction(part.document), separator)


def _joined_line(part: Part, lines: Sequence[Line]) -> Line:
    layout = _joined(part, (line_layout(line, {}) for line in lines))
    first = next(line for line in lines if str(line.uid) == layout.uid)
    others = sorted(lines, key=lambda line: line.pk != first.pk)
    return Line(
        part=part,
        baseline=[list(point) for point in layout.baseline or ()],
        mask=[list(point) for point in layout.mask] if layout.mask else None,
        is_mask_manual=any(line.is_mask_manual for line in lines),
        region_id=next((line.region_id for line in others if line.region_id), None),
        type_id=next((line.type_id for line in others if line.type_id), None),
        order=min(line.order for line in lines),
        attributes=first.attributes,
    )


def _join_layer(
    part: Part,
    lines: Sequence[Line],
    joined: Line,
    layer_id: int,
    rows: dict[int, LineTranscription],
) -> None:
    """The text of the new line in one layer; what it is made of becomes its history."""
    layouts = [
        replace(line_layout(line, {}), text=line_text(rows[line.pk]) if line.pk in rows else None)
        for line in lines
    ]
    text = _joined(part, layouts).text or LineText("")
    sources = {(row.source, row.source_name, row.author_id) for row in rows.values()}
    source, name, author = (
        sources.pop() if len(sources) == 1 else (TextSource.SYSTEM.value, "", None)
    )
    history = _history(rows.values())
    row = LineTranscription.objects.create(
        line=joined,
        layer_id=layer_id,
        text=text.text,
        confidence=text.confidence,
        glyphs=glyph_rows(text.glyphs),
        source=source,
        source_name=name,
        author_id=author,
        version=len(history) + 1,
    )
    TranscriptionRevision.objects.bulk_create(
        TranscriptionRevision(
            transcription=row, version=number, written_at=written_at, **text_values(old)
        )
        for number, (written_at, old) in enumerate(history, start=1)
    )


def _history(rows: Iterable[LineTranscription]) -> list[tuple[datetime, TextBase]]:
    """All that was ever said on these lines, oldest first."""
    found: list[tuple[datetime, TextBase]] = [(row.updated_at, row) for row in rows]
    revisions = TranscriptionRevision.objects.filter(transcription__in=list(rows))
    found += [(revision.written_at, revision) for revision in revisions]
    return sorted(found, key=lambda item: item[0])
