"""Versions of a training set: freezing, what has changed since, files; and what was trained."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from apps.common import downloads
from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, go_to
from apps.training.models import TrainingSet, TrainingSetVersion
from apps.training.sets import exporting, selectors, services
from apps.training.sets.access import refuse_unreadable
from apps.training.sets.changes import changes_since
from apps.training.sets.forms import ExportForm
from apps.training.sets.http import editable, frame, visible
from apps.users.http import user_of


@require_GET
def versions(request: HttpRequest, set_id: int) -> HttpResponse:
    """The versions, newest first; what has changed since is fetched for each."""
    training_set = visible(request, set_id)
    return render(request, "training/sets/versions.html", _versions(request, training_set))


def _versions(request: HttpRequest, training_set: TrainingSet) -> dict[str, Any]:
    rows = training_set.versions.select_related("user")
    return {**frame(request, training_set, "versions"), "versions": rows}


@require_POST
def freeze(request: HttpRequest, set_id: int) -> HttpResponse:
    """Keep what the set holds now; where that is refused, the reason."""
    training_set = editable(request, set_id)
    try:
        services.freeze(training_set=training_set, user=user_of(request))
    except ApplicationError as error:
        context = _versions(request, training_set) | {"refusal": error.message}
        return render(request, "training/sets/versions.html", context, status=422)
    return go_to(request, reverse("sets:versions", args=[training_set.pk]))


@require_GET
def changes(request: HttpRequest, set_id: int, number: int) -> HttpResponse:
    """In words, what is otherwise now than in a version."""
    version = _version(request, set_id, number)
    context: dict[str, Any]
    try:
        context = {"changes": changes_since(version, user_of(request))}
    except ApplicationError as error:
        context = {"refusal": error.message}
    return render(request, "training/sets/_changes.html", context)


@require_safe
def file(request: HttpRequest, set_id: int, number: int) -> HttpResponseBase:
    """The frozen archive itself: PAGE files and the manifest."""
    version = _version(request, set_id, number)
    try:
        refuse_unreadable(version, user_of(request))
    except ApplicationError as error:
        return HttpResponse(error.message, status=403, content_type="text/plain; charset=utf-8")
    name = f"{slugify(version.training_set.name) or 'training-set'}-v{version.number}.zip"
    return downloads.download(
        request,
        stored=str(version.file.name),
        filename=name,
        etag=version.digest,
        modified=version.created_at,
    )


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, set_id: int, number: int) -> HttpResponse:
    """Ask for a version as a package; the file waits among the person's files."""
    version, user = _version(request, set_id, number), user_of(request)
    form = ExportForm(request.POST or None)
    if form.is_valid():
        try:
            job = exporting.request_export(version=version, user=user, **form.cleaned_data)
            asked = {"export:asked": {"job": job.pk}}
            return dialog_done(events=("jobs:changed",), details=asked)
        except ApplicationError as error:
            form.add_error(None, error.message)
    context = {"form": form, "title": f"Export “{version}”", "submit": "Export"}
    return dialog(request, "components/_dialog_form.html", context)


@require_GET
def trainings(request: HttpRequest, set_id: int) -> HttpResponse:
    """Models that learned from the set, and trainings under way."""
    training_set, user = visible(request, set_id), user_of(request)
    context = {
        **frame(request, training_set, "trainings"),
        "models": selectors.models_of(training_set, user),
        "jobs": selectors.trainings_of(training_set, user),
    }
    return render(request, "training/sets/trainings.html", context)


def _version(request: HttpRequest, set_id: int, number: int) -> TrainingSetVersion:
    rows = TrainingSetVersion.objects.visible_to(request.user).select_related("training_set")
    return get_object_or_404(rows, training_set_id=set_id, number=number)
