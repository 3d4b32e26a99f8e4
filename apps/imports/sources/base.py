"""What every source of an import offers: a list of items, and the content of each."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from apps.common.errors import ApplicationError
from apps.layout.types import PageLayout

if TYPE_CHECKING:
    from apps.imports.models import Import, ImportItem

Kind = Literal["image", "text"]


@dataclass(frozen=True, slots=True)
class NewItem:
    """One thing to import, as its source lists it before its content is read.

    ``name`` is what people see: a path in an archive, ``Page 12``, a canvas label. ``target`` is
    what the source needs to find it again, as JSON. Items with one ``page_key`` concern one page:
    the text of a page goes where its image went. ``layer`` is the layer of its text, empty for
    the one that the import was asked for.
    """

    name: str
    kind: Kind
    target: Mapping[str, Any] = field(default_factory=dict)
    page_key: str = ""
    layer: str = ""
    is_chosen: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things in a source, such as a book of a collection."""

    id: str
    label: str


class ChoiceNeeded(ApplicationError):
    """Raised by ``items``: people have to choose first; the option ``books`` takes their choice."""

    def __init__(self, message: str, choices: Sequence[Choice]) -> None:
        super().__init__("choice_needed", message)
        self.choices = tuple(choices)


@dataclass(frozen=True, slots=True)
class ImageContent:
    """The image of a page. ``file`` is open for reading at its start; whoever gets it closes it.

    ``file_name`` is the name of the image file with its ending, ``title`` what the page is called.
    ``address`` is where it comes from, stored as the page's source: an import that finds a page of
    that source in the document does not add it again. ``layout`` is text that comes with the image;
    ``note`` what the report says of it.
    """

    file: IO[bytes]
    file_name: str
    title: str = ""
    address: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    layout: PageLayout | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImageText:
    """The text that comes with an image, read without the image itself.

    ``sha256`` is that of the image file where it is known; ``note`` what the report says.
    """

    layout: PageLayout | None
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TextContent:
    """A file that describes pages: ALTO, PAGE, hOCR, TEI, ABBYY XML or plain text."""

    data: bytes
    file_name: str


class Source(ABC):
    """One import's source while a job works on it; a context manager.

    ``path`` is the upload as a local file, ``None`` where the source is an address. Everything
    here may raise ``ApplicationError`` or ``FormatError``: from ``items`` it ends the import, from
    ``read`` it fails that item only. ``check`` raises when the work was cancelled: whoever takes
    long over one item calls it meanwhile.
    """

    def __init__(self, run: "Import", path: Path | None) -> None:
        self.run = run
        self.path = path
        self.check: Callable[[], None] = lambda: None

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027 - most sources hold nothing open
        """Let go of what was opened."""

    @abstractmethod
    def items(self) -> Iterator[NewItem]:
        """Everything there is, in the order of the pages; nothing is read whole into memory."""

    @abstractmethod
    def read(self, item: "ImportItem") -> ImageContent | TextContent:
        """The content of one item."""

    @property
    def has_image_texts(self) -> bool:
        """Whether its images bring text: it is added to the pages that have these images."""
        return False

    def text_of_image(self, item: "ImportItem", size: tuple[int, int]) -> ImageText:
        """The text of an image of ``size`` pixels; (0, 0) where its size is not known."""
        return ImageText(None)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What the source says of the whole document: keys and values."""
        return ()


_sources: dict[str, type[Source]] = {}


def register(name: str) -> Any:
    """Make the decorated class the source of imports of kind ``name``."""

    def decorate(cls: type[Source]) -> type[Source]:
        _sources[name] = cls
        return cls

    return decorate


def source_class(name: str) -> type[Source]:
    """The source of that name; ``KeyError`` when there is none."""
    return _sources[name]
