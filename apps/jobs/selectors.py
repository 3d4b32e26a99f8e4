"""What people ask about jobs: how long still, who is before me, what runs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.documents.models import Document
from apps.jobs.models import Job, JobQuerySet, JobState

PANEL_RECENT = 5
RECENT_SECONDS = 12 * 3600


def panel_jobs(user: Any, *, document: Document | None = None) -> list[Job]:
    """What runs or waits for this person (and in this document), then what ended lately."""
    jobs = _related(Job.objects.visible_to(user).roots())
    jobs = jobs.filter(document=document) if document else jobs.filter(user=user)
    active = list(jobs.active().order_by("pk")[:20])
    ended = jobs.filter(finished_at__gte=_hours_ago()).order_by("-finished_at")
    return [*active, *ended[:PANEL_RECENT]]


def active_totals(user: Any) -> tuple[int, int]:
    """How many of a person's jobs are under way, and how far they are together in percent."""
    rows = Job.objects.filter(user=user).roots().active().values_list("done", "total")
    shares = [done / total if total else 0.0 for done, total in rows]
    return len(shares), round(100 * sum(shares) / len(shares)) if shares else 0


def jobs_of(user: Any) -> JobQuerySet:
    """Everything this person asked for, newest first."""
    return _related(Job.objects.filter(user=user).roots())


def _related(jobs: JobQuerySet) -> JobQuerySet:
    return jobs.select_related("user", "document", "ocr_model").defer("params", "log")


def _hours_ago() -> datetime:
    return timezone.now() - timedelta(seconds=RECENT_SECONDS)


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """One request that waits, or its pages that still do: ``number`` of them, from id ``first``."""

    queue: str
    user_id: int
    root_id: int
    first: int
    number: int


def waiting_work() -> list[WaitingWork]:
    """All that waits in the queues, request by request; one query."""
    roots = Job.objects.all().waiting().order_by().annotate(root=Coalesce("parent_id", "pk"))
    rows = roots.values_list("queue", "user_id", "root")
    return [WaitingWork(*row) for row in rows.annotate(first=Min("pk"), number=Count("pk"))]


def queue_position(job: Job, waiting: Sequence[WaitingWork]) -> int | None:
    """How many pieces of work are begun before this one, plus one; ``None`` when it is begun.

    People take turns, so of another person's work at most as much comes first as of one's own.
    """
    if job.state != JobState.QUEUED:
        return None
    first = job.pk
    if job.is_group:
        first = next((work.first for work in waiting if work.root_id == job.pk), 0)
    before = 0
    others: Counter[int] = Counter()
    for work in waiting:
        if work.queue != job.queue:
            continue
        if work.user_id != job.user_id:
            others[work.user_id] += work.number
        elif work.first < first:
            before += min(work.number, first - work.first)
    return 1 + before + sum(min(number, before + 1) for number in others.values())


def seconds_left(job: Job) -> int | None:
    """An estimate from the pace so far; ``None`` before there is one.

    A training knows its pace better than its start does: it may have gone on from a checkpoint.
    """
    if job.state == JobState.RUNNING and job.data.get("seconds_left") is not None:
        return round(float(job.data["seconds_left"]))
    if job.kind == "train":
        return None
    if job.state != JobState.RUNNING or not job.started_at or not job.done or not job.total:
        return None
    elapsed = (timezone.now() - job.started_at).total_seconds()
    return round(elapsed * (job.total - job.done) / job.done)


def state_counts(jobs: JobQuerySet) -> Counter[str]:
    """How many of ``jobs`` are in each state."""
    return Counter(dict(jobs.order_by().values_list("state").annotate(number=Count("pk"))))
