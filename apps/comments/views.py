"""The comments of a document, as a part of its Activity page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.comments import selectors
from apps.common.http import page_of
from apps.documents.models import Document


@require_safe
def comments(request: HttpRequest, document_id: int) -> HttpResponse:
    """Unresolved ones unless others are asked for; each leads to its line."""
    document = get_object_or_404(Document.objects.all().visible_to(request.user), pk=document_id)
    state = request.GET.get("state", "")
    state = state if state in selectors.STATES else selectors.UNRESOLVED
    rows = selectors.document_threads(document=document, state=state)
    context = {"document": document, "state": state, "page": page_of(request, rows)}
    return render(request, "comments/_comments.html", context)
