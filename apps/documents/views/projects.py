"""A project's page with its documents, and its deletion."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.common.http import dialog, go_to, page_of
from apps.common.words import counted
from apps.documents.models import Document, Part
from apps.documents.selectors import overview
from apps.documents.services.documents import delete_project
from apps.projects.forms import TypeNameForm
from apps.projects.models import Project
from apps.projects.selectors import sorted_rows
from apps.users.http import user_of


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(overview.project_head(request.user), slug=slug)
    query, archived = request.GET.get("q", "").strip(), "archived" in request.GET
    rows: QuerySet[Document]
    rows = overview.document_rows(request.user, found, query=query, archived=archived)
    wanted = request.GET.get("sort", "")
    rows, sort = sorted_rows(rows, wanted, overview.SORTS, overview.DEFAULT_SORT)
    context = {"project": found, "page": page_of(request, rows), "sort": sort, "q": query}
    return render(request, "documents/project.html", context | {"archived": archived})


def delete(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Project.objects.all().managed_by(request.user), slug=slug)
    form = TypeNameForm(request.POST or None, expected=found.name)
    if request.method == "POST" and form.is_valid():
        delete_project(project=found, user=user_of(request))
        messages.success(request, f"The project “{found.name}” is deleted.")
        return go_to(request, reverse("projects:list"))
    return dialog(request, "components/_confirm.html", _confirmation(found, form))


def _confirmation(found: Project, form: TypeNameForm) -> dict[str, object]:
    documents = counted(found.documents.count(), "document")
    lost = ", ".join([documents, *overview.losses(Part.objects.filter(document__project=found))])
    return {
        "form": form,
        "title": f"Delete “{found.name}”?",
        "loses": [f"This deletes {lost}, with all images and history, for everybody, for ever."],
        "keeps": "To put it out of sight and keep everything, archive it instead.",
        "submit": "Delete the project",
    }
