"""The dialog and the page that ask for a training, and what can be done with one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, go_to
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.jobs.models import Job
from apps.jobs.services import pause_job
from apps.processing import selectors
from apps.training import kept, own_presets, services
from apps.training.forms import SetTrainForm, TrainForm
from apps.training.measuring import on_selection, on_set, standing
from apps.training.models import KeptEpoch, TrainingPreset, TrainingSet
from apps.training.sets.selectors import split_facts
from apps.training.types import found_types, types_of_set
from apps.users.http import user_of


@require_http_methods(["GET", "POST"])
def train(request: HttpRequest, document_id: int) -> HttpResponse:
    """The dialog on selected pages; a valid post starts the training and leads to it."""
    document = get_object_or_404(_documents(request), pk=document_id)
    selection = request.POST.get("selection") or request.GET.get("selection") or "all"
    initial = {**request.GET.dict(), "selection": selection}
    form = TrainForm(
        request.POST or None, document=document, user=user_of(request), initial=initial
    )
    parts = _parts(form, document, selection)
    job = _request(form, parts) if form.is_valid() else None
    if job:
        return go_to(request, f"/job/{job.pk}/")
    times = standing(on_selection(user_of(request), document, parts, form.wanted))
    form.estimate = times.estimate
    context = {"form": form, "document": document, "selection": selection, "times": times}
    context["pages"] = selectors.page_facts(parts)
    return dialog(request, "training/_train_dialog.html", context)


@require_GET
def types(request: HttpRequest, document_id: int) -> HttpResponse:
    """The types on the selected pages, each with a box for what it is learned as."""
    document = get_object_or_404(_documents(request), pk=document_id)
    try:
        parts = selected_parts(document, request.GET.get("selection") or "all")
    except ApplicationError:
        parts = Part.objects.none()
    return render(request, "training/_types.html", {"types": found_types(parts)})


@require_http_methods(["GET", "POST"])
def train_set(request: HttpRequest, set_id: int) -> HttpResponse:
    """The page on a set; a valid post freezes it and starts the training."""
    user = user_of(request)
    training_set = get_object_or_404(TrainingSet.objects.editable_by(user), pk=set_id)
    initial = request.GET.dict()
    form = SetTrainForm(request.POST or None, training_set=training_set, user=user, initial=initial)
    job = form.request() if form.is_valid() else None
    if job:
        return redirect("jobs:detail", job.pk)
    times = standing(on_set(user, training_set, form.wanted))
    form.estimate = times.estimate
    context = {
        "form": form,
        "training_set": training_set,
        "types": types_of_set(training_set, user),
        "times": times,
        "splits": split_facts(training_set, user),
    }
    return render(request, "training/train_set.html", context, status=422 if form.errors else 200)


@require_POST
def pause(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop a training where it is, to go on later; one that has ended stays as it is."""
    job = get_object_or_404(Job.objects.editable_by(request.user), pk=job_id)
    if job.kind == "train" and job.state == "running":
        pause_job(job=job, user=user_of(request))
    return _changed(request, job)


@require_POST
def go_on(request: HttpRequest, job_id: int) -> HttpResponse:
    """A new job that goes on where this one ended."""
    job = get_object_or_404(Job.objects.editable_by(request.user), pk=job_id)
    more = request.POST.get("more", "")
    try:
        job = services.continue_training(
            job=job,
            user=user_of(request),
            more_epochs=min(int(more), 1000) if more.isdecimal() else 0,
            newest="newest" in request.POST,
        )
    except ApplicationError as error:
        return render(request, "training/_refusal.html", {"refusal": error.message}, status=422)
    return go_to(request, f"/job/{job.pk}/")


@require_POST
def make_model(request: HttpRequest, epoch_id: int) -> HttpResponse:
    """A model of its own of an earlier epoch."""
    epochs = KeptEpoch.objects.visible_to(request.user).select_related("model")
    row = get_object_or_404(epochs, pk=epoch_id)
    try:
        made = kept.make_model(kept=row, user=user_of(request))
    except ApplicationError as error:
        return render(request, "training/_refusal.html", {"refusal": error.message}, status=422)
    return go_to(request, f"/model/{made.pk}/")


@require_POST
def delete_epoch(request: HttpRequest, epoch_id: int) -> HttpResponse:
    row = get_object_or_404(KeptEpoch.objects.editable_by(request.user), pk=epoch_id)
    kept.delete_epoch(kept=row, user=user_of(request))
    return go_to(request, f"/model/{row.model_id}/")


@require_http_methods(["GET", "POST"])
def presets(request: HttpRequest) -> HttpResponse:
    """The presets of a person: rename, make usual, delete."""
    user = user_of(request)
    refusal = ""
    if request.method == "POST":
        wanted = request.POST.get("preset", "")
        rows = TrainingPreset.objects.editable_by(user)
        row = rows.filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
        refusal = _change_preset(request, row) if row else "This preset is gone."
    context = {"presets": own_presets.of_user(user), "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "training/_presets_dialog.html", context, status=status)


def _change_preset(request: HttpRequest, row: TrainingPreset) -> str:
    user = user_of(request)
    try:
        if "delete" in request.POST:
            own_presets.delete(row=row, user=user)
        else:
            name, usual = request.POST.get("name", ""), "usual" in request.POST
            own_presets.change(row=row, user=user, name=name, is_default=usual)
    except ApplicationError as error:
        return error.message
    return ""


def _documents(request: HttpRequest) -> Any:
    return Document.objects.filter(archived_at__isnull=True).editable_by(request.user)


def _parts(form: TrainForm, document: Document, selection: str) -> PartQuerySet:
    try:
        return selected_parts(document, selection)
    except ApplicationError as error:
        if form.is_bound:
            form.add_error(None, error.message)
        return Part.objects.none()


def _request(form: TrainForm, parts: PartQuerySet) -> Job | None:
    try:
        return form.request(parts)
    except ApplicationError as error:
        form.add_error(None, error.message)
        return None


def _changed(request: HttpRequest, job: Job) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("jobs:detail", job.pk)
    return dialog_done(events=("jobs:changed",))
