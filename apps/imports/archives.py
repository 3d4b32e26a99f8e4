"""The one bounded reader of archives: nothing is unpacked to disk, nothing unbounded is read."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.common.errors import ApplicationError

MAX_ENTRIES = 50_000
MAX_TOTAL_BYTES = 64 * 1024**3
MAX_RATIO = 300
RATIO_FREE_BYTES = 1024**2
JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One file of an archive; ``size`` is its unpacked size in bytes as the archive states it."""

    name: str
    size: int
    info: zipfile.ZipInfo

    @property
    def basename(self) -> str:
        return posixpath.basename(self.name)

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot."""
        return posixpath.splitext(self.name)[1].lower()


class Archive:
    """A zip file opened for bounded reading; raises ``ApplicationError`` for what it refuses."""

    def __init__(self, path: Path, *, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise ApplicationError(
                "bad_archive",
                f"{name} cannot be opened as a zip file: it is damaged or of another kind."
                " Make the zip again and send it once more.",
            ) from error
        self._check()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def entries(self) -> Iterator[ArchiveEntry]:
        """Files worth looking at, in the archive's order; folders and system junk left out."""
        for info in self._zip.infolist():
            name = info.filename.replace("\\", "/")
            if not info.is_dir() and not _is_junk(name):
                yield ArchiveEntry(name=name, size=info.file_size, info=info)

    def read(self, entry: ArchiveEntry, *, limit: int) -> bytes:
        """The unpacked bytes of ``entry``, at most ``limit`` of them."""
        too_large = ApplicationError(
            "entry_too_large",
            f"{entry.name} in {self.name} unpacks to more than {limit // 1024**2} MB."
            " Split it, or send it on its own.",
        )
        if entry.size > limit:
            raise too_large
        try:
            with self._zip.open(entry.info) as file:
                data = file.read(limit + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise ApplicationError(
                "bad_entry",
                f"{entry.name} in {self.name} cannot be unpacked: it is damaged, encrypted or"
                " packed in an unusual way. Make the zip again without a password.",
            ) from error
        if len(data) > limit:
            raise too_large
        return data

    def _check(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise ApplicationError(
                "too_many_entries",
                f"{self.name} holds {len(infos)} files; {MAX_ENTRIES} are the most."
                " Split it into several archives.",
            )
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        is_bomb = total > RATIO_FREE_BYTES and total > MAX_RATIO * max(packed, 1)
        if total > MAX_TOTAL_BYTES or is_bomb:
            raise ApplicationError(
                "archive_bomb",
                f"{self.name} would unpack to {total // 1024**2} MB from {packed // 1024} KB"
                " and was refused. Send an archive of ordinary files.",
            )


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return (
        "__MACOSX" in parts
        or any(part.startswith(".") for part in parts if part not in {".", ".."})
        or parts[-1].lower() in JUNK_NAMES
    )
