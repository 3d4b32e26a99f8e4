"""What every codec offers, and the one error that readers raise."""

from typing import Protocol

from apps.layout.types import PageLayout


class FormatError(Exception):
    """A file cannot be read: which file, why, and what a person can do about it."""

    def __init__(self, filename: str, cause: str, mend: str) -> None:
        self.filename = filename
        self.cause = cause
        self.mend = mend
        super().__init__(f"{filename or 'The file'}: {cause} {mend}")


class Codec(Protocol):
    """Reads one page from bytes and writes one page to bytes."""

    @property
    def name(self) -> str:
        """The name that people and settings use: ``alto``, ``page``, ``hocr`` or ``text``."""

    @property
    def suffix(self) -> str:
        """The ending of the files it writes, with its dot."""

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The page in ``data``; ``filename`` is only for messages."""

    def write(self, layout: PageLayout) -> bytes:
        """The page as a file."""
