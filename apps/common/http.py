"""Answers that the dialogs and lists of the pages understand."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

_M = TypeVar("_M", bound=Model)

PAGE_SIZE = 50


def dialog_done(
    *, events: tuple[str, ...] = (), details: Mapping[str, dict[str, Any]] | None = None
) -> HttpResponse:
    """Close the dialog and tell the page what changed; ``details`` are events that carry data."""
    triggers = {"dialog:close": True} | dict.fromkeys(events, True) | dict(details or {})
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(triggers)})


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Leave for ``url``, whether a dialog or an ordinary form asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def dialog(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A dialog's fragment: 200 when it is opened, 422 when what was posted is not valid."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def page_of(request: HttpRequest, rows: "QuerySet[_M]", size: int = PAGE_SIZE) -> "Page[_M]":
    """The page of ``rows`` that the query asks for; the nearest one when it asks nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
