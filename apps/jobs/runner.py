"""Runs one job: claims it, calls its handler, and writes how it ended - here and nowhere else."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from apps.common import reserve
from apps.common.errors import ApplicationError
from apps.common.files import DISK_FULL, is_disk_full
from apps.engine.errors import EngineError
from apps.jobs import dispatch, groups, notices, registry
from apps.jobs.heartbeat import Heartbeat, new_worker_name
from apps.jobs.models import Job, JobState
from apps.jobs.progress import JobCancelled, JobTakenAway, Progress, log_line

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""A job is begun once and, when its worker is lost, twice again."""

STOPPED = "The program was stopped; the job goes on at the next start."
UNEXPECTED = (
    "Something went wrong that the program did not expect. Try again; if it fails again,"
    " tell the administrator the time of this message: the details are in the server's log."
)
OUT_OF_MEMORY = (
    "The machine has too little memory for this work. Use smaller images or fewer pages."
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended."""

    state: JobState
    message: str = ""
    error: str = ""
    result: dict[str, Any] = field(default_factory=dict)


def run(job_id: int) -> None:
    """Do the job unless it was delivered before, or is no longer waiting."""
    job = patiently(lambda: _claim(job_id))
    if job is None:
        return
    try:
        with Heartbeat(job):
            outcome = _work(job)
    except JobTakenAway:
        logger.warning("Job %s was given to another worker meanwhile.", job_id)
        return
    except (SystemExit, KeyboardInterrupt):
        put_back(job, STOPPED, counted=False)
        raise
    if outcome is None:
        put_back(job, "The database could not be reached; the job was put back into the queue.")
    else:
        patiently(lambda: _finish(job, outcome))
    patiently(lambda: dispatch.hand_out(job.queue))


def patiently(action: Callable[[], _T], *, tries: int = 6) -> _T:
    """The result of ``action``, tried again while the database is locked or out of reach."""
    for attempt in range(1, tries):
        try:
            return action()
        except (OperationalError, InterfaceError) as error:
            if transaction.get_connection().in_atomic_block:
                raise
            if is_disk_full(error):
                reserve.give_up()
            logger.warning("The database could not be reached; trying again.", exc_info=True)
            _drop_broken_connection()
            time.sleep(0.2 * 2**attempt)
    return action()


def _drop_broken_connection() -> None:
    """Let the next query connect anew; inside a transaction that would lose it."""
    if not transaction.get_connection().in_atomic_block:
        close_old_connections()


@transaction.atomic
def _claim(job_id: int) -> Job | None:
    """Take the job if it still waits; a second delivery finds it taken."""
    now = timezone.now()
    worker = new_worker_name()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED, is_group=False).update(
        state=JobState.RUNNING,
        worker=worker,
        attempts=F("attempts") + 1,
        started_at=now,
        heartbeat_at=now,
        dispatched_at=now,
        message="",
    )
    if not claimed:
        return None
    job = Job.objects.select_related("user", "document", "part", "ocr_model").get(pk=job_id)
    notices.announce(job)
    if job.parent_id:
        groups.begin(job.parent_id)
    return job


def _work(job: Job) -> Outcome | None:
    """Call the handler; ``None`` when the database failed and another try is due."""
    try:
        result = registry.kind(job.kind).handler(job, Progress(job)) or {}
    except JobTakenAway:
        raise
    except JobCancelled:
        return Outcome(JobState.CANCELLED, message="Cancelled.")
    except ApplicationError as error:
        return Outcome(JobState.FAILED, error=error.message)
    except EngineError as error:
        return Outcome(JobState.FAILED, error=str(error))
    except MemoryError:
        return Outcome(JobState.FAILED, error=OUT_OF_MEMORY)
    except (OperationalError, InterfaceError) as error:
        logger.exception("Job %s lost the database.", job.pk)
        _drop_broken_connection()
        if is_disk_full(error):
            return Outcome(JobState.FAILED, error=DISK_FULL)
        return None if job.attempts < MAX_ATTEMPTS else Outcome(JobState.FAILED, error=UNEXPECTED)
    except Exception as error:
        logger.exception("Job %s (%s) failed unexpectedly.", job.pk, job.kind)
        return Outcome(JobState.FAILED, error=DISK_FULL if is_disk_full(error) else UNEXPECTED)
    message = result.pop("message", "")
    return Outcome(JobState.DONE, message=message, result=result)


@transaction.atomic
def _finish(job: Job, outcome: Outcome) -> None:
    """Write the end of a job that is still ours, and let its group sum up."""
    values: dict[str, Any] = {
        "state": outcome.state,
        "message": (outcome.message or outcome.error)[:500],
        "error": outcome.error,
        "result": outcome.result,
        "data": job.data,
        "finished_at": timezone.now(),
    }
    if outcome.state == JobState.DONE:
        values["done"] = values["total"] = max(job.total, 1)
    if outcome.error:
        values["log"] = appended(outcome.error)
    own = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
    if own.update(**values):
        job.refresh_from_db()
        notices.announce(job)
        if job.parent_id:
            groups.sum_up(job.parent_id)


def put_back(job: Job, reason: str, *, counted: bool = True) -> None:
    """Let a running job wait again; ``counted`` uses up one of its attempts."""
    values: dict[str, Any] = {} if counted else {"attempts": job.attempts - 1}

    @transaction.atomic
    def act() -> None:
        own = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
        if own.update(
            state=JobState.QUEUED,
            worker="",
            dispatched_at=None,
            heartbeat_at=None,
            log=appended(reason),
            **values,
        ):
            job.refresh_from_db()
            notices.announce(job)

    patiently(act)


def appended(text: str) -> Concat:
    """The log with one more line, as a database expression."""
    return Concat(F("log"), Value(log_line(text)), output_field=TextField())
