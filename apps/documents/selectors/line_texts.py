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
    *, part: Part, layer: TranscriptionLayer, lines: Collection[UUID] | None = None
) -> dict[str, Json]:
    """The texts of a page in one layer, or of some of its lines, by the uid of the line.

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
            "glyphs": _confidences(stored),
            "version": version,
        }
        for uid, text, confidence, version, stored in values.iterator()
    }


def _confidences(stored: str | None) -> list[list[Any]] | None:
    """Each character with its confidence."""
    return [[row[0], row[2]] for row in json.loads(stored) or ()] or None if stored else None
