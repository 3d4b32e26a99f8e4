"""Pages of archives: restoring one, and asking for that of a project."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.archives.forms import RestoreForm
from apps.archives.services import request_project_archive, request_restore
from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, go_to
from apps.projects.models import Project
from apps.users.http import user_of


@require_http_methods(["GET", "POST"])
def restore_dialog(request: HttpRequest) -> HttpResponse:
    """The dialog; a valid post queues the restoration and closes it."""
    user = user_of(request)
    form = RestoreForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            request_restore(user=user, upload=data["file"], project=data["project"])
            return dialog_done(events=("jobs:changed",))
        except ApplicationError as error:
            form.add_error("file", error.message)
    return dialog(request, "archives/_restore_dialog.html", {"form": form})


@require_POST
def archive_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Queue the archive of a whole project; the file appears among the person's files."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    request_project_archive(user=user_of(request), project=project)
    messages.success(
        request,
        f"The archive of “{project.name}” is being made. It will be under Files in your profile.",
    )
    return go_to(request, reverse("documents:project", args=[slug]))
