"""The dialog that says who may use a model."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.errors import ApplicationError
from apps.models import selectors, services
from apps.models.forms import ShareForm
from apps.models.models import OcrModel
from apps.models.views import owned
from apps.users.http import user_of


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, model_id: int) -> HttpResponse:
    """Who may use the model; a valid post adds a person, a team, or both."""
    model, user = owned(request, model_id), user_of(request)
    form = ShareForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            for who in form.chosen:
                services.share_model(model=model, user=user, with_user=who)
            form = ShareForm(user=user)
        except ApplicationError as error:
            form.add_error("member", error.message)
    return _share_dialog(request, model, form)


@require_POST
def unshare(request: HttpRequest, model_id: int, share_id: int) -> HttpResponse:
    model, user = owned(request, model_id), user_of(request)
    services.unshare_model(share=get_object_or_404(model.shares, pk=share_id), user=user)
    return _share_dialog(request, model, ShareForm(user=user))


def _share_dialog(request: HttpRequest, model: OcrModel, form: ShareForm) -> HttpResponse:
    context = {"model": model, "form": form, "shares": selectors.shares_of(model)}
    status = 422 if form.errors else 200
    return render(request, "models/_share_dialog.html", context, status=status)
