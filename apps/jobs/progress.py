"""How a handler reports: progress, log, data to show; each report is also the cancel point."""

from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from apps.jobs import notices
from apps.jobs.models import Job, JobState

WRITE_EVERY = 0.5
"""Seconds between two writes of progress: what a person can follow, and no more."""


class JobCancelled(Exception):
    """Somebody asked to cancel the job; the handler unwinds and the runner marks it."""


class JobTakenAway(Exception):
    """The job was put back into the queue meanwhile: this worker must not touch it any more."""


class Progress:
    """The handler's line to the job row; all writes are conditional on still owning the job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._own = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
        self._written_at = float("-inf")

    def update(self, done: int, total: int, message: str = "", **data: Any) -> None:
        """Say how far the work is; ``data`` is added to what the job shows while it runs.

        Raises ``JobCancelled`` when that was asked for: it is noticed at every call, while the
        row is written twice a second at most.
        """
        self.check()
        job = self._job
        job.done, job.total, job.message = done, total, message[:500]
        job.data = {**job.data, **data}
        now = monotonic()
        if now - self._written_at < WRITE_EVERY and done < total:
            return
        self._written_at = now
        self._write()

    def log(self, text: str) -> None:
        """Add a line in plain words to the job's log."""
        self._own.update(log=Concat(F("log"), Value(log_line(text)), output_field=TextField()))

    def secured(self) -> None:
        """What is done so far survives the death of the worker: count its lives anew."""
        self._own.update(attempts=1)

    def check(self) -> None:
        """Raise ``JobCancelled`` when cancelling was asked for."""
        names = ("cancel_requested", "stop_requested", "pause_requested")
        flags = self._own.values_list(*names).first()
        if flags is None:
            raise JobTakenAway
        cancel_requested, self._job.stop_requested, self._job.pause_requested = flags
        if cancel_requested:
            raise JobCancelled

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked to stop and keep the best so far; as of the last ``update``."""
        return self._job.stop_requested

    @property
    def pause_requested(self) -> bool:
        """Whether somebody asked to stop here and go on later; as of the last ``update``."""
        return self._job.pause_requested

    def _write(self) -> None:
        job = self._job
        with transaction.atomic():
            if not self._own.update(
                done=job.done,
                total=job.total,
                message=job.message,
                data=job.data,
                heartbeat_at=timezone.now(),
            ):
                raise JobTakenAway
            notices.announce(job)


def log_line(text: str) -> str:
    """``text`` as it stands in a log: with the time of day, on a line of its own."""
    return f"{timezone.localtime():%H:%M:%S} {' '.join(text.split())}\n"
