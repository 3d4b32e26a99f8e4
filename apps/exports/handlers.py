"""The export job: everything chosen as one file, page by page, with what was left out and why."""

from typing import Any

from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.exports.mail import send_ready
from apps.exports.naming import safe
from apps.exports.params import ExportParams
from apps.exports.services import store_export
from apps.exports.writing import Written, write_export
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.work import work_folder


@register("export", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the file beside the media, then keep it under a lasting link."""
    params = ExportParams(**job.params)
    document = job.document
    if document is None:
        raise ApplicationError("gone", "The document of this export is gone.")
    _check_access(job)
    with work_folder(job) as folder:
        written = write_export(
            document=document,
            user=job.user,
            params=params,
            folder=folder,
            report=progress.update,
        )
        _check_access(job)
        name = f"{file_stem(document, params.format)}{written.suffix}"
        export = store_export(job=job, written=written, name=name, params=params)
    notes = written.notes
    if notes.count:
        progress.log(f"{notes.kept[0]} {notes.count} notes in all.")
    if params.notify and (refusal := send_ready(export=export, origin=params.origin)):
        progress.log(refusal)
    url = f"/export/{export.uid}/"
    return {
        "message": _summary(written),
        "export": str(export.uid),
        "warnings": notes.count,
        "skipped": notes.skipped,
        "links": [{"text": "Download", "src": url}],
    }


def _check_access(job: Job) -> None:
    """Nobody gets a file of what they may not see any more."""
    if not Document.objects.visible_to(job.user).filter(jobs=job).exists():
        raise ApplicationError("gone", "The document is gone, or no longer shared with you.")


def _summary(written: Written) -> str:
    """What the person is told at the end: how much is missing, and where it says why."""
    notes = written.notes
    if not notes.count:
        return ""
    where = "warnings.txt in the zip says" if written.suffix == ".zip" else "the Exports tab says"
    skipped = f"{notes.skipped} page{'s' if notes.skipped > 1 else ''} left out. "
    return f"{skipped if notes.skipped else ''}Something is missing: {where} what and why."


def file_stem(document: Document, format_name: str) -> str:
    """The name of the file without its ending: what it is, in which format, and of when."""
    stamp = timezone.now().strftime("%Y-%m-%d_%H%M%S")
    return f"{safe(document.name)[:60] or 'document'}_{format_name}_{stamp}"
