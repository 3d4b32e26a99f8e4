"""Fair hand-out: a few jobs a queue at a time, in turns over the people who wait.

A job stays in the database until a worker is about to be free; only then its id goes to the
broker. So one person's thousand pages never stand before another's single page, and whatever the
broker forgets is sent again.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.jobs.models import Job, JobQuerySet, JobState, Queue

logger = logging.getLogger(__name__)

SEND_AGAIN_AFTER = timedelta(minutes=2)
"""A job that was sent but not begun for so long was forgotten by the broker, or has no worker."""


def hand_out(queue: str) -> None:
    """Send as many waiting jobs of ``queue`` to the broker as it has free workers."""
    for job_id in _take(queue):
        _send(job_id, queue)


def hand_out_all() -> None:
    """Hand out every queue, and send again what the broker seems to have forgotten."""
    forgotten = Job.objects.filter(
        state=JobState.QUEUED, dispatched_at__lt=timezone.now() - SEND_AGAIN_AFTER
    )
    forgotten.update(dispatched_at=None)
    for queue in Queue.values:
        hand_out(queue)


@transaction.atomic
def _take(queue: str) -> list[int]:
    """Mark the next jobs in turn as sent; their ids."""
    leaves = Job.objects.filter(queue=queue, is_group=False)
    free = settings.QUEUE_WORKERS[queue] - leaves.in_flight().count()
    taken: list[int] = []
    while len(taken) < free:
        job_id = _next(leaves)
        if job_id is None:
            break
        if leaves.waiting().filter(pk=job_id).update(dispatched_at=timezone.now()):
            taken.append(job_id)
    return taken


def _next(leaves: JobQuerySet) -> int | None:
    """The oldest job of the person who has least under way, then of the one served longest ago."""
    users = set(leaves.waiting().order_by().values_list("user_id", flat=True).distinct())
    if not users:
        return None
    if len(users) == 1:
        user_id = users.pop()
    else:
        under_way = dict(_per_user(leaves.in_flight()).annotate(number=Count("pk")))
        served = dict(_per_user(leaves.filter(user_id__in=users)).annotate(at=Max("dispatched_at")))
        user_id = min(
            users,
            key=lambda user: (
                under_way.get(user, 0),
                served[user].timestamp() if served.get(user) else 0.0,
                user,
            ),
        )
    return (
        leaves.waiting().filter(user_id=user_id).order_by("pk").values_list("pk", flat=True).first()
    )


def _per_user(jobs: JobQuerySet) -> "QuerySet[Job, tuple[int]]":
    return jobs.order_by().values_list("user_id")


def _send(job_id: int, queue: str) -> None:
    from apps.jobs.tasks import run_job  # here: the task runs jobs, and their end hands out

    try:
        run_job.apply_async((job_id,), queue=queue, retry=False)
    except OperationalError:
        logger.warning("The broker cannot be reached; job %s is sent later.", job_id)
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(dispatched_at=None)
