"""Pages of accounts: sign in, set-up notice, profile, API key."""

from allauth.account import views as allauth
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.users import services
from apps.users.forms import ProfileForm
from apps.users.http import user_of


@login_not_required
def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in; while there is no account at all, say how to make the first."""
    if not services.has_accounts():
        return redirect("users:setup-needed")
    response: HttpResponseBase = allauth.login(request)
    return response


@login_not_required
@require_safe
@never_cache
def setup_needed(request: HttpRequest) -> HttpResponse:
    if services.has_accounts():
        return redirect("account_login")
    return render(request, "users/setup_needed.html")


def profile(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        services.update_profile(user=user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("users:profile")
    return render(request, "users/profile.html", {"form": form, "section": "profile"})


@require_safe
@never_cache
def api_key(request: HttpRequest) -> HttpResponse:
    key = services.api_token(user=user_of(request))
    return render(request, "users/api_key.html", {"key": key, "section": "apikey"})


@require_POST
def rotate_api_key(request: HttpRequest) -> HttpResponse:
    services.rotate_token(user=user_of(request))
    messages.success(request, "You have a new key. Scripts that use the old one need it now.")
    return redirect("users:api-key")
