"""The pages of the hub: the catalogue, one card, and the buttons that fetch and install."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from apps.common.errors import ApplicationError
from apps.common.http import page_of
from apps.hub import offers, origin, selectors, services
from apps.hub.models import HubEntry
from apps.hub.selectors import HubFilter
from apps.users.http import user_of

PAGE_SIZE = 20


@require_GET
@vary_on_headers("HX-Request")
def hub(request: HttpRequest) -> HttpResponse:
    """The public models that fit, with what the reader has of them."""
    wanted = HubFilter.of(request.GET)
    page = page_of(request, selectors.entries(wanted, request.user), PAGE_SIZE)
    context: dict[str, Any] = {"page": page, "wanted": wanted, "url": request.get_full_path()}
    context["offers"] = offers.offers(page.object_list, user_of(request))
    if "HX-Request" in request.headers:
        return render(request, "hub/_rows.html", context)
    context |= {"options": selectors.options(), "catalogue": selectors.catalogue_state()}
    return render(request, "hub/hub.html", context | {"sorts": selectors.SORT_NAMES})


@require_http_methods(["GET", "POST"])
def catalogue(request: HttpRequest) -> HttpResponse:
    """How old the list is and how its fetching goes; a post asks for fetching it."""
    refusal = ""
    if request.method == "POST":
        try:
            services.request_refresh(user=user_of(request))
        except ApplicationError as error:
            refusal = error.message
    if "HX-Request" not in request.headers:
        return redirect("hub:hub")
    state = selectors.catalogue_state()
    context: dict[str, Any] = {"catalogue": state, "refusal": refusal}
    if not state.is_running:
        asked = request.POST if request.method == "POST" else request.GET
        context |= {"options": selectors.options(), "wanted": HubFilter.of(asked)}
    response = render(request, "hub/_catalogue.html", context)
    response["HX-Trigger"] = json.dumps({"hub:changed": True, "jobs:changed": True})
    return response


@require_GET
def detail(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The model's card in full, its versions and its files."""
    entry = _visible(request, entry_id)
    context = {
        "entry": entry,
        "offer": offers.offers([entry], user_of(request))[0],
        "versions": selectors.versions(entry),
        "related": selectors.related(entry, request.user),
        "citation": origin.citation(entry),
        "is_full": True,
    }
    return render(request, "hub/entry.html", context)


@require_http_methods(["GET", "POST"])
def install(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What the reader has of the model and how its installation goes; a post asks for it."""
    entry = _visible(request, entry_id)
    asked = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"is_full": bool(asked.get("full"))}
    if request.method == "POST":
        context["refusal"] = _request(request, entry)
    if "HX-Request" not in request.headers:
        return redirect("hub:detail", entry_id)
    context["offer"] = offers.offers([entry], user_of(request))[0]
    response = render(request, "hub/_offer.html", context)
    response["HX-Trigger"] = json.dumps({"jobs:changed": True})
    return response


def _request(request: HttpRequest, entry: HubEntry) -> str:
    """Ask for the installation; why it was refused, if it was."""
    try:
        services.request_install(
            user=user_of(request),
            entry=entry,
            file=request.POST.get("file", ""),
            is_public=bool(request.POST.get("is_public")),
        )
    except ApplicationError as error:
        return error.message
    return ""


def _visible(request: HttpRequest, entry_id: int) -> HubEntry:
    return get_object_or_404(HubEntry.objects.visible_to(request.user), pk=entry_id)
