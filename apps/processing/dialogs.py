"""The dialogs that ask for work on selected pages: one view, and a row for each dialog."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from apps.common.errors import ApplicationError
from apps.common.http import dialog_done, go_to
from apps.documents.models import Document, Part
from apps.documents.models.document import DocumentQuerySet
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.jobs.models import Job
from apps.processing import selectors
from apps.processing.forms import WorkForm
from apps.users.http import user_of
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog: its form and template, what its button says, whether it only reads, and whether
    its end leads to the page of the job, where the result will stand.
    """

    form: type[WorkForm]
    template: str
    submit: str
    reads_only: bool = False
    shows_job: bool = False


def dialog_path(name: str, asked: Dialog) -> URLPattern:
    """The address of the dialog of a document: ``document/<id>/<name>/``."""
    return path(f"document/<int:document_id>/{name}/", work_dialog, {"asked": asked}, name=name)


@require_http_methods(["GET", "POST"])
def work_dialog(request: HttpRequest, document_id: int, asked: Dialog) -> HttpResponse:
    """The dialog; a valid post queues the work and closes it.

    A post of ``now`` does what is usual in the document if that is what ``now`` says, and opens the
    dialog where it has to ask.
    """
    user = user_of(request)
    document = get_object_or_404(_documents(user, asked), pk=document_id)
    selection = request.POST.get("selection") or request.GET.get("selection") or "all"
    form, parts = _filled(request, asked, document, selection)
    job = _requested(form, parts)
    if job and asked.shows_job:
        return go_to(request, reverse("jobs:detail", args=[job.pk]))
    if job:
        words = {"work:asked": {"words": f"Asked for: {job}."}} if "now" in request.POST else None
        return dialog_done(events=("jobs:changed",), details=words)
    context: dict[str, Any] = {
        "form": form,
        "document": document,
        "submit": asked.submit,
        "pages": selectors.page_facts(parts),
    }
    return render(request, asked.template, context, status=422 if form.is_bound else 200)


def _filled(
    request: HttpRequest, asked: Dialog, document: Document, selection: str
) -> tuple[WorkForm, PartQuerySet]:
    """The form with what was posted, or with what is usual here; and the pages it is about."""
    common: dict[str, Any] = {"document": document, "user": user_of(request)}
    initial = {**request.GET.dict(), "selection": selection}
    is_usual = "now" in request.POST
    posted = None if is_usual else request.POST or None
    form = asked.form(posted, request.FILES or None, initial=initial, **common)
    parts = _parts(form, document, selection)
    values = form.usual(request.POST["now"], parts) if is_usual else None
    if values is None:
        return form, parts
    form = asked.form({**values, "selection": selection}, initial=initial, **common)
    return form, _parts(form, document, selection)


def _documents(user: User, asked: Dialog) -> DocumentQuerySet:
    rows = Document.objects.filter(archived_at__isnull=True)
    return rows.visible_to(user) if asked.reads_only else rows.editable_by(user)


def _parts(form: WorkForm, document: Document, selection: str) -> PartQuerySet:
    try:
        return selected_parts(document, selection)
    except ApplicationError as error:
        if form.is_bound:
            form.add_error(None, error.message)
        return Part.objects.none()


def _requested(form: WorkForm, parts: PartQuerySet) -> Job | None:
    if not form.is_valid():
        return None
    try:
        return form.request(parts)
    except ApplicationError as error:
        form.add_error(None, error.message)
        return None
