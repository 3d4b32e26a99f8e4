"""Reading the outbox from a cursor on."""

from collections.abc import Sequence

from django.db.models import Max

from apps.events.models import Event

LIMIT = 500


def cursor(topics: Sequence[str]) -> int:
    """The id of the newest event of these topics; 0 when there is none."""
    newest = Event.objects.filter(topic__in=topics).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def since(topics: Sequence[str], after: int) -> list[Event]:
    """Events of these topics after the cursor, oldest first, at most 500."""
    return list(Event.objects.filter(topic__in=topics, pk__gt=after).order_by("pk")[:LIMIT])
