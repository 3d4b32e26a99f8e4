"""Texts of lines with their newest earlier versions, each in one query for a whole page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, QuerySet

from apps.documents.models import Line, LineTranscription, TranscriptionRevision

VERSIONS = 20


def texts_in_order(texts: QuerySet[LineTranscription]) -> QuerySet[LineTranscription]:
    """Texts in the order of their lines, with their authors."""
    return texts.select_related("author").order_by("line__order", "line_id", "pk")


def with_versions(texts: Iterable[LineTranscription]) -> list[LineTranscription]:
    """Give each text its twenty newest revisions, newest first, as ``newest_revisions``."""
    rows = list(texts)
    found: dict[int, list[TranscriptionRevision]] = defaultdict(list)
    revisions = TranscriptionRevision.objects.filter(
        transcription__in=[row.pk for row in rows],
        version__gte=F("transcription__version") - VERSIONS,
    )
    for revision in revisions.select_related("author").order_by("-version"):
        found[revision.transcription_id].append(revision)
    for row in rows:
        row.newest_revisions = found[row.pk][:VERSIONS]  # type: ignore[attr-defined]
    return rows


def with_texts(lines: Sequence[Line]) -> Sequence[Line]:
    """Give each line its texts in all active layers, as ``texts``."""
    found: dict[int, list[LineTranscription]] = defaultdict(list)
    texts = LineTranscription.objects.filter(
        line__in=[line.pk for line in lines], layer__archived_at__isnull=True
    )
    for text in with_versions(texts.select_related("author").order_by("pk")):
        found[text.line_id].append(text)
    for line in lines:
        line.texts = found[line.pk]  # type: ignore[attr-defined]
    return lines
