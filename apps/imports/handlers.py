"""The job that reads ALTO, PAGE and hOCR files into the pages of a document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from apps.common.errors import ApplicationError
from apps.common.files import local_path
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.services.transcriptions import layer_named
from apps.formats.base import FormatError
from apps.formats.registry import PAGE_SUFFIXES, detect
from apps.imports.archives import Archive, ArchiveEntry
from apps.imports.matching import Page, PageMatcher
from apps.imports.pages import import_page
from apps.imports.params import ImportParams
from apps.imports.report import FileReport, summary
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register

MAX_XML_BYTES = 64 * 1024**2


@register("import", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Import each file on its own: a bad one is reported and never stops the others."""
    params = ImportParams(**job.params)
    if job.document is None:
        raise ApplicationError("no_document", "The document of this import is gone.")
    layer = layer_named(document=job.document, user=job.user, name=params.layer_name)
    importer = _Importer(job, params, layer)
    reports: list[FileReport] = []
    with local_path(params.file) as path:
        total = sum(1 for _ in _names(path, params.name))
        for name, data in _files(path, params.name):
            progress.update(len(reports), total, f"Reading {name}")
            reports.append(importer.import_file(name, data))
    if not reports:
        raise ApplicationError(
            "nothing_to_import",
            f"{params.name} holds no page file. Send a zip that holds ALTO, PAGE or hOCR files.",
        )
    default_storage.delete(params.file)
    progress.log(summary(reports))
    return {
        "summary": summary(reports),
        "layer": layer.pk,
        "files": [report.as_json() for report in reports],
        "links": [{"text": "Report", "src": f"/import/{job.uid}/report/"}],
    }


class _Importer:
    """Matches files to pages and imports them; the pages' names are read once.

    A page takes one file of an import: books in one archive may name their pages alike.
    """

    def __init__(self, job: Job, params: ImportParams, layer: TranscriptionLayer) -> None:
        assert job.document is not None  # noqa: S101  checked by the handler
        self.parts = job.document.parts.select_related("image", "document")
        self.job, self.params, self.layer = job, params, layer
        self.taken: dict[int, str] = {}
        names = self.parts.values_list("pk", "image__original_name", "name")
        self.matcher = PageMatcher(
            Page(id=part_id, names=tuple({image, name})) for part_id, image, name in names
        )

    def import_file(self, name: str, data: bytes | ApplicationError) -> FileReport:
        if isinstance(data, ApplicationError):
            return FileReport(file=name, status="failed", message=data.message)
        try:
            layout = detect(data, name).read(data, filename=name)
            match = self.matcher.match(layout.image_name, name)
            if match.page_id is None:
                return FileReport(file=name, status="skipped", message=match.problem)
            if match.page_id in self.taken:
                return FileReport(file=name, status="skipped", message=self._twice(match.page_id))
            part: Part = self.parts.get(pk=match.page_id)
            report = import_page(
                part=part,
                layout=layout,
                layer=self.layer,
                user=self.job.user,
                filename=name,
                replace=self.params.replace,
            )
            self.taken[part.pk] = name
            return report
        except FormatError as error:
            return FileReport(file=name, status="failed", message=str(error))
        except ApplicationError as error:
            return FileReport(file=name, status="failed", message=error.message)

    def _twice(self, page_id: int) -> str:
        return (
            f"It names the same page as {self.taken[page_id]}, which was read before it."
            " Import files of other pages on their own, or name the pages apart."
        )


def _names(path: Path, name: str) -> Iterator[str]:
    if not name.lower().endswith(".zip"):
        yield name
        return
    with Archive(path, name=name) as archive:
        yield from (entry.name for entry in archive.entries() if _is_page_file(entry))


def _files(path: Path, name: str) -> Iterator[tuple[str, bytes | ApplicationError]]:
    """Name and bytes of each XML file; an entry that cannot be read comes as its error."""
    if not name.lower().endswith(".zip"):
        if path.stat().st_size > MAX_XML_BYTES:
            raise ApplicationError(
                "too_large", f"{name} is larger than {MAX_XML_BYTES // 1024**2} MB. Split it."
            )
        yield name, path.read_bytes()
        return
    with Archive(path, name=name) as archive:
        for entry in archive.entries():
            if not _is_page_file(entry):
                continue
            try:
                yield entry.name, archive.read(entry, limit=MAX_XML_BYTES)
            except ApplicationError as error:
                yield entry.name, error


def _is_page_file(entry: ArchiveEntry) -> bool:
    return entry.suffix in PAGE_SUFFIXES and entry.basename.lower() != "mets.xml"
