"""What every codec offers, and the one error that readers raise."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from apps.layout.types import PageLayout


class FormatError(Exception):
    """A file cannot be read: which file, why, and what a person can do about it."""

    def __init__(self, filename: str, cause: str, mend: str) -> None:
        self.filename = filename
        self.cause = cause
        self.mend = mend
        super().__init__(f"{filename or 'The file'}: {cause} {mend}")


class Reader(Protocol):
    """Reads one page from bytes."""

    @property
    def name(self) -> str:
        """The name that people and settings use: ``alto``, ``page``, ``hocr`` or ``text``."""

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in ``data``; ``filename`` is only for messages."""


class Codec(Reader, Protocol):
    """Reads one page from bytes and writes one page to bytes."""

    @property
    def suffix(self) -> str:
        """The ending of the files it writes, with its dot."""

    def write(self, layout: PageLayout) -> bytes:
        """The page as a file."""


@runtime_checkable
class ManyPages(Protocol):
    """A codec whose files may describe several pages."""

    def read_pages(self, data: bytes, *, filename: str = "") -> tuple[PageLayout, ...]:
        """Every page in ``data``, in the order of the file; one at least."""


def only_page(pages: Sequence[PageLayout], filename: str) -> PageLayout:
    """The page of a file that is wanted to hold one."""
    if len(pages) == 1:
        return pages[0]
    cause = f"it holds {len(pages)} pages, and one is wanted."
    raise FormatError(filename, cause, "Give one file for each page.")
