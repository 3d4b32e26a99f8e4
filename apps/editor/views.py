"""The page editor, the way to a page by its number, and the history of a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import ApplicationError
from apps.common.http import dialog_done
from apps.documents.models import Document, Part, Snapshot
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import ALL, selected_parts
from apps.documents.selectors.snapshots import snapshots_before
from apps.documents.services.snapshots import restore_snapshot
from apps.editor.bootstrap import bootstrap, layer_wanted
from apps.users.http import user_of


@require_safe
def edit(request: HttpRequest, document_id: int, part_id: int) -> HttpResponse:
    part = get_object_or_404(_parts(request, document_id), pk=part_id)
    layer_id = layer_wanted(request.GET.get("layer"))
    data = bootstrap(part=part, user=user_of(request), layer_id=layer_id)
    context = {"part": part, "document": part.document, "bootstrap": data}
    return render(request, "editor/edit.html", context)


@require_safe
def page(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """To the editor of the page with this number, from 1."""
    part = get_object_or_404(_parts(request, document_id), order=number - 1)
    return redirect("editor:edit", document_id, part.pk)


@require_safe
def history(request: HttpRequest, document_id: int, part_id: int) -> HttpResponse:
    """The snapshots of a page: in a dialog, or as a page of its own."""
    return _history(request, get_object_or_404(_parts(request, document_id), pk=part_id))


@require_safe
def history_of_selection(request: HttpRequest, document_id: int) -> HttpResponse:
    """The snapshots of the first page that is selected."""
    document = get_object_or_404(Document.objects.all().visible_to(request.user), pk=document_id)
    try:
        part = selected_parts(document, request.GET.get("selection") or ALL).first()
    except ApplicationError as error:
        raise Http404(error.message) from error
    return _history(request, get_object_or_404(_parts(request, document_id), pk=part and part.pk))


def _history(request: HttpRequest, part: Part) -> HttpResponse:
    can_edit = Part.objects.filter(pk=part.pk).editable_by(request.user).exists()
    context = {
        "part": part,
        "document": part.document,
        "snapshots": snapshots_before(part, before=None),
        "can_edit": can_edit,
    }
    is_dialog = bool(request.headers.get("HX-Request"))
    return render(request, f"editor/{'_history_dialog' if is_dialog else 'history'}.html", context)


@require_POST
def restore(request: HttpRequest, document_id: int, part_id: int, snapshot_id: int) -> HttpResponse:
    """Bring the page back to a snapshot."""
    rows = Snapshot.objects.all().editable_by(request.user).filter(part__document_id=document_id)
    snapshot = get_object_or_404(rows.select_related("part"), pk=snapshot_id, part_id=part_id)
    restore_snapshot(snapshot=snapshot, user=user_of(request))
    if request.headers.get("HX-Request"):
        return dialog_done(events=("page:restored",))
    return redirect("editor:edit", document_id, part_id)


def _parts(request: HttpRequest, document_id: int) -> PartQuerySet:
    rows = Part.objects.all().visible_to(request.user).filter(document_id=document_id)
    return rows.select_related("document", "image")
