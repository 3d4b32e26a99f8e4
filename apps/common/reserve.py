"""A little room on the disk, given up when the disk is full: so the end of a job can be written.

On a full disk SQLite cannot even write down that a job failed: people would see it run for ever.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

BYTES = 8 * 1024**2
ENOUGH = 8 * BYTES
"""With less than this left, nothing is taken away from those who need it."""


def keep() -> None:
    """Hold the room where the database lies on this disk, unless it is held already."""
    path = _path()
    if connection.vendor != "sqlite" or path.exists():
        return
    if shutil.disk_usage(path.parent).free > ENOUGH:
        # Some file systems pack zeros into nothing.
        path.write_bytes(os.urandom(BYTES))


def give_up() -> None:
    """Free the room; it is held again when there is enough."""
    with suppress(OSError):
        _path().unlink()


def _path() -> Path:
    return Path(settings.DATA_DIR) / "reserve"
