"""What every write to a page ends with: counters, progress of its layers, revision, event."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Avg, Count, Q
from django.utils import timezone

from apps.documents.models import Document, LayerProgress, LineTranscription, Part
from apps.events import services as events

NAMED_LINES = 50


def lock_part(part: Part) -> Part:
    """The page as it is now, kept from other writers until the transaction ends."""
    rows = Part.objects.select_related("document", "image", "type")
    return rows.select_for_update(of=("self",)).get(pk=part.pk)


def publish_layout(*, part: Part, user: Any, change: str = "") -> None:
    """Count the page anew and tell that its layout or order changed."""
    _count(part)
    part.revision += 1
    part.save()
    refresh_layers(part=part)
    _publish(part, user, "part.layout", {"change": change})


def publish_texts(
    *, part: Part, layer_id: int, user: Any, change: str = "", lines: Collection[UUID] = ()
) -> None:
    """Tell that texts of a layer changed; the caller has refreshed the progress.

    A few lines are named, so that who has the page open fetches only these.
    """
    uids = [str(uid) for uid in lines] if len(lines) <= NAMED_LINES else []
    _publish(part, user, "part.text", {"layer": layer_id, "change": change, "lines": uids})


def publish_filled(*, part: Part, layer_id: int, user: Any) -> None:
    """Tell that a page that was empty has its layout and texts; the caller has counted them."""
    part.revision += 1
    part.save()
    _publish(part, user, "part.layout", {"change": ""})
    _emit(part, user, "part.text", {"layer": layer_id, "change": "", "lines": []})


def refresh_layers(*, part: Part) -> None:
    """Count the lines with text in each layer, and their mean confidence."""
    rows = (
        LineTranscription.objects.filter(line__part=part)
        .exclude(text="")
        .values("layer_id")
        .annotate(lines=Count("pk"), sure=Avg("confidence"))
        .order_by()
    )
    progress = [
        LayerProgress(
            part=part, layer_id=row["layer_id"], line_count=row["lines"], confidence=row["sure"]
        )
        for row in rows
    ]
    layer_ids = [row.layer_id for row in progress]
    LayerProgress.objects.filter(part=part).exclude(layer_id__in=layer_ids).delete()
    LayerProgress.objects.bulk_create(
        progress,
        update_conflicts=True,
        unique_fields=["part", "layer"],
        update_fields=["line_count", "confidence"],
    )


def _count(part: Part) -> None:
    lines = part.lines.aggregate(all=Count("pk"), bare=Count("pk", filter=Q(mask__isnull=True)))
    part.line_count = lines["all"]
    part.unmasked_line_count = lines["bare"]
    part.region_count = part.regions.count()


def _publish(part: Part, user: Any, kind: str, more: dict[str, Any]) -> None:
    # After the transaction: every page's writer would wait for the document's row, and moving
    # pages locks rows in the other order.
    transaction.on_commit(lambda: _touch(part.document_id))
    _emit(part, user, kind, more)


def _emit(part: Part, user: Any, kind: str, more: dict[str, Any]) -> None:
    who = {"part": part.pk, "revision": part.revision, "user": user.username if user else ""}
    events.emit(topic=events.document_topic(part.document_id), kind=kind, payload=who | more)


def _touch(document_id: int) -> None:
    Document.objects.filter(pk=document_id).update(updated_at=timezone.now())
