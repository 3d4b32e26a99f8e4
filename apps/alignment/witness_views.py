"""The dialogs in which people bring a text, call it otherwise, and delete it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.alignment.models import TextWitness
from apps.alignment.witness_forms import NewWitnessForm, WitnessForm
from apps.alignment.witnesses import delete_witness
from apps.common.http import dialog, go_to
from apps.documents.models import Document
from apps.documents.views.scope import editable
from apps.users.http import user_of


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewWitnessForm(*posted, user=user_of(request), document=document)
    if form.is_valid() and form.save():
        return _back(request, document)
    context = {"form": form, "title": "Bring a text", "submit": "Keep the text"}
    return dialog(request, "alignment/_witness_dialog.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, document_id: int, witness_id: int) -> HttpResponse:
    document, witness = _own(request, document_id, witness_id)
    initial = {"name": witness.name, "is_shared": witness.project_id == document.project_id}
    user = user_of(request)
    form = WitnessForm(request.POST or None, initial=initial, user=user, document=document)
    if form.is_valid():
        form.save(witness)
        return _back(request, document)
    context = {"form": form, "title": f"Change “{witness.name}”"}
    return dialog(request, "components/_dialog_form.html", context)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, document_id: int, witness_id: int) -> HttpResponse:
    document, witness = _own(request, document_id, witness_id)
    if request.method == "POST":
        delete_witness(witness=witness, user=user_of(request))
        return _back(request, document)
    shared = f" Nobody in “{witness.project}” can use it any more." if witness.project else ""
    context = {
        "title": f"Delete “{witness.name}”?",
        "loses": [f"The text of {witness.words:,} words goes for good.{shared}"],
        "keeps": "What was laid onto lines stays there. Download it first if you may want it back.",
        "submit": "Delete the text",
    }
    return dialog(request, "components/_confirm.html", context)


def _own(request: HttpRequest, document_id: int, witness_id: int) -> tuple[Document, TextWitness]:
    """The document whose page is open, and the text, which only its owner changes."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=document_id)
    witnesses = TextWitness.objects.editable_by(request.user).select_related("project")
    return document, get_object_or_404(witnesses, pk=witness_id)


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    return go_to(request, reverse("documents:layers", args=[document.pk]))
