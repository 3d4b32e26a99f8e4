"""Housekeeping of imports."""

from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.imports.models import Import
from apps.jobs.models import ACTIVE

KEEP = timedelta(days=30)


@shared_task
def prune_uploads() -> int:
    """Delete files that nobody went on with for a month; the reports stay. How many there were."""
    old = Import.objects.exclude(file="").filter(created_at__lt=timezone.now() - KEEP)
    rows = list(old.exclude(job__state__in=ACTIVE))
    for run in rows:
        name, run.file = run.file, ""
        run.save(update_fields=["file"])
        default_storage.delete(name)
    return len(rows)
