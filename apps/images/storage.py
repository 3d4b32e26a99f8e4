"""Where the files of images lie in the storage, and how to get one as a local file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile


def original_name(sha256: str, suffix: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}.{suffix}"


def derivative_name(kind: str, image_id: int, sha256: str) -> str:
    return f"{kind}s/{sha256[:2]}/{image_id}-{sha256[:16]}.jpg"


def remove(name: str) -> None:
    """Delete a file that may be gone already."""
    if name:
        default_storage.delete(name)


@contextmanager
def local_path(file: FieldFile) -> Iterator[Path]:
    """The file on this machine: where it lies, or a copy for as long as it is needed."""
    try:
        path = Path(file.path)
    except NotImplementedError:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(str(file.name)).name
            with file.open("rb") as source, path.open("wb") as target:
                for chunk in source.chunks():
                    target.write(chunk)
            yield path
    else:
        yield path
