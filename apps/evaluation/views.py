"""The models page of a document, and evaluations as files."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.common.http import page_of
from apps.documents.views.scope import head_of
from apps.evaluation.evaluation_result import as_csv
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel

EVALUATIONS_SHOWN = 20


@require_GET
def document_models(request: HttpRequest, document_id: int) -> HttpResponse:
    """The models that worked on, or were trained from, this document; its evaluations."""
    document = head_of(request, document_id)
    jobs = Job.objects.visible_to(request.user).roots().filter(document=document)
    used = Q(jobs__in=jobs) | Q(details__document=document.pk)
    rows = OcrModel.objects.visible_to(request.user).filter(used).distinct()
    evaluated = jobs.filter(kind="evaluate", state=JobState.DONE)
    context = {
        "document": document,
        "tab": "models",
        "page": page_of(request, rows.select_related("owner", "parent").order_by("-pk")),
        "trainings": jobs.active().filter(kind="train"),
        "evaluations": evaluated.order_by("-pk")[:EVALUATIONS_SHOWN],
    }
    return render(request, "models/document_models.html", context)


@require_GET
def report(request: HttpRequest, job_uid: str) -> HttpResponse:
    """What an evaluation found, as a file: JSON, or rates and confusions as CSV."""
    job = get_object_or_404(Job.objects.visible_to(request.user), uid=job_uid, kind="evaluate")
    if request.GET.get("format") == "csv":
        response = HttpResponse(as_csv(job.result), content_type="text/csv; charset=utf-8")
    else:
        response = JsonResponse(job.result, json_dumps_params={"ensure_ascii": False, "indent": 2})
    suffix = "csv" if request.GET.get("format") == "csv" else "json"
    response["Content-Disposition"] = f'attachment; filename="evaluation-{job.pk}.{suffix}"'
    return response
