"""What every format of an export offers, and what it is given: pages, layers, a place for files."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.layout.types import PageLayout

ImageSize = Literal["none", "original", "view"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the export: its path in the zip, its size in bytes, its SHA-256 sum (hex)."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One page as the export sees it, its layouts filtered as the person asked.

    ``number`` counts from 1; ``stem`` is used once in the export and safe on every file system.
    ``layouts`` has one layout for each chosen layer, in the order of ``ExportContext.layers``.
    ``image_name`` is the name of its image in the zip; ``image`` the file once it was written.
    """

    part: Part
    number: int
    stem: str
    image_name: str
    layouts: tuple[PageLayout, ...]
    image: StoredFile | None = None

    @property
    def layout(self) -> PageLayout:
        """The layout with the text of the first layer."""
        return self.layouts[0]


class Sink(Protocol):
    """Where the files of an export go: a zip that is written from front to back."""

    def write(self, path: str, data: bytes) -> StoredFile:
        """Add a small file at once."""

    def open(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Add a file piece by piece; one at a time."""

    def add(self, path: str, source: Path, *, compress: bool = False) -> StoredFile:
        """Add a file from the disk."""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What is the same for all pages. ``options`` are the format's own choices.

    ``warn`` notes what was left out and why, naming the page: it ends up in the zip and in the
    notice. ``folder`` is a scratch folder that is removed after the export; ``origin`` is the
    address of this installation (``https://host``), empty where it is not known. ``images`` is
    the size of page images that the person chose; ``apps.exports.images.image_file`` gives them.
    ``user`` is who asked for the export. ``opened`` holds the scratch files that a writer has open:
    they are closed with the export however it ends, since an open file keeps its room on the disk.
    """

    document: Document
    layers: tuple[TranscriptionLayer, ...]
    stem: str
    include_glyphs: bool
    folder: Path
    warn: Callable[[str], None]
    options: Mapping[str, Any] = field(default_factory=dict)
    software: str = ""
    origin: str = ""
    images: ImageSize = "none"
    user: Any = None
    opened: ExitStack = field(default_factory=ExitStack)


class Writer(ABC):
    """Writes the pages of one export, one after the other, in constant memory."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        self.sink = sink
        self.context = context

    @abstractmethod
    def page(self, page: ExportPage) -> None:
        """Take one page; an error here leaves this page out and never stops the export."""

    @abstractmethod
    def finish(self) -> None:
        """Write what stands at the end."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that one format alone offers; its value lies in ``ExportContext.options``.

    With ``choices`` (value and label) it is one of them; else it is what ``default`` is: yes or
    no, a whole number, or a text.
    """

    name: str
    label: str
    default: bool | int | str
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    minimum: int = 0
    maximum: int = 10_000


@dataclass(frozen=True, slots=True)
class Format:
    """A format that people may choose.

    ``group`` is its heading in the dialog. ``is_many``: a file for each page, so METS.xml lists
    them. ``takes_layers``: several layers at once make sense. ``has_glyphs``: words and characters
    with their places can be written. ``needs_images``: it reads the images of pages itself (the
    export adds none to the zip, and coordinates stay those of the original). ``takes_everything``:
    neither layers nor types are asked for.
    """

    name: str
    label: str
    group: str
    writer: type[Writer]
    description: str = ""
    is_many: bool = False
    takes_layers: bool = False
    has_glyphs: bool = False
    needs_images: bool = False
    takes_everything: bool = False
    options: tuple[Option, ...] = ()


_formats: dict[str, Format] = {}


def register(found: Format) -> None:
    """Offer a format; the last one of a name counts."""
    _formats[found.name] = found


def formats() -> dict[str, Format]:
    """All formats by name, in the order in which they were offered."""
    return dict(_formats)
