"""One replacement: what it changed where, and the button that undoes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import page_of
from apps.documents.models import Part
from apps.search import selectors
from apps.search.models import Replacement
from apps.search.services import undo_replacement
from apps.users.http import user_of


@require_safe
def detail(request: HttpRequest, replacement_id: int) -> HttpResponse:
    row = get_object_or_404(_rows(request), pk=replacement_id)
    texts = row.texts.filter(part__in=Part.objects.visible_to(request.user).values("pk"))
    [replacement] = selectors.counted([row])
    context = {
        "replacement": replacement,
        "document": row.document,
        "page": page_of(request, texts.select_related("part", "layer")),
        "may_undo": Replacement.objects.editable_by(request.user).filter(pk=row.pk).exists(),
    }
    return render(request, "search/replacement.html", context)


@require_POST
def undo(request: HttpRequest, replacement_id: int) -> HttpResponse:
    rows = Replacement.objects.editable_by(request.user)
    replacement = get_object_or_404(rows, pk=replacement_id)
    try:
        replacement = undo_replacement(replacement=replacement, user=user_of(request))
    except ApplicationError as error:
        messages.error(request, error.message)
    if replacement.job and replacement.job.is_active:
        return redirect("jobs:detail", replacement.job.pk)
    return redirect("search:replacement", replacement_id)


def _rows(request: HttpRequest) -> Any:
    rows = Replacement.objects.visible_to(request.user)
    return rows.select_related("user", "project", "document", "job")
