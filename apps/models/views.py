"""The models pages: list, one model, upload, change, delete and the guarded download."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_safe,
)

from apps.common import downloads
from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to, page_of
from apps.models import card, sections, selectors, services
from apps.models.family import family
from apps.models.forms import ModelForm, UploadForm
from apps.models.models import ModelRole, OcrModel
from apps.models.selectors import ModelFilter
from apps.users.http import user_of


@require_GET
def model_list(request: HttpRequest) -> HttpResponse:
    """Models I may use, and the trainings that will bring new ones."""
    wanted = ModelFilter(
        text=request.GET.get("q", "").strip(),
        role=request.GET.get("role", ""),
        script=request.GET.get("script", ""),
        owner=request.GET.get("owner", ""),
        origin=request.GET.get("origin", ""),
        sort=request.GET.get("sort", "-created"),
    )
    context = {
        "page": page_of(request, selectors.models_for(request.user, wanted)),
        "wanted": wanted,
        "sort": wanted.sort,
        "roles": ModelRole.choices,
        "scripts": selectors.scripts_of(request.user),
        "owners": selectors.OWNERS,
        "origins": selectors.ORIGINS,
        "trainings": user_of(request).jobs.filter(kind="train", finished_at__isnull=True),
        "many_actions": sections.many_actions(),
    }
    template = "models/_rows.html" if "HX-Request" in request.headers else "models/list.html"
    return render(request, template, context)


@require_GET
def detail(request: HttpRequest, model_id: int) -> HttpResponse:
    """What is known of one model: card, figures, family, where it was used."""
    model = visible(request, model_id)
    context = {
        "model": model,
        "is_owner": model.owner == request.user,
        "shares": selectors.shares_of(model),
        "teams": selectors.sharing_teams(model, user_of(request)),
        "head": card.head_of(model),
        "family": family(model, request.user),
        "used_in": selectors.used_in(model, request.user),
        "panels": sections.panels_of(model, user_of(request)),
    }
    return render(request, "models/detail.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A model file is read and added, or refused with the reason."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            model = services.upload_model(
                user=user_of(request), upload=data["file"], name=data["name"], script=data["script"]
            )
            return go_to(request, reverse("models:detail", args=[model.pk]))
        except ApplicationError as error:
            form.add_error("file", error.message)
    return dialog(request, "models/_upload_dialog.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, model_id: int) -> HttpResponse:
    model = owned(request, model_id)
    user = user_of(request)
    form = ModelForm(request.POST or None, instance=model, is_staff=user.is_staff)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        services.update_model(model=owned(request, model_id), user=user, changes=changes)
        return go_to(request, reverse("models:detail", args=[model.pk]))
    context = {"form": form, "title": f"Change “{model.name}”"}
    return dialog(request, "components/_dialog_form.html", context)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, model_id: int) -> HttpResponse:
    """Ask, saying what goes; then delete the model and its file."""
    model = owned(request, model_id)
    context: dict[str, Any] = {"model": model, "title": f"Delete “{model.name}”?"}
    if request.method == "POST":
        try:
            services.delete_model(model=model, user=user_of(request))
            return go_to(request, reverse("models:list"))
        except ApplicationError as error:
            context["refusal"] = error.message
    context |= {
        "children": model.children.count(),
        "shares": model.shares.count(),
        "dependencies": sections.dependencies_of(model, user_of(request)),
    }
    return dialog(request, "models/_delete_dialog.html", context)


@require_safe
def download(request: HttpRequest, model_id: int) -> HttpResponseBase:
    """The model's file, or the rest of it, to everybody who may use it."""
    model = visible(request, model_id)
    return downloads.download(
        request,
        stored=str(model.file.name),
        filename=services.file_name(model),
        etag=model.sha256,
        modified=model.created_at,
    )


def visible(request: HttpRequest, model_id: int) -> OcrModel:
    rows = OcrModel.objects.visible_to(request.user).select_related("owner", "parent")
    return get_object_or_404(rows, pk=model_id)


def owned(request: HttpRequest, model_id: int) -> OcrModel:
    return get_object_or_404(OcrModel.objects.editable_by(request.user), pk=model_id)
