"""A version as a package: for kraken, for HTR-United, or as PAGE files with their images."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from apps.common.errors import ApplicationError
from apps.common.tables import csv_text
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.exports.archive import FileSink
from apps.exports.images import image_file, image_suffix
from apps.exports.naming import UniqueNames, safe
from apps.exports.notes import Notes
from apps.exports.params import ExportParams
from apps.exports.services import store_export
from apps.exports.writers.base import ExportContext, ExportPage, StoredFile, Writer, formats
from apps.exports.writing import SOFTWARE, Written
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.services import enqueue
from apps.jobs.work import work_folder
from apps.layout.types import PageLayout
from apps.training.models import Split, TrainingSetVersion
from apps.training.sets.access import refuse_unreadable
from apps.training.sets.content import image_digest
from apps.training.sets.frozen import FrozenPage, layouts_of
from apps.users.models import User

FORMATS = ("page", "kraken", "kraken-arrow", "htr-united")
_LINES = ("kraken", "kraken-arrow")


def request_export(*, version: TrainingSetVersion, user: User, format: str) -> Job:
    """Queue the package of a version that the person may read."""
    if format not in FORMATS:
        raise ApplicationError("unknown_format", f"Choose one of: {', '.join(FORMATS)}.")
    refuse_unreadable(version, user)
    return enqueue(
        kind="export_set",
        user=user,
        params={"version": version.pk, "format": format},
        title=f"Export “{version}” as {formats()[format].label}",
    )


@register("export_set", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the package page by page, then keep it under a lasting link."""
    rows = TrainingSetVersion.objects.visible_to(job.user).select_related("training_set__owner")
    version = rows.filter(pk=job.params["version"]).first()
    if version is None:
        raise ApplicationError("gone", "The training set is gone, or no longer shared with you.")
    refuse_unreadable(version, job.user)
    with work_folder(job) as folder, closing(Notes(folder / "warnings.txt")) as notes:
        sink = FileSink(folder, always_zip=True)
        with closing(sink):
            package = _Package(version, job, sink, notes)
            package.write(folder, progress)
            if notes.count:
                notes.flush()
                sink.add("warnings.txt", notes.path, compress=True)
            path, suffix = sink.finish()
        params = ExportParams(format=job.params["format"], layers=[], part_ids=package.part_ids)
        stem = f"{safe(version.training_set.name)[:60] or 'set'}-v{version.number}"
        name = f"{stem}-{params.format}{suffix}"
        written = Written(path, suffix, notes)
        export = store_export(job=job, written=written, name=name, params=params)
    return {
        "message": f"{notes.skipped} pages were left out: see warnings.txt"
        if notes.skipped
        else "",
        "export": str(export.uid),
        "links": [{"text": "Download", "src": f"/export/{export.uid}/"}],
    }


class _Inside:
    """The part of a package under one folder; paths that are told are those inside of it."""

    def __init__(self, sink: FileSink, folder: str) -> None:
        self._sink, self._folder = sink, folder

    def write(self, path: str, data: bytes) -> StoredFile:
        return self._told(self._sink.write(f"{self._folder}/{path}", data))

    def open(self, path: str) -> AbstractContextManager[IO[bytes]]:
        return self._sink.open(f"{self._folder}/{path}")

    def add(self, path: str, source: Path, *, compress: bool = False) -> StoredFile:
        return self._told(self._sink.add(f"{self._folder}/{path}", source, compress=compress))

    def _told(self, stored: StoredFile) -> StoredFile:
        return replace(stored, path=stored.path.removeprefix(f"{self._folder}/"))


class _Package:
    """A package while it is written: a folder for each document, and the split as a table."""

    def __init__(self, version: TrainingSetVersion, job: Job, sink: FileSink, notes: Notes) -> None:
        self._version, self._user, self._sink, self._notes = version, job.user, sink, notes
        self._format: str = job.params["format"]
        self._writers: dict[tuple[int, str], Writer] = {}
        self._opened = ExitStack()
        self._counts: dict[str, int] = dict.fromkeys(Split.values, 0)
        self._names = UniqueNames()
        self._folders: dict[int, str] = {}
        self._rows: list[list[Any]] = [["document", "page", "image", "sha256", "split"]]
        self.part_ids: list[int] = []

    def write(self, folder: Path, progress: Progress) -> None:
        total = self._version.facts.get("pages", 0)
        with self._opened:
            for number, (page, part, layout) in enumerate(self._pages()):
                progress.update(number, total, f"Writing {page.name}")
                self._page(page, part, layout, folder)
            if not self.part_ids:
                why = "No page of this version is there any more."
                raise ApplicationError("nothing_written", why)
            for writer in self._writers.values():
                writer.finish()
        self._sink.write("split.csv", csv_text(self._rows).encode())

    def _pages(self) -> Iterator[tuple[FrozenPage, Part, PageLayout]]:
        """The pages whose image is still what it was."""
        known = Part.objects.visible_to(self._user).select_related("image", "document")
        parts = known.in_bulk([part for row in self._splits() for part in row])
        for page, layout in layouts_of(self._version):
            part = parts.get(page.part)
            if part is None or image_digest(part.image) != page.image_digest:
                self._notes.skip(f"{page.name} was left out: its page is gone, or was turned.")
                continue
            yield page, part, layout

    def _splits(self) -> list[list[int]]:
        return [row["parts"] for row in self._version.facts["split"].values()]

    def _page(self, page: FrozenPage, part: Part, layout: PageLayout, folder: Path) -> None:
        writer = self._writer(page, part, folder)
        stem = self._names.stem(part.image.original_name)
        name = f"{stem}{image_suffix(part.image, 'original')}"
        found = ExportPage(
            part, self._number(page), stem, name, (replace(layout, image_name=name),)
        )
        try:
            if self._format == "page":
                with image_file(part.image, "original") as image:
                    found = replace(found, image=writer.sink.add(name, image.path))
            writer.page(found)
        except ApplicationError as error:
            self._notes.skip(f"{page.name} was left out: {error.message}")
            return
        self.part_ids.append(part.pk)
        self._rows.append([page.document_name, part.title, name, page.image.sha256, page.split])

    def _number(self, page: FrozenPage) -> int:
        """Even for validation, odd for training: the writers of lines keep every second aside."""
        self._counts[page.split] += 1
        return 2 * self._counts[page.split] - (page.split != Split.VALIDATION)

    def _writer(self, page: FrozenPage, part: Part, folder: Path) -> Writer:
        is_test = self._format in _LINES and page.split == Split.TEST
        kind = page.split if self._format == "page" else ("test" if is_test else "")
        key = page.document, kind
        if key not in self._writers:
            self._writers[key] = self._made(key, page, part.document, folder)
        return self._writers[key]

    def _made(
        self, key: tuple[int, str], page: FrozenPage, document: Document, folder: Path
    ) -> Writer:
        document_id, kind = key
        if document_id not in self._folders:
            self._folders[document_id] = UniqueNames().folder(f"{document.name}-{document_id}")
        inside = "/".join(filter(None, (kind, self._folders[document_id])))
        scratch = folder / f"writer{len(self._writers)}"
        scratch.mkdir()
        found = formats()[self._format]
        options = {option.name: option.default for option in found.options}
        context = ExportContext(
            document=document,
            layers=_layers(document, page),
            stem=safe(document.name)[:60] or "document",
            include_glyphs=False,
            folder=scratch,
            warn=self._notes.add,
            options=options | {"validation": 0 if kind == "test" else 2},
            software=SOFTWARE,
            user=self._user,
            opened=self._opened,
        )
        return found.writer(_Inside(self._sink, inside), context)


def _layers(document: Document, page: FrozenPage) -> tuple[TranscriptionLayer, ...]:
    """The layer that was frozen; another one of the document where it is gone."""
    layers = document.layers.all()
    found = layers.filter(pk=page.layer or 0).first() or layers.first()
    return (found,) if found else ()
