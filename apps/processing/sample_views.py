"""Making the first account, and the sample that it and everybody else may try."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from apps.common.errors import ApplicationError
from apps.processing.sample import request_sample
from apps.users import services as users
from apps.users.forms import FirstAccountForm
from apps.users.http import user_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link on the terminal; void once there is an account."""
    if not users.is_setup_token(token):
        raise Http404
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _create(request, token, form):
        return redirect("documents:home")
    return render(request, "users/setup.html", {"form": form})


@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    document = request_sample(user=user_of(request))
    return redirect("documents:images", document.pk)


def _create(request: HttpRequest, token: str, form: FirstAccountForm) -> bool:
    try:
        user = users.create_first_account(token=token, **form.cleaned_data)
    except ApplicationError as error:
        form.add_error(None, error.message)
        return False
    login(request, user, backend=BACKEND)
    request_sample(user=user)
    return True
