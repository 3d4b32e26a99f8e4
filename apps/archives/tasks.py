"""Housekeeping of archives."""

from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.archives.services import FOLDER
from apps.jobs.models import Job

KEEP = timedelta(days=7)
"""How long a cancelled restoration can be tried again."""


@shared_task
def prune_uploads() -> int:
    """Delete uploads that no restoration needs any more; returns how many."""
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    active = Job.objects.active().filter(kind="restore")
    needed = set(active.values_list("params__file", flat=True))
    old = timezone.now() - KEEP
    paths = [path for name in names if (path := f"{FOLDER}/{name}") not in needed]
    lost = [path for path in paths if default_storage.get_modified_time(path) < old]
    for path in lost:
        default_storage.delete(path)
    return len(lost)
