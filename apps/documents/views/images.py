"""The images page: every page of a document, chosen, ordered and worked on."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done
from apps.common.words import counted
from apps.documents.forms_parts import MoveForm, PartForm, PlanForm
from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.documents.selectors import cards as selectors
from apps.documents.selectors import overview
from apps.documents.selectors.images import PageFilter, filter_choices
from apps.documents.services import parts as services
from apps.documents.services.planning import plan_parts
from apps.documents.views.scope import editable, head_of
from apps.users.http import user_of

CHANGED = ("parts:changed",)


@require_safe
def images(request: HttpRequest, document_id: int) -> HttpResponse:
    document, wanted = head_of(request, document_id), PageFilter.read(request.GET)
    context = {
        "document": document,
        "tab": "pages",
        "wanted": wanted,
        "choices": filter_choices(document, request.user),
        "chunk": selectors.chunk(document, wanted, user=request.user, offset=0),
    }
    return render(request, "documents/images.html", context)


@require_safe
def filters(request: HttpRequest, document_id: int) -> HttpResponse:
    """The filters alone, with the numbers as they are now."""
    document, wanted = head_of(request, document_id), PageFilter.read(request.GET)
    choices = filter_choices(document, request.user)
    context = {"document": document, "wanted": wanted, "choices": choices}
    return render(request, "documents/_part_filters.html", context)


@require_safe
def chunk(request: HttpRequest, document_id: int) -> HttpResponse:
    """One stretch of the list."""
    document, wanted = head_of(request, document_id), PageFilter.read(request.GET)
    offset = request.GET.get("offset", "")
    start = int(offset) if offset.isdecimal() and len(offset) < 10 else 0
    found = selectors.chunk(document, wanted, user=request.user, offset=start)
    context = {"document": document, "chunk": found}
    return render(request, "documents/_part_chunk.html", context)


@require_safe
def cards(request: HttpRequest, document_id: int) -> HttpResponse:
    """The few cards that changed."""
    document = head_of(request, document_id)
    parts = _chosen(request, document)[: selectors.CHUNK]
    context = {"document": document, "cards": selectors.cards(parts)}
    return render(request, "documents/_part_cards.html", context)


def move(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    parts, form = _chosen(request, document), MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ids, position = list(parts.values_list("pk", flat=True)), form.cleaned_data["number"] - 1
        services.place_parts(
            document=document, user=user_of(request), part_ids=ids, position=position
        )
        return dialog_done(events=CHANGED)
    title = f"Move {counted(parts.count(), 'page')}"
    context = {"form": form, "title": title, "submit": "Move"}
    return dialog(request, "components/_dialog_form.html", context)


def plan(request: HttpRequest, document_id: int) -> HttpResponse:
    """Status and assignee of the chosen pages."""
    document = editable(request, document_id)
    parts, form = _chosen(request, document), PlanForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        plan_parts(document=document, user=user_of(request), parts=parts, fields=form.fields_set())
        return dialog_done(events=CHANGED)
    title = f"Status of {counted(parts.count(), 'page')}"
    return dialog(request, "components/_dialog_form.html", {"form": form, "title": title})


def delete(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    parts = _chosen(request, document)
    if request.method == "POST":
        services.delete_parts(document=document, user=user_of(request), parts=parts)
        return dialog_done(events=CHANGED)
    pages = counted(parts.count(), "page")
    context = {
        "title": f"Delete {pages}?",
        "loses": [f"{sentence} will be deleted." for sentence in overview.losses(parts)],
        "keeps": "This cannot be undone. Export the pages first if you may need them again.",
        "submit": f"Delete {pages}",
    }
    return dialog(request, "components/_confirm.html", context)


def edit_part(request: HttpRequest, document_id: int, part_id: int) -> HttpResponse:
    document = editable(request, document_id)
    part = get_object_or_404(document.parts.select_related("image"), pk=part_id)
    form = PartForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        services.update_part(part=part, user=user_of(request), fields=form.cleaned_data)
        return dialog_done(events=CHANGED)
    title = f"Page {part.order + 1}, {part.image.original_name}"
    return dialog(request, "components/_dialog_form.html", {"form": form, "title": title})


def _chosen(request: HttpRequest, document: Document) -> PartQuerySet:
    try:
        parts = selected_parts(document, request.GET.get("selection", ""))
    except ApplicationError as error:
        raise BadRequest(error.message) from error
    if not parts.exists():
        raise Http404("These pages are no longer there.")
    return parts
