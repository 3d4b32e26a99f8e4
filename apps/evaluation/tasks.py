"""Housekeeping of evaluations."""

from celery import shared_task
from django.core.files.storage import default_storage

from apps.evaluation.models import Evaluation
from apps.evaluation.storing import FOLDER
from apps.jobs.models import ACTIVE, Job


@shared_task
def prune_files() -> int:
    """Delete findings whose evaluation went with its owner or job; returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    _, names = default_storage.listdir(FOLDER)
    # In this order: a job that ends meanwhile has its row by the time that rows are looked at.
    running = {
        str(uid) for uid in Job.objects.filter(state__in=ACTIVE).values_list("uid", flat=True)
    }
    known = {
        str(name).rpartition("/")[2] for name in Evaluation.objects.values_list("file", flat=True)
    }
    orphans = [name for name in names if name not in known and name.split(".")[0] not in running]
    for name in orphans:
        default_storage.delete(f"{FOLDER}/{name}")
    return len(orphans)
