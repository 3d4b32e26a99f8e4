"""The layers page: transcription layers of a document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to
from apps.documents.forms import LayerForm
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.selectors import overview
from apps.documents.services import layers as layers_service
from apps.documents.services import transcriptions
from apps.documents.views.scope import editable, head_of, tab
from apps.users.http import user_of


@require_safe
def layers(request: HttpRequest, document_id: int) -> HttpResponse:
    document = head_of(request, document_id)
    rows = list(overview.layer_rows(document))
    context = {
        "layers": [row for row in rows if row.archived_at is None],
        "archived": [row for row in rows if row.archived_at is not None],
    }
    return tab(request, "layers", document, context)


def create(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    form = LayerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _save(request, document, None, form):
        return _back(request, document)
    context = {"form": form, "title": "New layer", "submit": "Create the layer"}
    return dialog(request, "components/_dialog_form.html", context)


def edit(request: HttpRequest, document_id: int, layer_id: int) -> HttpResponse:
    document = editable(request, document_id)
    layer = get_object_or_404(document.layers.active(), pk=layer_id)
    initial = {"name": layer.name, "is_ground_truth": layer.is_ground_truth}
    form = LayerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, document, layer, form):
        return _back(request, document)
    return dialog(
        request, "components/_dialog_form.html", {"form": form, "title": "Change the layer"}
    )


def archive(request: HttpRequest, document_id: int, layer_id: int) -> HttpResponse:
    document = editable(request, document_id)
    layer = get_object_or_404(document.layers.active().filter(is_protected=False), pk=layer_id)
    if request.method == "POST":
        transcriptions.archive_layer(layer=layer, user=user_of(request))
        return _back(request, document)
    context = {
        "title": f"Archive “{layer.name}”?",
        "loses": ["The layer leaves the lists and the editor."],
        "keeps": "Its texts and their history stay; you can bring it back on this page.",
        "submit": "Archive the layer",
    }
    return dialog(request, "components/_confirm.html", context)


@require_POST
def restore(request: HttpRequest, document_id: int, layer_id: int) -> HttpResponse:
    document = editable(request, document_id)
    layer = get_object_or_404(document.layers, pk=layer_id, archived_at__isnull=False)
    layers_service.restore_layer(layer=layer, user=user_of(request))
    return _back(request, document)


def _save(
    request: HttpRequest, document: Document, layer: TranscriptionLayer | None, form: LayerForm
) -> bool:
    user, name = user_of(request), form.cleaned_data["name"]
    try:
        if layer is None:
            layer = transcriptions.create_layer(document=document, user=user, name=name)
        else:
            layer = transcriptions.rename_layer(layer=layer, user=user, name=name)
        layers_service.describe_layer(
            layer=layer, user=user, is_ground_truth=form.cleaned_data["is_ground_truth"]
        )
    except ApplicationError as error:
        form.add_error("name", error.message)
        return False
    return True


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    return go_to(request, reverse("documents:layers", args=[document.pk]))
