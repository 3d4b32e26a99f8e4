"""Where a training keeps its files; they outlive the worker, so that another can go on."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from apps.jobs.models import ACTIVE, Job, JobState

KEPT_FOR = timedelta(days=30)
"""How long a training that is done can be gone on with from its checkpoint."""


def work_folder(uid: UUID | str) -> Path:
    """The folder of the job with this uid."""
    folder: Path = settings.DATA_DIR / "work" / str(uid)
    return folder


def checkpoints_of(folder: Path) -> bool:
    """Whether there is anything in the folder to go on from."""
    checkpoints = folder / "checkpoints"
    return checkpoints.is_dir() and any(checkpoints.iterdir())


def needed_folders() -> set[str]:
    """Names of the folders of jobs under way, and of trainings that can still go on.

    A paused or failed one waits until somebody goes on with it; a cancelled one is not wanted.
    """
    needed = {str(uid) for uid in Job.objects.active().values_list("uid", flat=True)}
    trainings = Job.objects.filter(kind="train")
    continued = {
        params.get("goes_on_from")
        for params in trainings.filter(state__in=(*ACTIVE, JobState.DONE)).values_list(
            "params", flat=True
        )
    }
    ended = trainings.filter(state__in=(JobState.DONE, JobState.FAILED))
    for job in ended.only("uid", "state", "data", "finished_at").iterator():
        waits = job.state == JobState.FAILED or job.is_paused
        is_recent = job.finished_at and job.finished_at > timezone.now() - KEPT_FOR
        if str(job.uid) not in continued and (waits or is_recent):
            needed.add(str(job.uid))
    return needed
