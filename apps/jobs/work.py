"""The folder on the disk in which a job keeps what it is making."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from apps.jobs.models import Job


@contextmanager
def work_folder(job: Job) -> Iterator[Path]:
    """An empty folder while the block runs; what a killed worker left of the job goes first.

    It lies in a folder named after the job, by which housekeeping knows that it is needed.
    """
    root = Path(settings.DATA_DIR) / "work" / str(job.uid)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    try:
        with tempfile.TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        with suppress(OSError):
            root.rmdir()
