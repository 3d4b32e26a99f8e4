"""The import dialog and the report of an import."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, page_of
from apps.documents.models import Document
from apps.documents.views.scope import head_of
from apps.imports.forms import ImportForm
from apps.imports.models import Import
from apps.imports.report import as_csv
from apps.imports.services import request_import
from apps.users.http import user_of
from apps.users.models import User


@require_http_methods(["GET", "POST"])
def import_dialog(request: HttpRequest, document_id: int) -> HttpResponse:
    """The dialog; a valid post queues the import and closes it."""
    user = user_of(request)
    document = get_object_or_404(Document.objects.editable_by(user), pk=document_id)
    form = ImportForm(request.POST or None, request.FILES or None, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            _request(form, document, user)
            return dialog_done(events=("jobs:changed",))
        except ApplicationError as error:
            form.add_error("upload_file", error.message)
    return dialog(request, "imports/_import_dialog.html", {"form": form, "document": document})


def _request(form: ImportForm, document: Document, user: User) -> None:
    data = form.cleaned_data
    request_import(
        user=user,
        document=document,
        kind="files",
        upload=data["upload_file"],
        options={"layer": data["layer_name"], "mode": data["mode"]},
    )


@require_GET
def report(request: HttpRequest, document_id: int, uid: str) -> HttpResponse:
    """The import with everything in it, and what became of it."""
    document = head_of(request, document_id)
    run = get_object_or_404(Import.objects.visible_to(request.user), document=document_id, uid=uid)
    items = page_of(request, run.items.select_related("part"))
    context = {"run": run, "document": document, "items": items, "tab": "activity"}
    return render(request, "imports/import.html", context)


@require_GET
def report_csv(request: HttpRequest, document_id: int, uid: str) -> StreamingHttpResponse:
    """The report as a table for a spreadsheet."""
    run = get_object_or_404(Import.objects.visible_to(request.user), document=document_id, uid=uid)
    rows = as_csv(run.items.select_related("part").iterator(chunk_size=500))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response
