"""How long a training will take, beside its presets: asked for again while it is measured."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import selected_parts
from apps.training.estimates import preset_rows
from apps.training.measuring import Question, ask, on_selection, on_set
from apps.training.models import TrainingSet
from apps.users.http import user_of


@require_POST
def times(request: HttpRequest, document_id: int) -> HttpResponse:
    """The times of a training on chosen pages; measured first where nothing is known."""
    documents = Document.objects.filter(archived_at__isnull=True).editable_by(request.user)
    document = get_object_or_404(documents, pk=document_id)
    parts = _parts(document, request.POST.get("selection") or "all")
    return _times(request, on_selection(user_of(request), document, parts, request.POST))


@require_POST
def set_times(request: HttpRequest, set_id: int) -> HttpResponse:
    """The same of a training on a set."""
    user = user_of(request)
    training_set = get_object_or_404(TrainingSet.objects.editable_by(user), pk=set_id)
    return _times(request, on_set(user, training_set, request.POST))


def _times(request: HttpRequest, question: Question) -> HttpResponse:
    found = ask(question)
    context = {
        "times": found,
        "times_url": request.path,
        "rows": preset_rows(question.user, estimate=found.estimate, chosen=""),
    }
    return render(request, "training/_times.html", context)


def _parts(document: Document, selection: str) -> PartQuerySet:
    try:
        return selected_parts(document, selection)
    except ApplicationError:
        return Part.objects.none()
