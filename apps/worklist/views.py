"""The page of what to correct next: how good a layer is, which pages and lines, what it brings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import page_of
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.views.scope import editable, head_of
from apps.models.models import OcrModel
from apps.users.http import user_of
from apps.worklist import fewer, selectors, services
from apps.worklist.forms import LayerForm
from apps.worklist.learning import learning_of_document
from apps.worklist.models import WorkList

PAGES_SHOWN = 10
LINES_SHOWN = 20


@require_safe
def work_list(request: HttpRequest, document_id: int) -> HttpResponse:
    """The list of a layer, or of the one that was ranked last; the invitation where none is."""
    return _page(request, head_of(request, document_id))


@require_POST
def rank(request: HttpRequest, document_id: int) -> HttpResponse:
    """Have the lines of a layer ranked."""
    document = editable(request, document_id)
    form = LayerForm(request.POST, document=document)
    layer = form.cleaned_data["layer"] if form.is_valid() else None
    try:
        services.request_ranking(
            user=user_of(request), document=document, layer_id=layer and layer.pk
        )
    except ApplicationError as error:
        return _page(request, head_of(request, document_id), problem=error.message)
    return redirect(_address(document, layer))


@require_POST
def bring_back(request: HttpRequest, document_id: int, layer_id: int) -> HttpResponse:
    """Open the lines of a layer again that were passed over."""
    document = editable(request, document_id)
    layer = get_object_or_404(document.layers.active(), pk=layer_id)
    services.bring_back_skipped(user=user_of(request), layer=layer)
    return redirect(_address(document, layer))


@require_POST
def learn_from_fewer(request: HttpRequest, model_id: int) -> HttpResponse:
    """Have a model's set learned from in parts, for the curve."""
    model = get_object_or_404(OcrModel.objects.editable_by(request.user), pk=model_id)
    try:
        job = fewer.request_fewer(user=user_of(request), model=model)
    except ApplicationError as error:
        messages.error(request, error.message)
        return redirect("models:detail", model.pk)
    return redirect("jobs:detail", job.pk)


def _page(request: HttpRequest, document: Document, problem: str = "") -> HttpResponse:
    wanted = _number(request.GET.get("layer"))
    found = selectors.list_of(document, wanted)
    if wanted is not None and not document.layers.active().filter(pk=wanted).exists():
        raise Http404("There is no such layer.")
    form = LayerForm(initial={"layer": wanted or (found and found.layer_id)}, document=document)
    job = selectors.ranking_job(document, wanted or (found.layer_id if found else None))
    context: dict[str, Any] = {
        "document": document,
        "tab": "pages",
        "form": form,
        "job": job,
        "problem": problem,
        "learning": learning_of_document(document, user_of(request)),
    }
    if found:
        context |= _facts(request, found)
    return render(request, "worklist/worklist.html", context, status=422 if problem else 200)


def _facts(request: HttpRequest, found: WorkList) -> dict[str, Any]:
    rows = selectors.described(selectors.open_lines(found), found.layer)
    return {
        "work_list": found,
        "portion": selectors.portion(found),
        "estimate": selectors.estimate(found),
        "changed": selectors.changed_since(found),
        "skipped": selectors.skipped_count(found),
        "best_pages": selectors.page_rows(found).filter(open_count__gt=0)[:PAGES_SHOWN],
        "page": page_of(request, rows, LINES_SHOWN),
    }


def _address(document: Document, layer: TranscriptionLayer | None) -> str:
    address = reverse("worklist:list", args=[document.pk])
    return f"{address}?layer={layer.pk}" if layer else address


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else None
