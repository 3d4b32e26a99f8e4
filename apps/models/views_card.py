"""A model's card: to read, to write, to take along with the model, and to deposit."""

from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from apps.models import card, deposit, services
from apps.models.card_form import CardForm
from apps.models.models import OcrModel
from apps.models.views import owned, visible
from apps.users.http import user_of


@require_GET
def card_data(request: HttpRequest, model_id: int) -> HttpResponse:
    """What is known of the model, for programs."""
    model = visible(request, model_id)
    response = JsonResponse(
        card.card(model), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    return _attached(response, model, ".json")


@require_GET
def card_text(request: HttpRequest, model_id: int) -> HttpResponse:
    """What is known of the model, to read and to publish beside its file."""
    model = visible(request, model_id)
    response = HttpResponse(card.card_text(model), content_type="text/markdown; charset=utf-8")
    return _attached(response, model, ".md")


@require_http_methods(["GET", "POST"])
def edit_card(request: HttpRequest, model_id: int) -> HttpResponse:
    """The form of the card, and what it lacks for a deposit."""
    model = owned(request, model_id)
    form = CardForm(request.POST or None, model=model)
    if request.method == "POST" and form.is_valid():
        services.update_model(model=model, user=user_of(request), changes=form.changes())
        return redirect("models:detail", model.pk)
    return _card_page(request, model, form, 422 if form.is_bound else 200)


def _card_page(request: HttpRequest, model: OcrModel, form: CardForm, code: int) -> HttpResponse:
    context = {"model": model, "form": form, "lacks": deposit.missing(model)}
    return render(request, "models/card.html", context, status=code)


@require_GET
def package(request: HttpRequest, model_id: int) -> HttpResponse:
    """The dialog of a deposit: what is missing, or the package."""
    model = owned(request, model_id)
    context = {"model": model, "lacks": deposit.missing(model), "notes": deposit.notes(model)}
    return render(request, "models/_package_dialog.html", context)


@require_safe
def package_file(request: HttpRequest, model_id: int) -> HttpResponseBase:
    """The package; a card that is not complete is refused: it opens, with what it lacks."""
    model = owned(request, model_id)
    if deposit.missing(model):
        return _card_page(request, model, CardForm(model=model), 422)
    name = deposit.zip_name(model, "_deposit")
    return FileResponse(deposit.package(model), as_attachment=True, filename=name)


@require_safe
def with_card(request: HttpRequest, model_id: int) -> HttpResponseBase:
    """The model with its card and how to cite it, for everybody who may use it."""
    model = visible(request, model_id)
    name = deposit.zip_name(model, "_with_card")
    return FileResponse(deposit.with_card(model), as_attachment=True, filename=name)


def _attached(response: HttpResponse, model: OcrModel, suffix: str) -> HttpResponse:
    name = PurePosixPath(services.file_name(model)).with_suffix(suffix).name
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
