"""Zip files, looked at before their list of files is believed."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from apps.imports import limits

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_END64_LOCATOR = b"PK\x06\x07"
_END64_LOCATOR_SIZE = 20


class ZipFiles:
    """The files of one zip; the sum of what they unpack to is checked when it is opened."""

    errors = (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zlib.error,
    )

    def __init__(self, path: Path, name: str) -> None:
        _check_directory(path, name)
        try:
            self._zip = zipfile.ZipFile(path)
        except (*self.errors, IndexError, struct.error) as error:
            raise limits.cannot_open(name, "zip") from error
        self._infos = self._zip.infolist()
        if len(self._infos) > limits.MAX_ENTRIES:
            raise limits.too_many_entries(name, str(len(self._infos)))
        total = sum(info.file_size for info in self._infos)
        # Files that share their bytes make the packed sizes add up to more than there is.
        packed = min(sum(info.compress_size for info in self._infos), path.stat().st_size)
        limits.check_unpacked(name, total=total, packed=packed)

    def names(self) -> Iterator[tuple[int, str, int]]:
        for number, info in enumerate(self._infos):
            if not info.is_dir():
                yield number, info.filename, info.file_size

    def open(self, number: int) -> IO[bytes]:
        return self._zip.open(self._infos[number])

    def close(self) -> None:
        self._zip.close()


def is_zip(path: Path) -> bool:
    return zipfile.is_zipfile(path)


def _check_directory(path: Path, name: str) -> None:
    """Refuse a list of files that would fill the memory, before it is read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _END64_LOCATOR_SIZE))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise limits.cannot_open(name, "zip")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    locator = at - _END64_LOCATOR_SIZE
    if locator >= 0 and tail[locator : locator + 4] == _END64_LOCATOR:
        count, length = _end64(path, struct.unpack_from("<Q", tail, locator + 8)[0], name)
    if count > limits.MAX_ENTRIES or length > limits.MAX_DIRECTORY_BYTES:
        many = str(count) if count > limits.MAX_ENTRIES else "too many"
        raise limits.too_many_entries(name, many)


def _end64(path: Path, at: int, name: str) -> tuple[int, int]:
    """Number of files and length of their list, where a zip is too large for the short form."""
    with path.open("rb") as file:
        try:
            file.seek(at)
            count, length = struct.unpack("<QQ", file.read(48)[32:48])
        except (OSError, OverflowError, ValueError, struct.error) as error:
            raise limits.cannot_open(name, "zip") from error
    return count, length
