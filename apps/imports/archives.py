"""The one bounded reader of archives, zip and tar: nothing unbounded is read or unpacked."""

import posixpath
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from apps.common.errors import ApplicationError
from apps.common.files import is_disk_full
from apps.imports import limits
from apps.imports.tars import TarFiles, is_tar
from apps.imports.zips import ZipFiles, is_zip

JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
CHUNK = 1024**2
IN_MEMORY = 8 * 1024**2

ARCHIVE_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One file of an archive: ``number`` is its place in it, ``size`` its unpacked size in bytes
    as the archive states it."""

    name: str
    size: int
    number: int

    @property
    def basename(self) -> str:
        return posixpath.basename(self.name)

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot."""
        return posixpath.splitext(self.name)[1].lower()


class _Files(Protocol):
    """What each kind of archive offers: its files by number, checked when it is opened."""

    def names(self) -> Iterator[tuple[int, str, int]]: ...

    def open(self, number: int) -> IO[bytes]: ...

    def close(self) -> None: ...

    @property
    def errors(self) -> tuple[type[Exception], ...]: ...


class Archive:
    """An archive opened for bounded reading; raises ``ApplicationError`` for what it refuses."""

    def __init__(self, path: Path, *, name: str) -> None:
        self.name = name
        self._files: _Files = TarFiles(path, name) if is_tar(path) else ZipFiles(path, name)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._files.close()

    def entries(self) -> Iterator[ArchiveEntry]:
        """Files worth looking at, in the archive's order; folders and system junk left out."""
        for number, raw, size in self._files.names():
            name = raw.replace("\\", "/").lstrip("/")
            if not _is_junk(name):
                yield ArchiveEntry(name=name, size=size, number=number)

    def read(self, entry: ArchiveEntry, *, limit: int) -> bytes:
        """The unpacked bytes of ``entry``, at most ``limit`` of them."""
        with self.copy(entry, limit=limit) as file:
            return file.read()

    def copy(self, entry: ArchiveEntry, *, limit: int) -> IO[bytes]:
        """The unpacked file, at its start, on disk where it is large; the caller closes it."""
        if entry.size > limit:
            raise self._too_large(entry, limit)
        target: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - the caller closes it
            max_size=IN_MEMORY
        )
        try:
            self._unpack(entry, target, limit)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        return target

    def _unpack(self, entry: ArchiveEntry, target: Any, limit: int) -> None:
        left = limit
        try:
            with self._files.open(entry.number) as file:
                while data := file.read(min(CHUNK, left + 1)):
                    left -= len(data)
                    if left < 0:
                        raise self._too_large(entry, limit)
                    target.write(data)
        except self._files.errors as error:
            if is_disk_full(error):
                raise
            raise ApplicationError(
                "bad_entry",
                f"{entry.name} in {self.name} cannot be unpacked: it is damaged, encrypted or"
                " packed in an unusual way. Make the archive again without a password.",
            ) from error

    def _too_large(self, entry: ArchiveEntry, limit: int) -> ApplicationError:
        return ApplicationError(
            "entry_too_large",
            f"{entry.name} in {self.name} unpacks to more than {limits.megabytes(limit)} MB."
            " Split it, or send it on its own.",
        )


def is_archive(path: Path) -> bool:
    """Whether the file is a zip or a tar, by its content."""
    return is_zip(path) or is_tar(path)


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return (
        "__MACOSX" in parts
        or any(part.startswith(".") for part in parts if part not in {".", ".."})
        or parts[-1].lower() in JUNK_NAMES
    )
