"""Stored files: as local paths wherever the storage keeps them, and written whole or not at all."""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from apps.common.errors import ApplicationError

DISK_FULL = (
    "The server's disk is full. Ask the administrator to make room, then try again:"
    " what was finished before is kept."
)
_CHUNK = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}


def is_disk_full(error: BaseException | None) -> bool:
    """Whether something failed because there is no room, in a file or in the database."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return "disk is full" in str(error) or "No space left on device" in str(error)


def sha256_of(file: Any) -> str:
    """The sum of a whole open file, of whatever kind; it stands at its beginning afterwards."""
    file.seek(0)
    digest = hashlib.sha256()
    while data := file.read(_CHUNK):
        digest.update(data)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def local_path(name: str) -> Iterator[Path]:
    """A path to read the stored file ``name`` from while the block runs.

    It is the file itself on a local storage and a temporary copy on any other.
    """
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            with default_storage.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            yield path
    else:
        yield path


def store(name: str, content: "File[Any]") -> str:
    """Keep the content under a name that nobody else uses; half a file does not stay."""
    name = default_storage.get_available_name(name)
    try:
        return default_storage.save(name, content)
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(name)
        if is_disk_full(error):
            raise ApplicationError("disk_full", DISK_FULL) from error
        raise
