"""The job that writes pages of a document as a zip of ALTO, PAGE, hOCR or text files."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layouts
from apps.exports.archive import ExportArchive
from apps.exports.filters import filtered
from apps.exports.naming import safe
from apps.exports.params import ExportParams
from apps.exports.services import store_export
from apps.formats.registry import codec
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.types import PageLayout

PAGES_PER_UPDATE = 10


@register("export", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the zip beside the media, then keep it under a lasting link."""
    params = ExportParams(**job.params)
    document = job.document
    layer = TranscriptionLayer.objects.filter(document=document, pk=params.layer).first()
    if document is None or layer is None:
        raise ApplicationError("gone", "The document or the layer of this export is gone.")
    work = Path(settings.DATA_DIR) / "work"
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        path = Path(folder) / "export.zip"
        warnings = _write(path, document, layer, params, progress)
        stamp = timezone.now().strftime("%Y-%m-%d_%H%M%S")
        name = f"{safe(document.name)[:60] or 'document'}_{params.format}_{stamp}.zip"
        export = store_export(job=job, path=path, name=name, params=params, warnings=warnings)
    if warnings:
        progress.log(f"{warnings[0]} {len(warnings)} notes in all, in warnings.txt of the zip.")
    url = f"/export/{export.uid}/"
    return {
        "export": str(export.uid),
        "warnings": len(warnings),
        "links": [{"text": "Download", "src": url}],
    }


def _write(
    path: Path,
    document: Document,
    layer: TranscriptionLayer,
    params: ExportParams,
    progress: Progress,
) -> list[str]:
    """Fill the zip at ``path``; returns what was left out and why."""
    types = set(
        document.region_types.filter(pk__in=params.region_types).values_list("name", flat=True)
    )
    warnings: list[str] = []
    total = len(params.part_ids)
    parts = document.parts.filter(pk__in=params.part_ids)
    with ExportArchive(
        path, codec=codec(params.format), include_images=params.include_images
    ) as archive:
        for number, (part, layout) in enumerate(to_layouts(parts, layer)):
            if number % PAGES_PER_UPDATE == 0:
                progress.update(number, total, f"Writing {part.title}")
            wanted = filtered(
                layout,
                types=types,
                include_untyped=params.include_untyped,
                include_orphans=params.include_orphans,
            )
            warnings += _missing(part, wanted)
            archive.add(part, wanted)
        archive.finish(title=document.name, warnings=warnings)
    return warnings


def _missing(part: Part, layout: PageLayout) -> list[str]:
    if not layout.lines:
        return [f"{part.title} ({part.image.original_name}): no lines to export."]
    empty = sum(1 for line in layout.lines if line.text is None or not line.text.text)
    if empty:
        return [
            f"{part.title} ({part.image.original_name}):"
            f" {empty} of {len(layout.lines)} lines have no text in this layer."
        ]
    return []
