"""Housekeeping of trainings."""

import shutil
import time
from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings

from apps.training.folders import needed_folders
from apps.training.kept import forget_files

DAY = 24 * 60 * 60


@shared_task
def prune_work() -> int:
    """Delete the work folders of jobs that are gone or cannot go on, and epochs of lost models."""
    forget_files()
    root = settings.DATA_DIR / "work"
    if not root.exists():
        return 0
    # What begins after this look is not in it, and stays; so does what is being frozen.
    there = [folder for folder in root.iterdir() if _is_job(folder) or _is_old(folder)]
    needed = needed_folders()
    left = [folder for folder in there if folder.name not in needed]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _is_job(folder: Path) -> bool:
    """Whether a folder is named after a job, and not one in which a set is being frozen."""
    try:
        return bool(UUID(folder.name))
    except ValueError:
        return False


def _is_old(folder: Path) -> bool:
    return folder.stat().st_mtime < time.time() - DAY
