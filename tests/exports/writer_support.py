"""Writing pages straight through a writer: what it puts into the export, and what it warns of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.documents.models import Document
from apps.exports.writers.base import ExportContext, ExportPage, StoredFile, formats
from apps.images.services import create_from_upload
from apps.layout.types import PageLayout
from tests.factories import PartFactory


class FolderSink:
    """A folder where an export has a zip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, data: bytes) -> StoredFile:
        (self.folder / path).write_bytes(data)
        return StoredFile(path, len(data), sha256(data).hexdigest())

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        with (self.folder / path).open("wb") as file:
            yield file

    def add(self, path: str, source: Path, *, compress: bool = False) -> StoredFile:
        return self.write(path, source.read_bytes())


def write_pages(
    name: str,
    folder: Path,
    document: Document,
    pages: Sequence[tuple[PageLayout, bytes]],
    **options: Any,
) -> tuple[Path, list[str]]:
    """The one file that the format makes of layouts and their images, and its warnings."""
    scratch, result = folder / "scratch", folder / "result"
    scratch.mkdir()
    result.mkdir()
    warnings: list[str] = []
    context = ExportContext(
        document=document,
        layers=(),
        stem="book",
        include_glyphs=True,
        folder=scratch,
        warn=warnings.append,
        options=options,
        software="A test",
    )
    writer = formats()[name].writer(FolderSink(result), context)
    for number, (layout, data) in enumerate(pages, 1):
        upload = SimpleUploadedFile(layout.image_name or f"page-{number}.png", data)
        [image] = create_from_upload(upload=upload, name=str(upload.name))
        part = PartFactory(document=document, image=image, order=number, name=f"folio {number}ʳ")
        stem = f"page-{number}"
        writer.page(ExportPage(part, number, stem, image.original_name, (layout,)))
    writer.finish()
    [made] = result.iterdir()
    return made, warnings
