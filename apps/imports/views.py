"""The import dialog, the list of imports, and the page of one: its plan, its report."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, go_to, page_of
from apps.documents.models import Document
from apps.documents.views.scope import head_of
from apps.imports import selectors
from apps.imports.choices import leave_out, match_by_name, match_in_order, take_again
from apps.imports.forms import ImportForm, PageForm
from apps.imports.models import Import, ImportItem
from apps.imports.report import as_csv
from apps.imports.services import choose_books, continue_import, delete_import, look_again
from apps.jobs.services import cancel_job
from apps.users.http import user_of

PAGE_SIZE = 50
ACTIONS: dict[str, Callable[..., object]] = {
    "start": continue_import,
    "order": match_in_order,
    "name": match_by_name,
    "look": look_again,
}


@require_http_methods(["GET", "POST"])
def import_dialog(request: HttpRequest, document_id: int) -> HttpResponse:
    """The dialog; a valid post queues the import, and leads to its page where it is a plan."""
    user = user_of(request)
    document = get_object_or_404(Document.objects.editable_by(user), pk=document_id)
    form = ImportForm(request.POST or None, request.FILES or None, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            return _leave(request, *form.request(user))
        except ApplicationError as error:
            form.add_error(None, error.message)
    return dialog(request, "imports/_import_dialog.html", {"form": form, "document": document})


def _leave(request: HttpRequest, run: Import, *others: Import) -> HttpResponse:
    if run.job and run.job.params.get("step") == "plan":
        several = reverse("imports:list", args=[run.document_id])
        return go_to(request, several if others else _url(run))
    return dialog_done(events=("jobs:changed",))


@require_GET
def imports(request: HttpRequest, document_id: int) -> HttpResponse:
    """All imports of the document, the newest first."""
    document = head_of(request, document_id)
    page = page_of(request, selectors.import_rows(document, request.user), 25)
    return render(
        request, "imports/imports.html", {"document": document, "page": page, "tab": "imports"}
    )


@require_GET
def detail(request: HttpRequest, document_id: int, uid: str) -> HttpResponse:
    """The import with everything in it: what it would do, or what became of it."""
    document = head_of(request, document_id)
    run = _visible(request, document_id, uid)
    show = request.GET.get("show", "")
    page = page_of(request, selectors.item_rows(run, show), PAGE_SIZE)
    context = {"run": run, "document": document, "page": page, "show": show, "tab": "imports"}
    return render(request, "imports/import.html", context | selectors.overview(run))


@require_GET
def report_csv(request: HttpRequest, document_id: int, uid: str) -> StreamingHttpResponse:
    """The report as a table for a spreadsheet."""
    run = _visible(request, document_id, uid)
    rows = as_csv(run.items.select_related("part").iterator(chunk_size=500))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


@require_POST
def act(request: HttpRequest, document_id: int, uid: str, action: str) -> HttpResponse:
    """Go on with the import, match it anew, choose its books, stop it or forget it."""
    run, user = _editable(request, document_id, uid), user_of(request)
    try:
        if action in ACTIONS:
            ACTIONS[action](run=run, user=user)
        elif action == "books":
            choose_books(run=run, user=user, books=request.POST.getlist("book"))
        elif action == "cancel" and run.job:
            cancel_job(job=run.job, user=user)
        elif action == "delete":
            delete_import(run=run, user=user)
            return HttpResponseRedirect(reverse("imports:list", args=[document_id]), status=303)
    except ApplicationError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(_url(run), status=303)


@require_http_methods(["GET", "POST"])
def item_page(request: HttpRequest, document_id: int, uid: str, item_id: int) -> HttpResponse:
    """The dialog in which people choose the page of a file."""
    item = _item(request, document_id, uid, item_id)
    form = PageForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(user_of(request))
            return dialog_done(events=("import:changed", "jobs:changed"))
        except ApplicationError as error:
            form.add_error("page", error.message)
    return dialog(request, "imports/_page_dialog.html", {"form": form, "item": item})


@require_POST
def item_act(
    request: HttpRequest, document_id: int, uid: str, item_id: int, action: str
) -> HttpResponse:
    """Leave a file out, or take it again; the answer is its row."""
    item, user = _item(request, document_id, uid, item_id), user_of(request)
    try:
        (leave_out if action == "leave" else take_again)(item=item, user=user)
    except ApplicationError as error:
        messages.error(request, error.message)
    return HttpResponse(status=204, headers={"HX-Trigger": "import:changed, jobs:changed"})


def _url(run: Import) -> str:
    return reverse("imports:detail", args=[run.document_id, run.uid])


def _visible(request: HttpRequest, document_id: int, uid: str) -> Import:
    rows = Import.objects.visible_to(request.user).select_related("job", "user", "document")
    return get_object_or_404(rows, document=document_id, uid=uid)


def _editable(request: HttpRequest, document_id: int, uid: str) -> Import:
    rows = Import.objects.all().editable_by(request.user).select_related("job", "document")
    return get_object_or_404(rows, document=document_id, uid=uid)


def _item(request: HttpRequest, document_id: int, uid: str, item_id: int) -> ImportItem:
    rows = ImportItem.objects.all().editable_by(request.user).select_related("run__job", "part")
    return get_object_or_404(rows, run__document=document_id, run__uid=uid, pk=item_id)
