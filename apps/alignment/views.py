"""The preview of an alignment, from which it is written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.alignment import selectors
from apps.alignment.forms import WriteForm
from apps.alignment.models import AlignedPage
from apps.alignment.params import AlignParams
from apps.documents.models import Document
from apps.jobs.models import Job, JobState
from apps.processing.params import parse
from apps.users.http import user_of


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, job_uid: str) -> HttpResponse:
    """What was found; a post writes it."""
    job = _job(request, job_uid)
    params = parse(AlignParams, job.params)
    form = WriteForm(request.POST or None, initial=_initial(job, params))
    if form.is_valid() and (writing := form.write(user=user_of(request), alignment=job)):
        return redirect("jobs:detail", writing.pk)
    context = _context(request, job, params) | {"form": form}
    is_part = request.headers.get("HX-Target") == "aligned"
    template = "alignment/_aligned.html" if is_part else "alignment/preview.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _job(request: HttpRequest, job_uid: str) -> Job:
    """The job, for those who see its document, or change it where they post."""
    rows = Document.objects.all()
    user = request.user
    documents = rows.editable_by(user) if request.method == "POST" else rows.visible_to(user)
    jobs = Job.objects.filter(kind="align", state=JobState.DONE, document__in=documents)
    return get_object_or_404(jobs.select_related("document__project"), uid=job_uid)


def _initial(job: Job, params: AlignParams) -> dict[str, Any]:
    subject = job.title.partition("“")[2].rpartition("”")[0]
    name = params.layer_name or f"Aligned: {subject}"
    return {"threshold": params.threshold, "layer_name": name, "merge": params.merge}


def _context(request: HttpRequest, job: Job, params: AlignParams) -> dict[str, Any]:
    document = job.document
    threshold = _threshold(request, params)
    pages = selectors.page_counts(job, threshold)
    if document is None or not pages:
        raise Http404("Nothing of this alignment is left. Align again.")
    wanted = request.GET.get("page", "")
    ids = [page.part_id for page in pages]
    part_id = int(wanted) if wanted.isdecimal() and int(wanted) in ids else ids[0]
    rows = AlignedPage.objects.select_related("part__image", "part__document", "part__type")
    page = rows.get(job=job, part=part_id)
    at = ids.index(part_id)
    return {
        "document": document,
        "can_edit": Document.objects.editable_by(request.user).filter(pk=document.pk).exists(),
        "tab": "images",
        "job": job,
        "threshold": threshold,
        "pages": pages,
        "taken": sum(each.taken for each in pages),
        "total": sum(each.lines for each in pages),
        "current": pages[at],
        "previous": pages[at - 1] if at else None,
        "next": pages[at + 1] if at + 1 < len(pages) else None,
        "part": page.part,
        "lines": selectors.found_lines(page, threshold),
        "layers": document.layers.active().exclude(pk=params.source),
    }


def _threshold(request: HttpRequest, params: AlignParams) -> float:
    try:
        wanted = float(request.POST.get("threshold") or request.GET["threshold"])
    except (KeyError, ValueError):
        return params.threshold
    return min(1.0, max(0.0, wanted)) if wanted == wanted else params.threshold
