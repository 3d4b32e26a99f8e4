"""A running job's sign of life, given by a thread so that long native calls do not silence it."""

import logging
import os
import socket
from threading import Event, Thread
from types import TracebackType
from uuid import uuid4

from django.db import DatabaseError, connection
from django.utils import timezone

from apps.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two signs of life."""


def new_worker_name() -> str:
    """``host:process:unique``; unique, so that a job taken away is not mistaken for an own one."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def is_gone(worker: str) -> bool:
    """Whether the process that runs a job is known to be dead: only for processes of this host."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _is_zombie(int(rest))


def _is_zombie(process_id: int) -> bool:
    """A killed child that nobody has waited for yet still has a process id on Linux."""
    try:
        with open(f"/proc/{process_id}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


class Heartbeat:
    """Context manager: while the block runs, the row's ``heartbeat_at`` is renewed."""

    def __init__(self, job: Job) -> None:
        self._own = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
        self._stopped = Event()
        self._thread = Thread(target=self._beat, name=f"heartbeat-{job.pk}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stopped.wait(EVERY):
            try:
                self._own.update(heartbeat_at=timezone.now())
            except DatabaseError:
                logger.warning("A sign of life could not be written; trying again.", exc_info=True)
            finally:
                connection.close()
