"""The dialogs that ask for work on selected pages."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, page_of
from apps.documents.models import Document, Part
from apps.documents.models.document import DocumentQuerySet
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.documents.views.scope import head_of
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.processing import forms, selectors
from apps.processing.copy_form import CopyForm
from apps.processing.evaluation_result import as_csv
from apps.users.http import user_of
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog: its form, what its button says, and whether it only reads."""

    form: type[forms.WorkForm]
    submit: str
    reads_only: bool = False


DIALOGS = {
    "segment": Dialog(forms.SegmentForm, "Segment"),
    "masks": Dialog(forms.MasksForm, "Compute masks"),
    "transcribe": Dialog(forms.TranscribeForm, "Transcribe"),
    "copy": Dialog(CopyForm, "Copy the texts"),
    "train": Dialog(forms.TrainForm, "Train"),
    "evaluate": Dialog(forms.EvaluateForm, "Evaluate", reads_only=True),
}


@require_http_methods(["GET", "POST"])
def work_dialog(request: HttpRequest, document_id: int, kind: str) -> HttpResponse:
    """The dialog; a valid post queues the work and closes it."""
    user = user_of(request)
    asked = DIALOGS[kind]
    document = get_object_or_404(_documents(user, asked), pk=document_id)
    selection = request.POST.get("selection") or request.GET.get("selection") or "all"
    form = asked.form(
        request.POST or None,
        document=document,
        user=user,
        initial={**request.GET.dict(), "selection": selection},
    )
    parts = _parts(form, document, selection)
    if form.is_valid() and _request(form, parts):
        return dialog_done(events=("jobs:changed",))
    context = {
        "form": form,
        "document": document,
        "submit": asked.submit,
        "pages": selectors.page_facts(parts),
    }
    return dialog(request, f"processing/_{kind}_dialog.html", context)


def _documents(user: User, asked: Dialog) -> DocumentQuerySet:
    rows = Document.objects.filter(archived_at__isnull=True)
    return rows.visible_to(user) if asked.reads_only else rows.editable_by(user)


def _parts(form: forms.WorkForm, document: Document, selection: str) -> PartQuerySet:
    try:
        return selected_parts(document, selection)
    except ApplicationError as error:
        if form.is_bound:
            form.add_error(None, error.message)
        return Part.objects.none()


def _request(form: forms.WorkForm, parts: PartQuerySet) -> bool:
    try:
        form.request(parts)
    except ApplicationError as error:
        form.add_error(None, error.message)
        return False
    return True


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
def evaluation(request: HttpRequest, job_uid: str) -> HttpResponse:
    """What an evaluation found, as a file: JSON, or rates and confusions as CSV."""
    job = get_object_or_404(Job.objects.visible_to(request.user), uid=job_uid, kind="evaluate")
    if request.GET.get("format") == "csv":
        response = HttpResponse(as_csv(job.result), content_type="text/csv; charset=utf-8")
    else:
        response = JsonResponse(job.result, json_dumps_params={"ensure_ascii": False, "indent": 2})
    suffix = "csv" if request.GET.get("format") == "csv" else "json"
    response["Content-Disposition"] = f'attachment; filename="evaluation-{job.pk}.{suffix}"'
    return response
