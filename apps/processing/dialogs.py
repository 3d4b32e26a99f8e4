"""The dialogs that ask for work on selected pages: one view, and a row for each dialog."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done
from apps.documents.models import Document, Part
from apps.documents.models.document import DocumentQuerySet
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.processing import selectors
from apps.processing.forms import WorkForm
from apps.users.http import user_of
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog: its form and template, what its button says, and whether it only reads."""

    form: type[WorkForm]
    template: str
    submit: str
    reads_only: bool = False


def dialog_path(name: str, asked: Dialog) -> URLPattern:
    """The address of the dialog of a document: ``document/<id>/<name>/``."""
    return path(f"document/<int:document_id>/{name}/", work_dialog, {"asked": asked}, name=name)


@require_http_methods(["GET", "POST"])
def work_dialog(request: HttpRequest, document_id: int, asked: Dialog) -> HttpResponse:
    """The dialog; a valid post queues the work and closes it."""
    user = user_of(request)
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
    context: dict[str, Any] = {
        "form": form,
        "document": document,
        "submit": asked.submit,
        "pages": selectors.page_facts(parts),
    }
    return dialog(request, asked.template, context)


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


def _request(form: WorkForm, parts: PartQuerySet) -> bool:
    try:
        form.request(parts)
    except ApplicationError as error:
        form.add_error(None, error.message)
        return False
    return True
