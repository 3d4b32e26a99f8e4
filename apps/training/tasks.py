"""Housekeeping of trainings."""

import shutil

from celery import shared_task
from django.conf import settings

from apps.training.folders import needed_folders
from apps.training.kept import forget_files


@shared_task
def prune_work() -> int:
    """Delete the work folders of jobs that are gone or cannot go on, and epochs of lost models."""
    forget_files()
    root = settings.DATA_DIR / "work"
    if not root.exists():
        return 0
    needed = needed_folders()
    left = [folder for folder in root.iterdir() if folder.name not in needed]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)
