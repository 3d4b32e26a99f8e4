"""Choosing what a document is worked on with, and the buttons that do it at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.http import dialog, dialog_done
from apps.documents.models import Document
from apps.models.models import OcrModel
from apps.processing.default_forms import DefaultsForm, UseForm
from apps.processing.defaults import defaults_of
from apps.users.http import user_of

CHANGED = ("events:defaults",)


@require_http_methods(["GET", "POST"])
def defaults(request: HttpRequest, document_id: int) -> HttpResponse:
    """The dialog that chooses models, layer and direction of a document."""
    form = DefaultsForm(
        request.POST or None, document=_document(request, document_id), user=user_of(request)
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        return dialog_done(events=CHANGED)
    context = {"form": form, "document": form.document, "defaults": form.defaults}
    return dialog(request, "processing/_defaults_dialog.html", context)


@require_GET
def work_buttons(request: HttpRequest, document_id: int) -> HttpResponse:
    """The buttons "Segment" and "Transcribe" as they are now."""
    document = _document(request, document_id)
    context = {
        "document": document,
        "defaults": defaults_of(document=document, user=user_of(request)),
    }
    return render(request, "processing/_work_buttons.html", context)


@require_GET
def panel(request: HttpRequest, document_id: int) -> HttpResponse:
    """What is usual in the document, in the words of its settings."""
    document = get_object_or_404(Document.objects.all().visible_to(request.user), pk=document_id)
    can_edit = Document.objects.all().editable_by(request.user).filter(pk=document.pk).exists()
    context = {
        "document": document,
        "can_edit": can_edit,
        "defaults": defaults_of(document=document, user=user_of(request)),
    }
    return render(request, "processing/_defaults_panel.html", context)


@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, model_id: int) -> HttpResponse:
    """Make a model the usual one of a document."""
    model = get_object_or_404(OcrModel.objects.visible_to(request.user), pk=model_id)
    form = UseForm(
        request.POST or None, model=model, user=user_of(request), initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid() and form.save():
        return dialog_done(events=CHANGED)
    return dialog(request, "processing/_use_dialog.html", {"form": form, "model": model})


def _document(request: HttpRequest, document_id: int) -> Document:
    rows = Document.objects.all().editable_by(request.user).filter(archived_at__isnull=True)
    return get_object_or_404(rows, pk=document_id)
