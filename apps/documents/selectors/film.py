"""The pages of a document as small pictures, a stretch at a time."""

from typing import Any

from apps.documents.models import Document, Part

BESIDE = 20
"""Pages before and after the one that is open, in what the editor starts with."""
MOST = 100


def film_frames(*, document: Document, start: int, count: int) -> dict[str, Any]:
    """At most so many pages from the one with this place, and how many there are in all."""
    parts = Part.objects.filter(document=document)
    start = max(start, 0)
    rows = parts.select_related("image", "document").order_by("order", "pk")
    wanted = rows[start : start + min(max(count, 0), MOST)]
    return {"count": parts.count(), "start": start, "frames": [_frame(row) for row in wanted]}


def film_around(part: Part) -> dict[str, Any]:
    """The pages around this one."""
    start = part.order - BESIDE
    return film_frames(document=part.document, start=start, count=2 * BESIDE + 1)


def _frame(part: Part) -> dict[str, Any]:
    return {
        "id": part.pk,
        "title": part.title,
        "thumbnail": part.image.thumbnail_url,
        "image": part.image.view_url,
        "status": part.status,
    }
