"""Tar files, plain or packed with gzip, xz or bzip2."""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from apps.common.files import is_disk_full
from apps.imports import limits

_CHUNK = 1024**2
_MAX_HEADER = 4 * 1024**2
_PACKED = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ\x00": lzma.open, b"BZh": bz2.open}
_DAMAGE = (tarfile.TarError, OSError, EOFError, ValueError, lzma.LZMAError, zlib.error)


class TarFiles:
    """The files of one tar; a packed one is unpacked to a temporary file, within the limits.

    Links and devices in it are passed over: only bytes that stand in the archive are ever read.
    """

    errors = _DAMAGE

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._file: IO[bytes] = path.open("rb")
        try:
            self._file = self._unpacked(path.stat().st_size)
            self._members = self._listed()
        except _DAMAGE as error:
            self.close()
            if is_disk_full(error):
                raise
            raise limits.cannot_open(name, "tar") from error
        except BaseException:
            self.close()
            raise

    def names(self) -> Iterator[tuple[int, str, int]]:
        for number, (name, _, size) in enumerate(self._members):
            yield number, name, size

    def open(self, number: int) -> IO[bytes]:
        _, start, size = self._members[number]
        return io.BufferedReader(_Slice(self._file, start, size))

    def close(self) -> None:
        self._file.close()

    def _unpacked(self, packed: int) -> IO[bytes]:
        start = self._file.read(6)
        self._file.seek(0)
        opener: Any = next((_PACKED[magic] for magic in _PACKED if start.startswith(magic)), None)
        if opener is None:
            return self._file
        target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the archive
        try:
            with self._file, opener(self._file) as source:
                while data := source.read(_CHUNK):
                    target.write(data)
                    limits.check_unpacked(self._name, total=target.tell(), packed=packed)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        return target

    def _listed(self) -> list[tuple[str, int, int]]:
        """Name, place and size of each file; a name that ends in the middle ends the list."""
        found: list[tuple[str, int, int]] = []
        bounded: Any = _Bounded(self._file)
        tar: Any
        with tarfile.open(fileobj=bounded, mode="r:") as tar:
            for count, member in enumerate(tar, 1):
                if count > limits.MAX_ENTRIES:
                    raise limits.too_many_entries(self._name, f"more than {limits.MAX_ENTRIES}")
                if member.isreg() and not member.issparse():
                    found.append((member.name, member.offset_data, member.size))
                tar.members.clear()
        return found


class _Bounded:
    """A file for ``tarfile``: a header that asks for more than headers hold is damage."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MAX_HEADER:
            raise tarfile.ReadError("A header is longer than headers are.")
        return self._file.read(size)


class _Slice(io.RawIOBase):
    """The bytes of one member; fewer of them than promised are damage."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._at, self._end = file, start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        want = min(len(buffer), self._end - self._at)
        self._file.seek(self._at)
        data = self._file.read(want)
        if len(data) < want:
            raise EOFError("The archive ends before its file does.")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def is_tar(path: Path) -> bool:
    """Whether the file is a tar, by its magic number, or is packed as tars are."""
    with path.open("rb") as file:
        start = file.read(265)
    return start[257:262] == b"ustar" or any(start.startswith(magic) for magic in _PACKED)
