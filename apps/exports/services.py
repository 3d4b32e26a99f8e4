"""Asking for an export, and removing one."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.documents.models import Document
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.writers.base import Format, formats
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.users.models import User

if TYPE_CHECKING:
    from apps.exports.writing import Written


class _Movable(File):  # type: ignore[type-arg]
    """A file of ours that a local storage moves to its place instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def check(*, document: Document, params: ExportParams) -> Format:
    """The format of an export that can be made; ``ApplicationError`` says what is amiss."""
    known = formats()
    if params.format not in known:
        raise ApplicationError(
            "unknown_format",
            f"{params.format} is no export format. Choose one of: {', '.join(known)}.",
        )
    found = known[params.format]
    if not params.part_ids:
        raise ApplicationError("no_pages", "No page is selected. Select the pages to export.")
    if not params.layers and not found.takes_everything:
        raise ApplicationError("no_layer", "No layer is chosen. Choose whose text to export.")
    if len(params.layers) > 1 and not found.takes_layers:
        raise ApplicationError(
            "one_layer", f"{found.label} holds the text of one layer. Choose one of them."
        )
    if document.layers.filter(pk__in=params.layers).count() < len(set(params.layers)):
        raise ApplicationError("no_layer", "The layer is gone. Choose another one.")
    return found


@transaction.atomic
def request_export(*, user: User, document: Document, params: ExportParams) -> Job:
    """Queue an export of the given pages."""
    found = check(document=document, params=params)
    return enqueue(
        kind="export",
        user=user,
        params=asdict(params),
        title=f"Export {document.name} as {found.label}",
        document=document,
    )


@transaction.atomic
def store_export(*, job: Job, written: "Written", name: str, params: ExportParams) -> Export:
    """Keep the finished file under its lasting link; an earlier try of the job is replaced."""
    for old in Export.objects.filter(job=job):
        delete_export(export=old)
    size = written.path.stat().st_size
    return Export.objects.create(
        user=job.user,
        document=job.document,
        job=job,
        name=name,
        file=_stored(written.path, f"exports/{job.uid}/{name}"),
        format=params.format,
        size=size,
        part_count=len(params.part_ids) - written.notes.skipped,
        warnings=written.notes.kept,
        warning_count=written.notes.count,
        expires_at=timezone.now() + timedelta(days=settings.EXPORT_DAYS),
    )


def _stored(path: Path, name: str) -> str:
    with path.open("rb") as file:
        content: File[Any] = _Movable(file, name=str(path))
        return store(name, content)


def count_download(*, export: Export) -> None:
    """Note that the file was fetched, for the list of files."""
    rows = Export.objects.filter(pk=export.pk)
    rows.update(download_count=F("download_count") + 1, downloaded_at=timezone.now())


def delete_export(*, export: Export) -> None:
    """Delete the row, and its file once that is certain."""
    name = export.file.name
    with transaction.atomic():
        export.delete()
        transaction.on_commit(lambda: default_storage.delete(name or ""))
