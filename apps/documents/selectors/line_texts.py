"""Texts of lines as the editor shows them, read in a way that a large page does not slow down."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from apps.documents.models import LineTranscription, Part, TranscriptionLayer

Json = dict[str, Any]


def texts_by_line(
    *,
    part: Part,
    layer: TranscriptionLayer,
    lines: Collection[UUID] | None = None,
    is_compact: bool = False,
) -> dict[str, Json]:
    """The texts of a page in one layer, or of some of its lines, by the uid of the line.

    Each character comes with its confidence; ``is_compact`` gives the confidences alone, in
    thousandths, where the characters are those of the text: a third of a large page's data.

    The outlines of glyphs are most of what is stored and nothing of what is wanted: they are
    decoded row by row and let go at once. Kept together, hundreds of thousands of small lists
    would make the garbage collector the slowest part of opening a page.
    """
    rows = LineTranscription.objects.filter(line__part=part, layer=layer)
    if lines is not None:
        rows = rows.filter(line__uid__in=lines)
    values = rows.annotate(stored=Cast("glyphs", TextField())).values_list(
        "line__uid", "text", "confidence", "version", "stored"
    )
    return {
        str(uid): {
            "text": text,
            "confidence": confidence,
            "glyphs": _glyphs(stored, text if is_compact else None),
            "version": version,
        }
        for uid, text, confidence, version, stored in values.iterator()
    }


def _glyphs(stored: str | None, spelled: str | None) -> list[Any] | None:
    """Each character with its confidence, or the confidences alone where they spell the text."""
    if not stored:
        return None
    rows = json.loads(stored) or ()
    if spelled is not None and [row[0] for row in rows] == list(spelled):
        return [None if row[2] is None else round(row[2] * 1000) for row in rows] or None
    return [[row[0], row[2]] for row in rows] or None
