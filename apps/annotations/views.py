"""The page on which people decide what may be annotated in a document."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.annotations import services
from apps.annotations.forms import ComponentForm, TaxonomyForm
from apps.annotations.models import AnnotationComponent, AnnotationTaxonomy
from apps.annotations.selectors import taxonomies_with_details
from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to
from apps.common.words import counted
from apps.documents.models import Document
from apps.documents.services.ontology import COLORS
from apps.documents.views.scope import editable, head_of

FORM = "components/_dialog_form.html"


@require_safe
def taxonomies(request: HttpRequest, document_id: int) -> HttpResponse:
    document = head_of(request, document_id)
    rows = AnnotationTaxonomy.objects.filter(document=document).annotate(used=Count("annotations"))
    context = {
        "document": document,
        "taxonomies": taxonomies_with_details(rows),
        "components": AnnotationComponent.objects.filter(document=document),
    }
    return render(request, "annotations/taxonomies.html", context)


def add_taxonomy(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    color = COLORS[document.annotation_taxonomies.count() % len(COLORS)]
    return _taxonomy(request, document, AnnotationTaxonomy(document=document, color=color))


def edit_taxonomy(request: HttpRequest, document_id: int, taxonomy_id: int) -> HttpResponse:
    document = editable(request, document_id)
    rows = AnnotationTaxonomy.objects.filter(document=document)
    return _taxonomy(request, document, get_object_or_404(rows, pk=taxonomy_id))


def _taxonomy(request: HttpRequest, document: Document, row: AnnotationTaxonomy) -> HttpResponse:
    form = TaxonomyForm(request.POST or None, instance=row, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            taxonomy = row if row.pk else None
            services.save_taxonomy(document=document, taxonomy=taxonomy, **form.arguments())
            return _back(request, document)
        except ApplicationError as error:
            form.add_error("marker", error.message)
    title = "Change what is marked" if row.pk else "New kind of annotation"
    return dialog(request, FORM, {"form": form, "title": title})


def delete_taxonomy(request: HttpRequest, document_id: int, taxonomy_id: int) -> HttpResponse:
    document = editable(request, document_id)
    row = get_object_or_404(AnnotationTaxonomy, document=document, pk=taxonomy_id)
    if request.method == "POST":
        row.delete()
        return _back(request, document)
    loss = _loss(row, row.annotations.count(), "annotation")
    return dialog(request, "components/_confirm.html", loss)


def add_component(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    return _component(request, document, AnnotationComponent(document=document))


def edit_component(request: HttpRequest, document_id: int, component_id: int) -> HttpResponse:
    document = editable(request, document_id)
    rows = AnnotationComponent.objects.filter(document=document)
    return _component(request, document, get_object_or_404(rows, pk=component_id))


def _component(request: HttpRequest, document: Document, row: AnnotationComponent) -> HttpResponse:
    kept = {"name": row.name, "allowed_values": "\n".join(row.allowed_values or ())}
    form = ComponentForm(request.POST or None, initial=kept, document=document, row=row)
    if request.method == "POST" and form.is_valid():
        row.name = form.cleaned_data["name"]
        row.allowed_values = form.cleaned_data["allowed_values"]
        row.save()
        return _back(request, document)
    title = "Change the question" if row.pk else "New question"
    return dialog(request, FORM, {"form": form, "title": title})


def delete_component(request: HttpRequest, document_id: int, component_id: int) -> HttpResponse:
    document = editable(request, document_id)
    row = get_object_or_404(AnnotationComponent, document=document, pk=component_id)
    if request.method == "POST":
        row.delete()
        return _back(request, document)
    return dialog(request, "components/_confirm.html", _loss(row, row.values.count(), "answer"))


def _loss(row: Any, used: int, what: str) -> dict[str, object]:
    words = f"{counted(used, what)} of it are deleted as well, for good."
    return {
        "title": f"Delete “{row.name}”?",
        "loses": [words if used else f"There is no {what} of it."],
        "submit": "Delete",
    }


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    return go_to(request, reverse("annotations:taxonomies", args=[document.pk]))
