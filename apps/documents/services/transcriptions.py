"""Transcription layers, and the one way in which texts of lines are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import (
    Document,
    LineTranscription,
    Part,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import glyph_rows
from apps.documents.records import text_values
from apps.documents.services.progress import lock_part, publish_texts, refresh_layers
from apps.layout.types import LineText


@dataclass(frozen=True, slots=True)
class WriteReport:
    """How many texts were written, and how many were left because a person typed them."""

    written: int
    kept: int


@dataclass(frozen=True, slots=True)
class TextWrite:
    """What to write on one line of one layer, and where it comes from."""

    line_id: int
    layer_id: int
    text: LineText
    source: TextSource = TextSource.MANUAL
    source_name: str = ""


@transaction.atomic
def create_layer(*, document: Document, user: Any, name: str) -> TranscriptionLayer:
    """A new, empty layer; its name is unique among the active layers of the document."""
    name = _checked_name(document, name)
    return TranscriptionLayer.objects.create(document=document, name=name)


@transaction.atomic
def layer_named(*, document: Document, user: Any, name: str) -> TranscriptionLayer:
    """The active layer of that name, or a new one; never an archived one."""
    found = document.layers.active().filter(name=name.strip()).first()
    return found or create_layer(document=document, user=user, name=name)


@transaction.atomic
def rename_layer(*, layer: TranscriptionLayer, user: Any, name: str) -> TranscriptionLayer:
    if name.strip() != layer.name:
        layer.name = _checked_name(layer.document, name)
        layer.save(update_fields=["name", "updated_at"])
    return layer


@transaction.atomic
def archive_layer(*, layer: TranscriptionLayer, user: Any) -> None:
    """Put a layer away with all its texts; the layer typed by hand always stays."""
    if layer.is_protected:
        raise ApplicationError("protected", f"The layer “{layer.name}” cannot be deleted.")
    layer.archived_at = timezone.now()
    layer.save(update_fields=["archived_at", "updated_at"])


@transaction.atomic
def restore_layer(*, layer: TranscriptionLayer, user: Any) -> TranscriptionLayer:
    """Bring an archived layer back; a number is added where its name is in use meanwhile."""
    names = set(layer.document.layers.active().values_list("name", flat=True))
    free = (f"{layer.name[:500]} {number}" for number in count(2))
    layer.name = layer.name if layer.name not in names else next(n for n in free if n not in names)
    layer.archived_at = None
    layer.save(update_fields=["name", "archived_at", "updated_at"])
    return layer


@transaction.atomic
def mark_ground_truth(
    *, layer: TranscriptionLayer, user: Any, is_ground_truth: bool
) -> TranscriptionLayer:
    layer.is_ground_truth = is_ground_truth
    layer.save(update_fields=["is_ground_truth", "updated_at"])
    return layer


@transaction.atomic
def write_texts(  # noqa: PLR0913 - who, where, what and from where are all needed
    *,
    part: Part,
    layer: TranscriptionLayer,
    texts: Mapping[str, LineText],
    user: Any,
    source: TextSource,
    source_name: str = "",
    keep_manual: bool = True,
) -> WriteReport:
    """Write the texts of lines, by their uid; what they replace stays in the history.

    With ``keep_manual`` a text that a person typed is left as it is, and counted.
    A line that is gone meanwhile is passed over.
    """
    part = lock_part(part)
    lines = {str(uid): pk for uid, pk in part.lines.values_list("uid", "pk")}
    typed = _typed_lines(part, layer) if keep_manual else frozenset()
    writes = [
        TextWrite(lines[uid], layer.pk, text, source, source_name)
        for uid, text in texts.items()
        if uid in lines and lines[uid] not in typed
    ]
    save_texts(part=part, writes=writes, user=user)
    return WriteReport(len(writes), sum(lines.get(uid) in typed for uid in texts))


@transaction.atomic
def save_texts(*, part: Part, writes: Sequence[TextWrite], user: Any) -> list[LineTranscription]:
    """Store texts of lines of one page and tell about it; the result has their order."""
    part = lock_part(part)
    rows = put_texts(writes=writes, user=user)
    refresh_layers(part=part)
    for layer_id in sorted({write.layer_id for write in writes}):
        publish_texts(part=part, layer_id=layer_id, user=user)
    return rows


def put_texts(*, writes: Sequence[TextWrite], user: Any) -> list[LineTranscription]:
    """Store texts inside the caller's transaction; the result has the order of ``writes``.

    A text that differs from the stored one moves the stored one to the history and gets the
    next version; an equal text keeps version and source and only takes over the new glyphs.
    """
    found = _stored(writes)
    history = [
        _revision_of(row)
        for write in writes
        if (row := found.get((write.line_id, write.layer_id))) and row.text != write.text.text
    ]
    TranscriptionRevision.objects.bulk_create(history)
    rows = [_row(write, found.get((write.line_id, write.layer_id)), user) for write in writes]
    return LineTranscription.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["line", "layer"],
        update_fields=[
            "text",
            "confidence",
            "glyphs",
            "attributes",
            "source",
            "source_name",
            "author",
            "version",
            "updated_at",
        ],
    )


def _row(write: TextWrite, stored: LineTranscription | None, user: Any) -> LineTranscription:
    row = LineTranscription(
        line_id=write.line_id,
        layer_id=write.layer_id,
        text=write.text.text,
        confidence=write.text.confidence,
        glyphs=glyph_rows(write.text.glyphs),
        attributes=dict(write.text.attributes),
        source=write.source,
        source_name=write.source_name,
        author=user,
    )
    if stored and stored.text == row.text:
        row.version, row.source, row.source_name = stored.version, stored.source, stored.source_name
        row.author_id = stored.author_id
        row.attributes = row.attributes or stored.attributes
        if row.confidence is None and row.glyphs is None:
            row.confidence, row.glyphs = stored.confidence, stored.glyphs
    elif stored:
        row.version = stored.version + 1
    return row


def _stored(writes: Iterable[TextWrite]) -> dict[tuple[int, int], LineTranscription]:
    lines = {write.line_id for write in writes}
    layers = {write.layer_id for write in writes}
    rows = LineTranscription.objects.filter(line__in=lines, layer__in=layers)
    return {(row.line_id, row.layer_id): row for row in rows}


def _revision_of(row: LineTranscription) -> TranscriptionRevision:
    return TranscriptionRevision(
        transcription=row, version=row.version, written_at=row.updated_at, **text_values(row)
    )


def _typed_lines(part: Part, layer: TranscriptionLayer) -> frozenset[int]:
    rows = LineTranscription.objects.filter(
        line__part=part, layer=layer, source=TextSource.MANUAL
    ).exclude(text="")
    return frozenset(rows.values_list("line_id", flat=True))


def _checked_name(document: Document, name: str) -> str:
    name = name.strip()
    if not name:
        raise ApplicationError("invalid", "Give the layer a name.")
    if len(name) > 512:
        raise ApplicationError("invalid", "The name of a layer has at most 512 characters.")
    if document.layers.active().filter(name=name).exists():
        raise ApplicationError(
            "invalid", f"This document has a layer named “{name}” already. Choose another name."
        )
    return name
