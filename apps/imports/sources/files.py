"""Files that people send: one image or text file, or an archive of many in folders."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from natsort import natsort_keygen, ns

from apps.common.errors import ApplicationError
from apps.formats.registry import PAGE_SUFFIXES
from apps.imports.archives import ARCHIVE_SUFFIXES, Archive, ArchiveEntry, is_archive
from apps.imports.sources.base import ImageContent, Kind, NewItem, Source, TextContent, register

if TYPE_CHECKING:
    from apps.imports.models import Import, ImportItem

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".jp2", ".j2k", ".jpx")
TEXT_SUFFIXES = (*PAGE_SUFFIXES, ".txt")
MAX_TEXT_BYTES = 64 * 1024**2
LISTS = frozenset({"mets.xml", "metadata.xml"})
"""Files beside the pages that describe the book and no page of it."""
WHOLE_DOCUMENTS = frozenset({"document.jsonl", "parts.jsonl"})
"""What the archives of this program, and eScriptorium's JSON exports, have inside."""

_natural = natsort_keygen(alg=ns.IGNORECASE | ns.PATH)


@register("files")
class FilesSource(Source):
    """Images become pages, text files go to the pages that they name.

    Images come in natural order of their paths, or in the order of the archive where the option
    ``order`` says so. A page from a folder is named with its folder.
    """

    def __init__(self, run: "Import", path: Path | None) -> None:
        super().__init__(run, path)
        if path is None:
            raise ApplicationError("no_file", "The file of this import is gone. Send it again.")
        self._path = path
        self._archive = Archive(path, name=run.name) if _is_archive(path, run.name) else None
        self._entries: dict[int, ArchiveEntry] | None = None

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    def items(self) -> Iterator[NewItem]:
        if self._archive is None:
            yield NewItem(name=self.run.name, kind=_kind_of(self.run.name) or "text")
            return
        found = list(self._archive.entries())
        if any(entry.basename in WHOLE_DOCUMENTS for entry in found):
            raise ApplicationError(
                "whole_document",
                f"{self.run.name} is an archive of whole documents: pages alone would lose their"
                " history and layers. Restore it from the list of projects: Restore an archive.",
            )
        entries = [entry for entry in found if _kind_of(entry.name)]
        if self.run.options.get("source", {}).get("order") != "archive":
            entries.sort(key=lambda entry: (_natural(entry.name), entry.name))
        folder = _common_folder([entry.name for entry in entries])
        for entry in entries:
            kind = _kind_of(entry.name)
            if kind:
                name = entry.name[len(folder) :]
                key = name[:512] if kind == "image" else ""
                yield NewItem(
                    name=name[:1024], kind=kind, target={"number": entry.number}, page_key=key
                )

    def read(self, item: "ImportItem") -> ImageContent | TextContent:
        limit = MAX_TEXT_BYTES if item.kind == "text" else settings.MAX_UPLOAD_MB * 1024**2
        file = self._open(item, limit)
        if item.kind == "text":
            with file:
                return TextContent(file.read(), item.name)
        folder, base = posixpath.split(item.name)
        title = posixpath.join(folder, posixpath.splitext(base)[0]) if folder else ""
        return ImageContent(file, file_name=base, title=title)

    def _open(self, item: "ImportItem", limit: int) -> IO[bytes]:
        if self._archive is None:
            if self._path.stat().st_size > limit:
                raise ApplicationError(
                    "too_large", f"{item.name} is larger than {limit // 1024**2} MB. Split it."
                )
            return self._path.open("rb")
        entry = self._entry(item)
        return self._archive.copy(entry, limit=limit)

    def _entry(self, item: "ImportItem") -> ArchiveEntry:
        if self._entries is None:
            assert self._archive is not None  # noqa: S101  checked by the caller
            self._entries = {entry.number: entry for entry in self._archive.entries()}
        return self._entries[item.target["number"]]


def _is_archive(path: Path, name: str) -> bool:
    return is_archive(path) or name.lower().endswith(ARCHIVE_SUFFIXES)


def _kind_of(name: str) -> Kind | None:
    base = posixpath.basename(name).lower()
    if base.endswith(IMAGE_SUFFIXES):
        return "image"
    if base.endswith(TEXT_SUFFIXES) and base not in LISTS:
        return "text"
    return None


def _common_folder(names: list[str]) -> str:
    """The folder that all files lie in, with its slash: it tells no page from another."""
    if not names:
        return ""
    folder = posixpath.commonpath([posixpath.dirname(name) or "." for name in names])
    return "" if folder in {".", ""} else f"{folder}/"
