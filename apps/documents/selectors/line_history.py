"""Every version of the text of one line in one layer, newest first."""

from typing import Any
from uuid import UUID

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextBase, TextSource

VERSIONS = 50


def line_history(
    *, part: Part, line_uid: UUID, layer: TranscriptionLayer, before: int | None = None
) -> dict[str, Any]:
    """Fifty versions, the present one first; with ``before`` those older than that version.

    ``next`` is what to give as ``before`` for the rest, ``None`` at the end.
    """
    rows = LineTranscription.objects.filter(line__part=part, line__uid=line_uid, layer=layer)
    text = rows.select_related("author").first()
    found = _versions(text, before) if text else []
    shown = found[:VERSIONS]
    more = len(found) > VERSIONS
    return {
        "line": str(line_uid),
        "layer": layer.pk,
        "versions": shown,
        "next": shown[-1]["version"] if more else None,
    }


def _versions(text: LineTranscription, before: int | None) -> list[dict[str, Any]]:
    """One more than are shown, so that the end is known."""
    older = text.revisions.select_related("author")
    if before is not None:
        older = older.filter(version__lt=before)
    revisions = [_json(row, row.version, row.written_at) for row in older[: VERSIONS + 1]]
    if before is not None:
        return revisions
    return [_json(text, text.version, text.updated_at), *revisions]


def _json(row: TextBase, version: int, at: Any) -> dict[str, Any]:
    return {
        "version": version,
        "text": row.text,
        "confidence": row.confidence,
        "source": row.source,
        "source_label": TextSource(row.source).label,
        "source_name": row.source_name,
        "author": row.author.username if row.author else "",
        "written_at": at.isoformat(),
    }
