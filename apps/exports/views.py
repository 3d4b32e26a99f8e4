"""The export dialog, lists of exports, and their guarded download."""

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from apps.common import downloads
from apps.common.errors import ApplicationError
from apps.common.http import dialog, dialog_done, page_of
from apps.documents.models import Document
from apps.documents.selection import selected_parts
from apps.documents.views.scope import head_of
from apps.exports.forms import ExportForm
from apps.exports.models import Export
from apps.exports.services import count_download, delete_export, request_export
from apps.users.http import user_of

PAGE_SIZE = 25


@require_http_methods(["GET", "POST"])
def export_dialog(request: HttpRequest, document_id: int) -> HttpResponse:
    """The dialog; a valid post queues the export and closes it."""
    user = user_of(request)
    document = get_object_or_404(Document.objects.visible_to(user), pk=document_id)
    selection = request.POST.get("selection") or request.GET.get("selection") or "all"
    parts = selected_parts(document, selection)
    initial = {"selection": selection, "layer": request.GET.get("layer", "")}
    form = ExportForm(
        request.POST or None, document=document, user=user, parts=parts, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            origin = request.build_absolute_uri("/").rstrip("/")
            params = form.params(list(parts.values_list("pk", flat=True)), origin=origin)
            job = request_export(user=user, document=document, params=params)
            asked = {"export:asked": {"job": job.pk}}
            return dialog_done(events=("jobs:changed",), details=asked)
        except ApplicationError as error:
            form.add_error(None, error.message)
    return dialog(request, "exports/_export_dialog.html", {"form": form, "document": document})


@require_GET
def document_exports(request: HttpRequest, document_id: int) -> HttpResponse:
    """My exports of one document."""
    document = head_of(request, document_id)
    rows = Export.objects.visible_to(request.user).filter(document=document)
    page = page_of(request, rows, PAGE_SIZE)
    context = {"document": document, "page": page, "tab": "exports"}
    return render(request, "exports/document_exports.html", context)


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """All my exports, in the profile."""
    rows = Export.objects.visible_to(request.user).select_related("document")
    page = page_of(request, rows, PAGE_SIZE)
    total = rows.aggregate(size=Sum("size"))["size"] or 0
    return render(request, "exports/files.html", {"page": page, "total_bytes": total})


@require_safe
def download(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The file, or the rest of it, to the person who exported it."""
    export = get_object_or_404(Export.objects.visible_to(request.user), uid=uid)
    return answer_with(request, export)


def answer_with(request: HttpRequest, export: Export) -> HttpResponseBase:
    """The file of an export, until it expires; a download that begins is counted."""
    if export.expires_at <= timezone.now():
        raise Http404("This export has expired. Export again.")
    response = downloads.download(
        request,
        stored=str(export.file.name),
        filename=export.name,
        etag=export.uid.hex,
        modified=export.created_at,
    )
    if response.status_code == 200 and request.method == "GET":
        count_download(export=export)
    return response


@require_POST
def delete(request: HttpRequest, uid: str) -> HttpResponse:
    """Delete one export and its file."""
    export = get_object_or_404(Export.objects.editable_by(request.user), uid=uid)
    delete_export(export=export)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if is_ours else "exports:files")
