"""Opens an archive, whoever wrote it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.archives import layout
from apps.archives.escriptorium import PARTS, EscriptoriumArchive
from apps.archives.source import Entries, OwnArchive, Source, not_an_archive


@contextmanager
def open_archive(path: Path, *, name: str) -> Iterator[Source]:
    """The archive at ``path``, closed after the block; ``name`` is what people call it."""
    entries = Entries(path, name=name)
    try:
        yield _recognised(entries)
    finally:
        entries.close()


def _recognised(entries: Entries) -> Source:
    folder = entries.folder_of(layout.HEADER)
    if folder is not None:
        return OwnArchive(entries, folder)
    folder = entries.folder_of(PARTS)
    if folder is not None:
        return EscriptoriumArchive(entries, folder)
    raise not_an_archive(entries.name)
