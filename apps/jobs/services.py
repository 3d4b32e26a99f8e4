"""Asking for work, stopping it, asking again, and finding what was lost."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.jobs import dispatch, groups, heartbeat, notices, quotas, registry, runner
from apps.jobs.models import ACTIVE, FINISHED, Job, JobState
from apps.models.models import OcrModel
from apps.users.models import User

STALE_AFTER = timedelta(seconds=45)
"""A running job without a sign of life for so long has lost its worker."""

WORKER_LOST = (
    "The worker was lost: the process that did this work died three times, perhaps for want of"
    " memory. Nothing was half written; try again with smaller pages or fewer at once."
)


@transaction.atomic
def enqueue(
    *,
    kind: str,
    user: User,
    params: dict[str, Any],
    title: str,
    document: Document | None = None,
) -> Job:
    """Write down one piece of work; it is handed out once this transaction is committed.

    ``params["model"]``, where there is one, is the id of the model that the work uses.
    """
    quotas.check(user=user, more=1)
    job = Job.objects.create(
        kind=kind,
        title=title[:300],
        queue=registry.kind(kind).queue,
        user=user,
        document=document,
        ocr_model_id=_model_id(params),
        params=params,
    )
    notices.announce(job)
    transaction.on_commit(lambda: dispatch.hand_out(job.queue))
    return job


def _model_id(params: dict[str, Any]) -> int | None:
    """The model that the work uses; one that is gone cannot be worked with again."""
    wanted: int | None = params.get("model") or None
    if wanted and not OcrModel.objects.filter(pk=wanted).exists():
        raise ApplicationError(
            "no_model",
            "The model that this work uses was deleted. Ask for the work anew, with another model.",
        )
    return wanted


@transaction.atomic
def enqueue_for_parts(
    *,
    kind: str,
    user: User,
    params: dict[str, Any],
    title: str,
    document: Document,
    part_ids: Collection[int],
) -> Job:
    """Write down work that is done page by page: a group and a child for each page."""
    parts = list(document.parts.filter(pk__in=part_ids).select_related("image"))
    quotas.check(user=user, more=len(parts))
    common: dict[str, Any] = {
        "kind": kind,
        "queue": registry.kind(kind).queue,
        "user": user,
        "document": document,
        "ocr_model_id": _model_id(params),
        "params": params,
    }
    group = Job.objects.create(title=title[:300], is_group=True, total=len(parts), **common)
    Job.objects.bulk_create(
        [Job(title=_page_title(part), part=part, parent=group, **common) for part in parts],
        batch_size=500,
    )
    notices.announce(group)
    transaction.on_commit(lambda: dispatch.hand_out(group.queue))
    return group


def _page_title(part: Part) -> str:
    """What a page is called beside hundreds of others: by number and by name."""
    return f"Page {part.order + 1}, {part.name or part.image.original_name}"[:300]


@transaction.atomic
def cancel_job(*, job: Job, user: User) -> Job:
    """Cancel at once what waits, and as soon as it listens what runs."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in FINISHED:
        return job
    log = runner.appended(f"Cancelled by {user}.")
    Job.objects.filter(pk=job.pk).update(cancel_requested=True, log=log)
    if job.is_group:
        job.children.active().update(cancel_requested=True)
        _end_waiting(job.children.filter(state=JobState.QUEUED))
        groups.sum_up(job.pk)
    elif _end_waiting(Job.objects.filter(pk=job.pk, state=JobState.QUEUED)) and job.parent_id:
        groups.sum_up(job.parent_id)
    job.refresh_from_db()
    notices.announce(job)
    transaction.on_commit(lambda: dispatch.hand_out(job.queue))
    return job


def _end_waiting(jobs: Any) -> int:
    ended: int = jobs.update(
        state=JobState.CANCELLED, finished_at=timezone.now(), message="Cancelled."
    )
    return ended


@transaction.atomic
def stop_job(*, job: Job, user: User) -> None:
    """Ask a training to stop and keep the best so far."""
    if job.state != JobState.RUNNING:
        raise ApplicationError("not_running", f"“{job}” is not running, so it cannot be stopped.")
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        stop_requested=True, log=runner.appended(f"{user} asked to stop and keep the best so far.")
    )
    notices.announce(job)


@transaction.atomic
def retry_job(*, job: Job, user: User) -> Job:
    """Ask anew for a job that failed or was cancelled; of a group, the pages not done."""
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise ApplicationError(
            "not_finished", f"“{job}” has neither failed nor been cancelled: nothing to try again."
        )
    wanted: dict[str, Any] = {
        "kind": job.kind,
        "user": user,
        "params": job.params,
        "title": job.title,
    }
    if job.document is None or not (job.is_group or job.part_id):
        return enqueue(document=job.document, **wanted)
    undone = job.children.exclude(state=JobState.DONE) if job.is_group else Job.objects.none()
    part_ids = [job.part_id, *undone.values_list("part_id", flat=True)]
    wanted_ids = [part_id for part_id in part_ids if part_id]
    refuse_busy(document=job.document, part_ids=wanted_ids)
    return enqueue_for_parts(document=job.document, part_ids=wanted_ids, **wanted)


@transaction.atomic
def pause_job(*, job: Job, user: User) -> None:
    """Ask a training to stop where it is, so that it can go on later."""
    if job.state != JobState.RUNNING:
        raise ApplicationError("not_running", f"“{job}” is not running, so it cannot be paused.")
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        pause_requested=True, log=runner.appended(f"{user} asked to pause.")
    )
    notices.announce(job)


def busy_part_ids(*, document: Document) -> set[int]:
    """Pages of ``document`` that some waiting or running job is going to change.

    Locks the document's row, so that of two requests at once the second sees the first one's jobs.
    """
    Document.objects.select_for_update().filter(pk=document.pk).first()
    busy = Job.objects.filter(document=document, state__in=ACTIVE, part__isnull=False)
    return {part_id for part_id in busy.values_list("part_id", flat=True) if part_id}


def refuse_busy(*, document: Document, part_ids: Sequence[int]) -> None:
    """Raise when one of these pages is being worked on, or waits for it."""
    busy = busy_part_ids(document=document) & set(part_ids)
    if busy:
        titles = [part.title for part in document.parts.filter(pk__in=busy)[:3]]
        more = len(busy) - len(titles)
        raise ApplicationError(
            "already_processing",
            f"{', '.join(titles)}{f' and {more} more pages' if more else ''}:"
            " already being processed. Wait until that is done, or cancel it.",
        )


def reap_stale() -> int:
    """Put back, or fail, running jobs whose worker is lost; then hand out. How many were lost."""
    return _requeue(silent_since=timezone.now() - STALE_AFTER)


def requeue_lost(*, counted: bool = True) -> int:
    """The same for workers of this machine that are gone: at the start of the program, and at
    its end, where it was the program that ended them and no attempt is ``counted``."""
    return _requeue(silent_since=None, counted=counted)


def _requeue(*, silent_since: Any, counted: bool = True) -> int:
    lost = 0
    for job in Job.objects.filter(state=JobState.RUNNING, is_group=False):
        silent = silent_since and (job.heartbeat_at or job.created_at) < silent_since
        if silent or heartbeat.is_gone(job.worker):
            lost += 1
            _lose(job, counted=counted)
    _close_forgotten_groups()
    dispatch.hand_out_all()
    return lost


def _lose(job: Job, *, counted: bool) -> None:
    if job.cancel_requested:
        _end_lost(job, JobState.CANCELLED, "Cancelled.")
    elif not counted:
        runner.put_back(job, runner.STOPPED, counted=False)
    elif job.attempts >= runner.MAX_ATTEMPTS:
        _end_lost(job, JobState.FAILED, WORKER_LOST)
    else:
        runner.put_back(job, "The worker was lost; the job was put back into the queue.")


@transaction.atomic
def _end_lost(job: Job, state: JobState, words: str) -> None:
    ended = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker).update(
        state=state,
        error=words if state == JobState.FAILED else "",
        message=words[:500],
        finished_at=timezone.now(),
        log=runner.appended(words),
    )
    if ended:
        job.refresh_from_db()
        notices.announce(job)
        if job.parent_id:
            groups.sum_up(job.parent_id)


def _close_forgotten_groups() -> None:
    """End groups whose children are all finished or gone (their pages were deleted)."""
    open_groups = Job.objects.active().filter(is_group=True)
    for group_id in open_groups.exclude(children__state__in=ACTIVE).values_list("pk", flat=True):
        with transaction.atomic():
            groups.sum_up(group_id)
