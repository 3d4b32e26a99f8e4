"""The home page, the palette's findings, and a document's activity."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common.http import page_of
from apps.documents.selectors import home as selectors
from apps.documents.views.scope import head_of, tab
from apps.projects.selectors import project_rows

PROJECTS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "recent": selectors.recent_pages(request.user),
        "projects": project_rows(request.user).order_by("-updated_at")[:PROJECTS],
    }
    return render(request, "documents/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What has a name like the query, as options of the palette."""
    query, document = request.GET.get("q", "").strip(), request.GET.get("document", "")
    document_id = int(document) if document.isdigit() else None
    context = {
        "projects": selectors.found_projects(request.user, query),
        "documents": selectors.found_documents(request.user, query),
        "parts": selectors.found_parts(request.user, query, document_id),
    }
    return render(request, "documents/_found.html", context)


@require_safe
def activity(request: HttpRequest, document_id: int) -> HttpResponse:
    """Everything that was asked of this document, newest first."""
    document = head_of(request, document_id)
    rows = document.jobs.roots().select_related("user", "ocr_model").defer("params", "data")
    return tab(request, "activity", document, {"page": page_of(request, rows)})
