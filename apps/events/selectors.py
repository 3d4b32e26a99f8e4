"""Reading the outbox from a cursor on."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from apps.events.models import Event

LIMIT = 500
UNSETTLED = timedelta(seconds=10)
"""Transactions may end in another order than they took their ids in: an event so young may be
followed by one with a lower id. The cursor stays behind, and readers skip what they know."""


def cursor(topics: Sequence[str]) -> int:
    """The id of the newest event of these topics that nothing older can follow; 0 for none."""
    settled = Event.objects.filter(topic__in=topics, created_at__lt=timezone.now() - UNSETTLED)
    return settled.aggregate(newest=Max("pk"))["newest"] or 0


def latest(topics: Sequence[str]) -> int:
    """The id of the newest event of these topics; 0 for none."""
    return Event.objects.filter(topic__in=topics).aggregate(newest=Max("pk"))["newest"] or 0


def since(topics: Sequence[str], after: int) -> tuple[list[Event], int]:
    """At most 500 events after the cursor, oldest first, and the cursor to go on from."""
    found = list(Event.objects.filter(topic__in=topics, pk__gt=after).order_by("pk")[:LIMIT])
    settled_before = timezone.now() - UNSETTLED
    settled = [event.pk for event in found if event.created_at < settled_before]
    return found, max(settled, default=after)
