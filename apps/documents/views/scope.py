"""How the pages of a document find it: with the head's numbers, or within the right to manage."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from apps.documents.models import Document
from apps.documents.selectors import overview


def head_of(request: HttpRequest, document_id: int) -> Document:
    """The document with ``page_count``, ``layer_count``, ``can_edit`` and ``can_manage``."""
    return get_object_or_404(overview.document_head(request.user), pk=document_id)


def editable(request: HttpRequest, document_id: int) -> Document:
    return get_object_or_404(Document.objects.all().editable_by(request.user), pk=document_id)


def managed(request: HttpRequest, document_id: int) -> Document:
    return get_object_or_404(Document.objects.all().managed_by(request.user), pk=document_id)


def tab(
    request: HttpRequest, name: str, document: Document, context: dict[str, Any]
) -> HttpResponse:
    """One tab of the document's pages; its template is named after it."""
    context = {"document": document, "tab": name} | context
    return render(request, f"documents/{name}.html", context)
