"""Pages of projects: list, create, rename, share, archive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to, page_of
from apps.projects import selectors, services
from apps.projects.forms import ProjectForm, ShareForm
from apps.projects.models import Membership, Project, Role
from apps.users.http import user_of


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    query, archived = request.GET.get("q", "").strip(), "archived" in request.GET
    found = selectors.project_rows(request.user, query=query, archived=archived)
    wanted = request.GET.get("sort", "")
    rows, sort = selectors.sorted_rows(found, wanted, selectors.SORTS, selectors.DEFAULT_SORT)
    context = {"page": page_of(request, rows), "sort": sort, "q": query, "archived": archived}
    return render(request, "projects/list.html", context)


def create(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = services.create_project(user=user_of(request), **form.cleaned_data)
        return go_to(request, reverse("documents:project", args=[project.slug]))
    context = {"form": form, "title": "New project", "submit": "Create the project"}
    return dialog(request, "components/_dialog_form.html", context)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    project = _managed(request, slug)
    form = ProjectForm(request.POST or None, instance=project)
    if request.method == "POST" and form.is_valid():
        services.update_project(project=project, user=user_of(request), **form.cleaned_data)
        return go_to(request, reverse("documents:project", args=[slug]))
    context = {"form": form, "title": "Rename the project"}
    return dialog(request, "components/_dialog_form.html", context)


def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Who shares the project; a valid post adds one person or changes a role."""
    project = _managed(request, slug)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _share(request, project, form):
        form = ShareForm()
    members = project.memberships.select_related("user", "team").order_by("pk")
    context = {"form": form, "project": project, "members": members}
    return render(request, "projects/_share_dialog.html", context)


def _share(request: HttpRequest, project: Project, form: ShareForm) -> bool:
    data = form.cleaned_data
    member, role = data["member"], Role(data["role"])
    try:
        services.share_project(project=project, user=user_of(request), member=member, role=role)
    except ApplicationError as error:
        form.add_error("member", error.message)
        return False
    return True


@require_POST
def revoke(request: HttpRequest, slug: str, membership_id: int) -> HttpResponse:
    project = _managed(request, slug)
    membership = get_object_or_404(Membership, project=project, pk=membership_id)
    services.revoke_membership(membership=membership, user=user_of(request))
    members = project.memberships.select_related("user", "team").order_by("pk")
    context = {"form": ShareForm(), "project": project, "members": members}
    return render(request, "projects/_share_dialog.html", context)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    try:
        services.leave_project(project=project, user=user_of(request))
        messages.success(request, f"You have left “{project.name}”.")
    except ApplicationError as error:
        messages.error(request, error.message)
    return go_to(request, reverse("projects:list"))


@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    project = _managed(request, slug)
    services.archive_project(project=project, user=user_of(request))
    messages.success(request, f"“{project.name}” is in the archive; nothing in it is lost.")
    return go_to(request, reverse("projects:list"))


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    project = _managed(request, slug)
    services.restore_project(project=project, user=user_of(request))
    messages.success(request, f"“{project.name}” is back from the archive.")
    return go_to(request, reverse("documents:project", args=[slug]))


def _managed(request: HttpRequest, slug: str) -> Project:
    return get_object_or_404(Project.objects.all().managed_by(request.user), slug=slug)
