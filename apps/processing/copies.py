"""Handler of the job that copies one layer into another."""

from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.services.copies import copy_texts
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.processing.pages import part_of
from apps.processing.params import CopyParams, parse


@register("copy", queue="default")
def copy(job: Job, progress: Progress) -> dict[str, Any]:
    """Copy the texts of one page in one transaction."""
    params = parse(CopyParams, job.params)
    part = part_of(job)
    source = _active(part.document, params.source)
    target = _active(part.document, params.target)
    progress.update(0, 1, "Copying texts")
    report = copy_texts(
        part=part, source=source, target=target, user=job.user, existing=params.existing
    )
    words = f"{report.written} texts copied"
    if report.kept:
        words += f", {report.kept} lines with text of their own kept"
    return {"message": words, "written": report.written, "kept": report.kept}


def _active(document: Document, layer_id: int) -> TranscriptionLayer:
    layer = document.layers.active().filter(pk=layer_id).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    return layer
