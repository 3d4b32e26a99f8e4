"""The files of an export as they are made: one bare file where there is one, a zip where more."""

import hashlib
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from apps.exports.writers.base import StoredFile

COPY_BYTES = 1024**2
COMPRESSION = 1
"""XML shrinks to a twelfth at the quickest level, and to a fifteenth at the slowest."""

_PACKED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".jp2", ".pdf", ".docx", ".zip", ".arrow"})


@dataclass(slots=True)
class _First:
    """The first file lies loose until a second one follows."""

    path: str
    file: Path


class FileSink:
    """Takes files in any order; ``finish`` says what became of them.

    Nothing but names and sums stays in memory. A file that is written piece by piece lies in the
    scratch folder until it is complete, so a failure half-way leaves no torn entry.
    """

    def __init__(self, folder: Path, *, always_zip: bool = False) -> None:
        self._folder = folder
        self._taken: set[str] = set()
        self._pieces = 0
        self._first: _First | None = None
        self._zip: zipfile.ZipFile | None = self._open_zip() if always_zip else None

    @property
    def is_single(self) -> bool:
        """Whether the export is one bare file as things stand."""
        return self._zip is None

    def write(self, path: str, data: bytes) -> StoredFile:
        """Add a small file at once."""
        path = self._claim(path)
        stored = StoredFile(path, len(data), hashlib.sha256(data).hexdigest())
        archive = self._archive_for_more()
        if archive is None:
            self._keep_first(path).write_bytes(data)
        else:
            archive.writestr(_entry(path), data, compresslevel=COMPRESSION)
        return stored

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Add a file piece by piece; it is added when the block ends well."""
        self._pieces += 1
        scratch = self._folder / f"piece-{self._pieces}"
        with scratch.open("xb") as file:
            yield file
        path = self._claim(path)
        archive = self._archive_for_more()
        if archive is None:
            scratch.replace(self._keep_first(path))
            return
        _copy(scratch, archive, _entry(path))
        scratch.unlink()

    def add(self, path: str, source: Path, *, compress: bool = False) -> StoredFile:
        """Add a file from the disk, which stays where it is."""
        path = self._claim(path)
        archive = self._archive_for_more()
        if archive is None:
            target = self._keep_first(path)
            self._doubled(source, target)
            with target.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            return StoredFile(path, target.stat().st_size, digest)
        entry = _entry(path)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        return _copy(source, archive, entry)

    def finish(self) -> tuple[Path, str]:
        """The finished file on the disk, and the ending that its name should have."""
        if self._zip is None and self._first is not None:
            return self._first.file, PurePosixPath(self._first.path).suffix
        archive = self._zip or self._open_zip()
        archive.close()
        return self._folder / "export.zip", ".zip"

    def close(self) -> None:
        """Let go of the zip when the export ends early."""
        if self._zip is not None:
            self._zip.close()

    def _claim(self, path: str) -> str:
        """A path that no file has yet, whatever the case of its letters."""
        pure, number, candidate = PurePosixPath(path), 1, path
        while candidate.casefold() in self._taken:
            number += 1
            candidate = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}"))
        self._taken.add(candidate.casefold())
        return candidate

    def _archive_for_more(self) -> zipfile.ZipFile | None:
        """The zip, begun with the first file when this is the second; ``None`` for the first."""
        if self._zip is None and self._first is not None:
            self._zip = self._open_zip()
            _copy(self._first.file, self._zip, _entry(self._first.path))
            self._first.file.unlink()
            self._first = None
        return self._zip

    def _open_zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(
            self._folder / "export.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION
        )

    def _doubled(self, source: Path, target: Path) -> None:
        """A scratch file gets a second name, which takes no room; any other file is copied."""
        if source.parent == self._folder:
            with suppress(OSError):
                target.hardlink_to(source)
                return
        shutil.copyfile(source, target)

    def _keep_first(self, path: str) -> Path:
        self._first = _First(path, self._folder / f"first{PurePosixPath(path).suffix}")
        return self._first.file


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, time.localtime()[:6])
    is_packed = PurePosixPath(path).suffix.lower() in _PACKED
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _copy(source: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, archive.open(entry, "w", force_zip64=True) as target:
        while block := file.read(COPY_BYTES):
            digest.update(block)
            size += len(block)
            target.write(block)
    return StoredFile(entry.filename, size, digest.hexdigest())
