"""The jobs panel, the list of my jobs, and one job as it goes."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.jobs import selectors, services
from apps.jobs.models import Job, JobState
from apps.users.http import user_of

PAGE_SIZE = 25
CHILDREN_SHOWN = 200


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """What runs, waits and ended lately: mine, or this document's."""
    documents = Document.objects.visible_to(request.user)
    wanted = request.GET.get("document", "")
    document = documents.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    jobs = selectors.panel_jobs(request.user, document=document)
    number, percent = selectors.active_totals(request.user)
    context = {
        "rows": _rows(jobs),
        "document": document,
        "number": number,
        "percent": percent,
    }
    return render(request, "jobs/_panel.html", context)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Everything I asked for, newest first."""
    page = Paginator(selectors.jobs_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows(page)}
    template = "jobs/_rows.html" if "HX-Request" in request.headers else "jobs/list.html"
    return render(request, template, context)


@require_GET
def detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: progress, pages, log; a training with its curve, an evaluation with its rates."""
    job = get_object_or_404(_jobs(request.user), pk=job_id)
    template = "jobs/_live.html" if "HX-Request" in request.headers else "jobs/detail.html"
    return render(request, template, _detail_context(request, job))


def _detail_context(request: HttpRequest, job: Job) -> dict[str, Any]:
    children = job.children.order_by("pk") if job.is_group else Job.objects.none()
    problems = children.filter(state=JobState.FAILED)
    return {
        **_rows([job])[0],
        "document": job.document,
        "children": children.defer("params", "data", "log")[:CHILDREN_SHOWN],
        "problems": problems.defer("params", "data", "log")[:CHILDREN_SHOWN],
        "counts": selectors.state_counts(children) if job.is_group else {},
        "may_change": Job.objects.editable_by(request.user).filter(pk=job.pk).exists(),
    }


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.editable_by(request.user), pk=job_id)
    services.cancel_job(job=job, user=user_of(request))
    return _changed(request, job)


@require_POST
def stop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop a training and keep the best so far; one that has ended stays as it is."""
    job = get_object_or_404(Job.objects.editable_by(request.user), pk=job_id)
    if job.state == JobState.RUNNING:
        services.stop_job(job=job, user=user_of(request))
    return _changed(request, job)


@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """A new job that does what this one did not."""
    job = get_object_or_404(Job.objects.editable_by(request.user), pk=job_id)
    try:
        job = services.retry_job(job=job, user=user_of(request))
    except ApplicationError as error:
        context = {**_detail_context(request, job), "refusal": error.message}
        return render(request, "jobs/_live.html", context, status=422)
    return _changed(request, job)


def _changed(request: HttpRequest, job: Job) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("jobs:detail", job.pk)
    headers = {"HX-Trigger": '{"jobs:changed": true}'}
    if request.POST.get("go"):
        headers["HX-Redirect"] = f"/job/{job.pk}/"
    return HttpResponse(status=204, headers=headers)


def _jobs(user: Any) -> Any:
    return Job.objects.visible_to(user).select_related("user", "document__project", "ocr_model")


def _rows(jobs: Iterable[Job]) -> list[dict[str, Any]]:
    """Jobs with their place in the queue and the time they still take."""
    listed = list(jobs)
    has_waiting = any(job.state == JobState.QUEUED for job in listed)
    waiting = selectors.waiting_work() if has_waiting else []
    return [
        {
            "job": job,
            "position": selectors.queue_position(job, waiting),
            "seconds_left": selectors.seconds_left(job),
        }
        for job in listed
    ]
