"""Housekeeping of the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.events.models import Event

KEEP = timedelta(days=2)


@shared_task
def prune() -> int:
    """Delete events that no open browser tab can still ask for."""
    deleted, _ = Event.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
    return deleted
