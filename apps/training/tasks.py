"""Housekeeping of trainings."""

import shutil

from celery import shared_task
from django.conf import settings

from apps.jobs.models import Job


@shared_task
def prune_work() -> int:
    """Delete the work folders of jobs that are finished or gone."""
    root = settings.DATA_DIR / "work"
    if not root.exists():
        return 0
    active = {str(uid) for uid in Job.objects.active().values_list("uid", flat=True)}
    left = [folder for folder in root.iterdir() if folder.name not in active]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)
