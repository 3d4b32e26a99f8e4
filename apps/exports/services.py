"""Asking for an export, and removing one."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.users.models import User

FORMATS = {
    "alto": "ALTO 4.2",
    "page": "PAGE 2019-07-15",
    "hocr": "hOCR 1.2",
    "tei": "TEI P5",
    "text": "Plain text",
}


@transaction.atomic
def request_export(*, user: User, document: Document, params: ExportParams) -> Job:
    """Queue an export of the given pages."""
    if params.format not in FORMATS:
        raise ApplicationError(
            "unknown_format",
            f"{params.format} is no export format. Choose one of: {', '.join(FORMATS)}.",
        )
    if not params.part_ids:
        raise ApplicationError("no_pages", "No page is selected. Select the pages to export.")
    if not document.layers.filter(pk=params.layer).exists():
        raise ApplicationError("no_layer", "The layer is gone. Choose another one.")
    return enqueue(
        kind="export",
        user=user,
        params=asdict(params),
        title=f"Export {document.name} as {FORMATS[params.format]}",
        document=document,
    )


@transaction.atomic
def store_export(
    *, job: Job, path: Path, name: str, params: ExportParams, warnings: list[str]
) -> Export:
    """Keep the finished file under its lasting link; an earlier try of the job is replaced."""
    for old in Export.objects.filter(job=job):
        delete_export(export=old)
    with path.open("rb") as file:
        stored = default_storage.save(f"exports/{job.uid}/{name}", File(file))
    return Export.objects.create(
        user=job.user,
        document=job.document,
        job=job,
        name=name,
        file=stored,
        format=params.format,
        size=path.stat().st_size,
        part_count=len(params.part_ids),
        warnings=warnings,
        expires_at=timezone.now() + timedelta(days=settings.EXPORT_DAYS),
    )


def delete_export(*, export: Export) -> None:
    """Delete the row, and its file once that is certain."""
    name = export.file.name
    with transaction.atomic():
        export.delete()
        transaction.on_commit(lambda: default_storage.delete(name or ""))
