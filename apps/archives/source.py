"""What the restoring asks of an archive, whatever its kind, and the reader of our own kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

from apps.archives import layout
from apps.archives.lines import MAX_RECORD_BYTES, read_object, read_records
from apps.common.errors import ApplicationError
from apps.imports.archives import Archive, ArchiveEntry

Record = dict[str, Any]
MAX_RECORDS_BYTES = 8 * 1024**3


class Source(Protocol):
    """An opened archive; every method may raise ``ApplicationError``."""

    name: str
    header: layout.Header

    def document(self, number: int) -> Iterator[Record]:
        """Records of the document and of what its pages refer to."""

    def pages(self, number: int) -> Iterator[tuple[str, Iterator[Record]]]:
        """Each page in its order: what people call it, and its records."""

    def models(self) -> Iterator[Record]:
        """Records of the models that were used."""

    def has_file(self, record: Record) -> bool:
        """Whether the file of an image or a model is there."""

    def file(self, record: Record) -> IO[bytes]:
        """The file of an image or a model, at its start; the caller closes it."""

    def notes(self) -> list[str]:
        """What the person should know of this archive."""


class Entries:
    """The files of an archive by path; a path that stands twice is the first one."""

    def __init__(self, path: Path, *, name: str) -> None:
        self.name = name
        self.archive = Archive(path, name=name)
        self._by_path: dict[str, ArchiveEntry] = {}
        for entry in self.archive.entries():
            self._by_path.setdefault(entry.name.removeprefix("./"), entry)

    def __contains__(self, path: object) -> bool:
        return path in self._by_path

    def close(self) -> None:
        self.archive.close()

    def folder_of(self, file_name: str) -> str | None:
        """The folder in which ``file_name`` lies: the top, or the only folder there is."""
        if file_name in self._by_path:
            return ""
        found = [path for path in self._by_path if path.endswith(f"/{file_name}")]
        shallow = [path for path in found if path.count("/") == 1]
        return shallow[0].removesuffix(file_name) if len(shallow) == 1 else None

    def object(self, path: str) -> Record:
        """A file that is one JSON object."""
        data = self.archive.read(self._entry(path), limit=MAX_RECORD_BYTES)
        return read_object(data, name=f"{path} in {self.name}")

    def records(self, path: str) -> Iterator[Record]:
        """A file of JSON lines; at most one line is in memory."""
        with self.archive.copy(self._entry(path), limit=MAX_RECORDS_BYTES) as file:
            yield from read_records(file, name=f"{path} in {self.name}")

    def file(self, path: str) -> IO[bytes]:
        return self.archive.copy(self._entry(path), limit=settings.MAX_UPLOAD_MB * 1024**2)

    def _entry(self, path: str) -> ArchiveEntry:
        try:
            return self._by_path[path]
        except KeyError:
            raise layout.damaged(self.name, f"{path} is missing") from None


class OwnArchive:
    """An archive that this program wrote."""

    def __init__(self, entries: Entries, folder: str) -> None:
        self.name, self._entries, self._folder = entries.name, entries, folder
        self.header = layout.read_header(entries.object(f"{folder}{layout.HEADER}"), name=self.name)

    def document(self, number: int) -> Iterator[Record]:
        return self._entries.records(self._path(number, layout.DOCUMENT))

    def pages(self, number: int) -> Iterator[tuple[str, Iterator[Record]]]:
        for page in range(1, self.header.pages[number] + 1):
            path = self._folder + layout.page_path(self.header.folders[number], page)
            yield path, self._entries.records(path)

    def models(self) -> Iterator[Record]:
        path = f"{self._folder}{layout.MODELS}"
        return self._entries.records(path) if path in self._entries else iter(())

    def has_file(self, record: Record) -> bool:
        path = record.get("file")
        return isinstance(path, str) and f"{self._folder}{path}" in self._entries

    def file(self, record: Record) -> IO[bytes]:
        return self._entries.file(f"{self._folder}{record['file']}")

    def notes(self) -> list[str]:
        return []

    def _path(self, number: int, file_name: str) -> str:
        return f"{self._folder}{self.header.folders[number]}{file_name}"


def not_an_archive(name: str) -> ApplicationError:
    return ApplicationError(
        "wrong_kind",
        f"{name} is neither an archive of this program nor a JSON export of eScriptorium."
        " Files of pages are added in a document, with Import.",
    )
