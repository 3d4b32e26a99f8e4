"""The types page: region, line and page types of a document."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to
from apps.common.words import counted
from apps.documents.forms import TypeForm
from apps.documents.models import Document
from apps.documents.services import ontology
from apps.documents.views.scope import editable, head_of, tab
from apps.users.http import user_of

USED_BY = {"region": "regions", "line": "lines", "page": "parts"}
HEADS = {"region": "Region types", "line": "Line types", "page": "Page types"}
STEPS = {"up": -1, "down": 1}


@require_safe
def types(request: HttpRequest, document_id: int) -> HttpResponse:
    document = head_of(request, document_id)
    groups = [{"kind": kind, "head": HEADS[kind], "rows": _rows(document, kind)} for kind in HEADS]
    return tab(request, "types", document, {"groups": groups})


def add(request: HttpRequest, document_id: int, kind: str) -> HttpResponse:
    document = editable(request, document_id)
    count = _rows(document, kind).count()
    color = ontology.COLORS[count % len(ontology.COLORS)]
    form = TypeForm(request.POST or None, initial={"color": color})
    if request.method == "POST" and form.is_valid():
        try:
            ontology.add_type(
                document=document, user=user_of(request), kind=kind, **form.cleaned_data
            )
            return _back(request, document)
        except ApplicationError as error:
            form.add_error("name", error.message)
    return dialog(
        request, "components/_dialog_form.html", {"form": form, "title": f"New {kind} type"}
    )


def edit(request: HttpRequest, document_id: int, kind: str, type_id: int) -> HttpResponse:
    document = editable(request, document_id)
    row = get_object_or_404(_rows(document, kind), pk=type_id)
    form = TypeForm(request.POST or None, initial={"name": row.name, "color": row.color})
    if request.method == "POST" and form.is_valid():
        try:
            ontology.update_type(type=row, user=user_of(request), **form.cleaned_data)
            return _back(request, document)
        except ApplicationError as error:
            form.add_error("name", error.message)
    context = {"form": form, "title": f"Change the {kind} type"}
    return dialog(request, "components/_dialog_form.html", context)


def delete(request: HttpRequest, document_id: int, kind: str, type_id: int) -> HttpResponse:
    document = editable(request, document_id)
    row = get_object_or_404(_rows(document, kind), pk=type_id)
    if request.method == "POST":
        ontology.delete_type(type=row, user=user_of(request))
        return _back(request, document)
    return dialog(request, "components/_confirm.html", _confirmation(row, kind))


@require_POST
def move(request: HttpRequest, document_id: int, kind: str, type_id: int) -> HttpResponse:
    document = editable(request, document_id)
    row = get_object_or_404(_rows(document, kind), pk=type_id)
    step = STEPS.get(request.POST.get("to", ""), 0)
    ontology.move_type(type=row, user=user_of(request), step=step)
    return _back(request, document)


def _rows(document: Document, kind: str) -> Any:
    if kind not in ontology.TYPES:
        raise Http404
    rows = ontology.TYPES[kind].objects.filter(document=document)
    return rows.annotate(used=Count(USED_BY[kind])).order_by("order", "pk")


def _confirmation(row: Any, kind: str) -> dict[str, object]:
    what = counted(row.used, kind)
    loses = f"{what} will have no type any more." if row.used else f"No {kind} has this type."
    return {
        "title": f"Delete “{row.name}”?",
        "loses": [loses],
        "keeps": f"The {kind}s themselves stay." if row.used else "",
        "submit": "Delete the type",
    }


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    return go_to(request, reverse("documents:types", args=[document.pk]))
