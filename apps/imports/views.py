"""The import dialog and the report of an import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done
from apps.documents.models import Document
from apps.documents.views.scope import head_of
from apps.imports.forms import ImportForm
from apps.imports.report import as_csv
from apps.imports.services import request_import
from apps.jobs.models import Job
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
        upload=data["upload_file"],
        layer_name=data["layer_name"],
        replace=data["mode"] == "replace",
    )


@require_GET
def report(request: HttpRequest, job_uid: str) -> HttpResponse:
    """What happened to each file: a page, or a table for a spreadsheet with ``?format=csv``."""
    job = get_object_or_404(Job.objects.visible_to(request.user), uid=job_uid, kind="import")
    files = job.result.get("files", [])
    if request.GET.get("format") == "csv":
        response = HttpResponse(as_csv(files), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{job.pk}.csv"'
        return response
    document = head_of(request, job.document_id or 0)
    context = {"job": job, "document": document, "files": files, "tab": "activity"}
    return render(request, "imports/report.html", context)
