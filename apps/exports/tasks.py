"""Housekeeping of exports."""

from celery import shared_task
from django.utils import timezone

from apps.exports.models import Export
from apps.exports.services import delete_export


@shared_task
def prune_expired() -> int:
    """Delete exports whose time is over; returns how many."""
    expired = list(Export.objects.filter(expires_at__lt=timezone.now()))
    for export in expired:
        delete_export(export=export)
    return len(expired)
