"""Error pages: words for people, JSON for the API."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render


def _answer(request: HttpRequest, status: int, template: str, detail: str) -> HttpResponseBase:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    return render(request, f"errors/{template}.html", status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, 400, "400", "Bad request.")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, 403, "403", "You do not have permission to perform this action.")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    return _answer(request, 403, "403_csrf", "CSRF Failed.")


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, 404, "404", "Not found.")


@login_not_required
def server_error(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, 500, "500", "Something went wrong on the server.")
