"""Who works on which pages, and how far they are."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.events import services as events

PAGES_AN_EVENT = 200


@transaction.atomic
def plan_parts(
    *, document: Document, user: Any, parts: PartQuerySet, fields: Mapping[str, Any]
) -> int:
    """Give pages a ``status``, an ``assignee`` or both; the number of pages."""
    ids = list(parts.filter(document=document).order_by().values_list("pk", flat=True))
    if not fields:
        return 0
    parts.filter(document=document).order_by().update(**fields, updated_at=timezone.now())
    for start in range(0, len(ids), PAGES_AN_EVENT):
        payload = {"parts": ids[start : start + PAGES_AN_EVENT], "user": user.username}
        events.emit(
            topic=events.document_topic(document.pk),
            kind="part.changed",
            payload=payload | facts(fields),
        )
    return len(ids)


def facts(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says of these fields, so that an open editor need not ask."""
    said = {name: fields[name] for name in ("name", "status") if name in fields}
    if "assignee" in fields:
        assignee = fields["assignee"]
        said |= {
            "assignee": assignee and assignee.pk,
            "assignee_name": assignee.username if assignee else None,
        }
    return said
