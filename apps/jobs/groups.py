"""Jobs that were split into pages: the group sums up its children."""

from django.db.models import Count
from django.utils import timezone

from apps.jobs import notices
from apps.jobs.models import FINISHED, Job, JobState

SHOWN_FAILURES = 20
SUMMED = ("done", "total", "heartbeat_at", "message", "state", "finished_at", "error", "result")


def begin(group_id: int) -> None:
    """The first child began: so did the group."""
    waiting = Job.objects.filter(pk=group_id, state=JobState.QUEUED)
    if waiting.update(state=JobState.RUNNING, started_at=timezone.now()):
        notices.announce(Job.objects.get(pk=group_id))


def sum_up(group_id: int) -> None:
    """Count the finished children; end the group with its last one. Inside a transaction."""
    group = Job.objects.select_for_update().get(pk=group_id)
    if group.state in FINISHED:
        return
    states = group.children.order_by().values_list("state")
    counts = dict(states.annotate(number=Count("pk")))
    group.total = sum(counts.values())
    group.done = sum(counts.get(state, 0) for state in FINISHED)
    group.heartbeat_at = timezone.now()
    failed = counts.get(JobState.FAILED, 0)
    group.message = _words(counts.get(JobState.DONE, 0), failed, group.total)
    if group.done == group.total:
        group.state = _end(counts)
        group.finished_at = timezone.now()
        group.error = _failures(group) if failed else ""
        group.result = {"done": counts.get(JobState.DONE, 0), "failed": failed}
    group.save(update_fields=SUMMED)
    notices.announce(group)


def _end(counts: dict[str, int]) -> JobState:
    if counts.get(JobState.FAILED):
        return JobState.FAILED
    return JobState.CANCELLED if counts.get(JobState.CANCELLED) else JobState.DONE


def _words(done: int, failed: int, total: int) -> str:
    words = f"{done} of {total} pages done"
    return f"{words}, {failed} failed" if failed else words


def _failures(group: Job) -> str:
    """Page names and reasons of the first children that failed."""
    failed = group.children.filter(state=JobState.FAILED).order_by("pk")
    lines = [f"{child.title}: {child.error}" for child in failed[:SHOWN_FAILURES]]
    more = failed.count() - len(lines)
    return "\n".join([*lines, f"and {more} more pages"] if more > 0 else lines)
