"""Stored files as local paths, wherever the storage keeps them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage


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
