"""The pages of training sets: list, pages and split, check."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to, page_of
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.processing.selectors import page_facts
from apps.training.models import TrainingSet
from apps.training.sets import checking, mending, moving, selectors, services
from apps.training.sets.check import check as make_check
from apps.training.sets.check import targets_of_selection
from apps.training.sets.forms import AddForm, AddToSetForm, ProposeForm, SetForm
from apps.training.sets.http import editable, frame, visible
from apps.training.sets.proposed import proposed_split
from apps.users.http import user_of

PAGES_SHOWN = 100
CHECKED_AT_ONCE = 300
"""Chosen pages that the dialog checks while it waits."""


@require_GET
def set_list(request: HttpRequest) -> HttpResponse:
    query, archived = request.GET.get("q", "").strip(), "archived" in request.GET
    rows = selectors.set_rows(request.user, query=query, archived=archived)
    context = {"page": page_of(request, rows), "q": query, "archived": archived}
    return render(request, "training/sets/list.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = SetForm(request.POST or None, user=user)
    if form.is_valid():
        made = services.create_set(user=user, **form.cleaned_data)
        return go_to(request, _url(made))
    context = {"form": form, "title": "New training set", "submit": "Create the set"}
    return dialog(request, "components/_dialog_form.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, set_id: int) -> HttpResponse:
    training_set, user = editable(request, set_id), user_of(request)
    initial = {name: getattr(training_set, name) for name in ("name", "description", "project")}
    form = SetForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        services.update_set(training_set=training_set, user=user, changes=form.cleaned_data)
        return go_to(request, _url(training_set))
    context = {"form": form, "title": "Change the training set"}
    return dialog(request, "components/_dialog_form.html", context)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, set_id: int) -> HttpResponse:
    training_set = editable(request, set_id)
    if request.method == "POST":
        services.delete_set(training_set=training_set, user=user_of(request))
        return go_to(request, reverse("sets:list"))
    is_frozen = training_set.versions.exists()
    context = {
        "title": f"Delete “{training_set}”?",
        "loses": ["The list of pages and their split go."],
        "keeps": "It was frozen, so it is only put away: models still say what they learned from."
        if is_frozen
        else "The pages and their texts stay.",
        "submit": "Delete the set",
    }
    return dialog(request, "components/_confirm.html", context)


@require_POST
def restore(request: HttpRequest, set_id: int) -> HttpResponse:
    """Bring back a set that was put away."""
    training_set = editable(request, set_id)
    services.restore_set(training_set=training_set, user=user_of(request))
    return go_to(request, _url(training_set))


@require_GET
def pages(request: HttpRequest, set_id: int) -> HttpResponse:
    training_set = visible(request, set_id)
    return render(request, "training/sets/pages.html", _pages(request, training_set))


def _pages(request: HttpRequest, training_set: TrainingSet) -> dict[str, Any]:
    rows = selectors.items_of(training_set, request.user)
    wanted = request.GET.get("split", "")
    if wanted:
        rows = rows.filter(split=wanted)
    return {
        **frame(request, training_set, "pages"),
        "page": page_of(request, rows, PAGES_SHOWN),
        "documents": selectors.documents_of(training_set, request.user),
        "wanted": wanted,
    }


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, set_id: int) -> HttpResponse:
    """Whole documents, each with its fullest layer."""
    training_set, user = editable(request, set_id), user_of(request)
    form = AddForm(request.POST or None, training_set=training_set, user=user)
    if form.is_valid():
        for document in form.cleaned_data["documents"]:
            services.add_document(training_set=training_set, user=user, document=document)
        return go_to(request, _url(training_set))
    context = {"form": form, "title": "Add documents", "submit": "Add their pages"}
    return dialog(request, "components/_dialog_form.html", context)


@require_http_methods(["GET", "POST"])
def add_selection(request: HttpRequest, document_id: int) -> HttpResponse:
    """Chosen pages of a document, into a new set or one that exists."""
    user = user_of(request)
    document = _document(request, document_id)
    selection = request.POST.get("selection") or request.GET.get("selection") or "all"
    initial = {"selection": selection}
    form = AddToSetForm(request.POST or None, document=document, user=user, initial=initial)
    parts = _chosen(document, selection)
    if form.is_valid() and not parts:
        form.add_error(None, "Choose the pages first: none are selected.")
    if form.is_valid():
        return go_to(request, _url(form.add(parts)))
    context = {"form": form, "pages": page_facts(parts), "submit": "Add to the set"}
    return dialog(request, "training/sets/_add_dialog.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, set_id: int) -> HttpResponse:
    training_set, user = editable(request, set_id), user_of(request)
    initial = {"by": training_set.split_by, "seed": training_set.seed}
    form = ProposeForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        services.propose_split(
            training_set=training_set,
            user=user,
            by=data["by"],
            seed=data["seed"],
            keep_fixed=not data["free"],
        )
        return go_to(request, _url(training_set))
    context = {"form": form, "title": "Propose a split", "submit": "Draw the split"}
    return dialog(request, "training/sets/_propose_dialog.html", context)


@require_POST
def move(request: HttpRequest, set_id: int) -> HttpResponse:
    """Put pages into another split, or take them out; a refusal says why and offers the mend."""
    training_set, user = editable(request, set_id), user_of(request)
    asked = moving.Asked.of(request.POST)
    told, refusal = moving.move(training_set=training_set, user=user, asked=asked)
    context = _pages(request, training_set) | {
        "told": told,
        "refusal": refusal,
        "keeps_ticks": bool(refusal) or asked.is_alone,
    }
    return render(request, "training/sets/_pages.html", context)


@require_POST
def layer(request: HttpRequest, set_id: int, document_id: int) -> HttpResponse:
    """The layer that the pages of one document are learned with."""
    training_set = editable(request, set_id)
    document = _document(request, document_id)
    wanted = request.POST.get("layer", "")
    found = document.layers.active().filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    services.set_layer(
        training_set=training_set, user=user_of(request), document=document, layer=found
    )
    return render(request, "training/sets/_pages.html", _pages(request, training_set))


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, set_id: int) -> HttpResponse:
    """What is worth knowing before a training; a post asks for the check of a large set."""
    training_set, user = visible(request, set_id), user_of(request)
    base = checking.usable_base(user, request.POST.get("base") or request.GET.get("base"))
    if request.method == "POST":
        checking.request_check(training_set=training_set, user=user, base=base)
    checked = checking.checked_set(training_set=training_set, user=user, base=base)
    context = {
        **frame(request, training_set, "check"),
        "report": checked.report,
        "job": checked.job,
        "bases": selectors.bases_for(user),
        "base": base,
    }
    return render(request, "training/sets/check.html", context)


@require_POST
def mend(request: HttpRequest, set_id: int) -> HttpResponse:
    """Do what a finding of the check offers, then show the check again."""
    training_set, user = editable(request, set_id), user_of(request)
    action, choice = request.POST.get("action", ""), request.POST.get("choice", "")
    try:
        mending.mend(training_set=training_set, user=user, action=action, choice=choice)
    except ApplicationError as error:
        context = {"refusal": error.message}
        return render(request, "training/sets/_refusal.html", context, status=422)
    return go_to(request, reverse("sets:check", args=[training_set.pk]))


@require_GET
def check_selection(request: HttpRequest, document_id: int) -> HttpResponse:
    """The check of chosen pages, inside the dialog that trains on them."""
    document, user = _document(request, document_id), user_of(request)
    parts = _chosen(document, request.GET.get("selection") or "all")
    wanted = request.GET.get("layer", "")
    found = document.layers.active().filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    if parts.count() > CHECKED_AT_ONCE:
        return render(request, "training/_check.html", {"report": None, "is_large": True})
    base = checking.usable_base(user, request.GET.get("model"))
    report = make_check(user=user, targets=targets_of_selection(parts, found), base=base)
    splits = proposed_split(parts, found, base) if found else []
    context = {"report": report, "document": document, "is_short": True, "splits": splits}
    return render(request, "training/_check.html", context)


def _document(request: HttpRequest, document_id: int) -> Document:
    rows = Document.objects.visible_to(request.user).filter(archived_at__isnull=True)
    return get_object_or_404(rows, pk=document_id)


def _chosen(document: Document, selection: str) -> PartQuerySet:
    try:
        return selected_parts(document, selection)
    except ApplicationError:
        return Part.objects.none()


def _url(training_set: TrainingSet) -> str:
    return reverse("sets:pages", args=[training_set.pk])
