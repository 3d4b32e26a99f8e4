"""Where a training keeps its files; they outlive the worker, so that another can go on."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from apps.jobs.models import Job, JobState

KEPT_FOR = timedelta(days=30)
"""How long a training that is done can be gone on with from its checkpoint."""


def work_folder(uid: UUID | str) -> Path:
    """The folder of the job with this uid."""
    folder: Path = settings.DATA_DIR / "work" / str(uid)
    return folder


def line_cache() -> Path:
    """The folder of line images that all trainings of this machine share."""
    folder: Path = settings.DATA_DIR / "cache" / "lines"
    folder.mkdir(parents=True, exist_ok=True)
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
    # One that waits to go on from another has not taken its checkpoint over yet.
    needed |= set(_begun_from(trainings.active()))
    continued = set(_begun_from(trainings.filter(state=JobState.DONE)))
    ended = trainings.filter(state__in=(JobState.DONE, JobState.FAILED))
    for job in ended.only("uid", "state", "data", "finished_at").iterator():
        waits = job.state == JobState.FAILED or job.is_paused
        is_recent = job.finished_at and job.finished_at > timezone.now() - KEPT_FOR
        if str(job.uid) not in continued and (waits or is_recent):
            needed.add(str(job.uid))
    return needed


def _begun_from(trainings: "QuerySet[Job]") -> list[str]:
    """The uids of the trainings that these go on from."""
    known = trainings.exclude(params__goes_on_from="")
    return [uid for uid in known.values_list("params__goes_on_from", flat=True) if uid]
