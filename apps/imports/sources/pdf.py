"""PDF files: each page is an image, taken out as it is or drawn, and perhaps a layer of text."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from PIL import ExifTags, Image

from apps.common.errors import ApplicationError
from apps.formats.base import FormatError
from apps.formats.pdf_layer import read_layer
from apps.imports.pdf_process import OPEN_SECONDS, PAGE_SECONDS, PdfProcess, failed
from apps.imports.sources.base import ImageContent, ImageText, NewItem, Source, register
from apps.jobs.work import work_folder
from apps.layout.types import PageLayout

if TYPE_CHECKING:
    from apps.imports.models import Import, ImportItem

MAX_PAGES = 20_000
DPI = (50, 1200)
_RANGE = re.compile(r"(\d+)?\s*(?:([-–])\s*(\d+)?)?")
NOT_DRAWN = -1
_TURNED = range(5, 9)


@register("pdf")
class PdfSource(Source):
    """``pages`` ("1-20, 35"), ``dpi`` (0: as the scans on the pages, else 300), ``text_layer``."""

    def __init__(self, run: "Import", path: Path | None) -> None:
        super().__init__(run, path)
        if path is None:
            raise ApplicationError("no_file", "Choose the PDF file to import.")
        options = run.options.get("source") or {}
        self._dpi = _checked_dpi(options.get("dpi") or 0)
        self._pages = str(options.get("pages") or "")
        self._file = path
        self._has_text = bool(options.get("text_layer"))
        assert run.job is not None  # noqa: S101  a job works on the import
        self._stack = ExitStack()
        folder = self._stack.enter_context(work_folder(run.job))
        self._process = PdfProcess(path, folder, run.name)
        self._facts: dict[str, Any] = {}

    def close(self) -> None:
        self._process.stop()
        self._stack.close()

    def items(self) -> Iterator[NewItem]:
        """A page each, those that were asked for, in the order of the file."""
        count = int(self._opened()["pages"])
        wanted = pages_in(self._pages, count)
        if len(wanted) > MAX_PAGES:
            raise ApplicationError(
                "pdf_too_many_pages",
                f"{self.run.name} has {len(wanted):,} pages; {MAX_PAGES:,} are the most at once."
                " Say which pages to import, for example 1-5000.",
            )
        address = self._address()
        for number in wanted:
            yield NewItem(
                name=f"Page {number}",
                kind="image",
                target={"page": number, "address": f"{address}{number}"},
                page_key=str(number),
            )

    def read(self, item: "ImportItem") -> ImageContent:
        """The image of a page, with its text where that was asked for."""
        number = int(item.target["page"])
        answer = self._page(number, self._dpi)
        layout, note = self._layout(answer, number, _upright_size(Path(answer["file"])))
        stem = PurePosixPath(self.run.name).stem
        return ImageContent(
            file=_taken(Path(answer["file"])),
            file_name=f"{stem}_page_{number}{answer['suffix']}",
            title=str(answer.get("label", "")),
            address=str(item.target["address"]),
            layout=layout,
            note=" ".join(filter(None, [_INCOMPLETE if answer.get("incomplete") else "", note])),
        )

    @property
    def has_image_texts(self) -> bool:
        return self._has_text

    def text_of_image(self, item: "ImportItem", size: tuple[int, int]) -> ImageText:
        """The text layer of a page; a page that is no scan is not drawn for it."""
        number = int(item.target["page"])
        answer = self._page(number, NOT_DRAWN)
        sha256 = ""
        if "file" in answer:
            path = Path(answer["file"])
            size = size if all(size) else _upright_size(path)
            with _taken(path) as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if not all(size):
            size = (max(round(answer["size"][0]), 1), max(round(answer["size"][1]), 1))
        layout, note = self._layout(answer, number, size)
        return ImageText(layout, sha256, note)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """Title, author, subject and keywords, as the file says them."""
        return tuple((key, value) for key, value in self._opened()["metadata"])

    def _opened(self) -> dict[str, Any]:
        if not self._facts:
            answer = self._process.ask(OPEN_SECONDS, do="open")
            if "error" in answer:
                raise failed(answer, self.run.name, None)
            self._facts = answer
        return self._facts

    def _page(self, number: int, dpi: int) -> dict[str, Any]:
        answer = self._process.ask(
            PAGE_SECONDS,
            do="page",
            number=number,
            dpi=dpi,
            limit=settings.MAX_IMAGE_MEGAPIXELS * 1_000_000,
            text=self._has_text,
        )
        if "error" in answer:
            raise failed(answer, self.run.name, number)
        return answer

    def _address(self) -> str:
        """Where its pages come from, up to their number, as it was called when it came first.

        Blank pages look alike: a page is known by its number in this very file.
        """
        with self._file.open("rb") as file:
            key = f"#sha256={hashlib.file_digest(file, 'sha256').hexdigest()[:16]}&page="
        known = self.run.document.parts.filter(source__contains=key).first()
        return f"{known.source.partition(key)[0] if known else self.run.name}{key}"

    def _layout(
        self, answer: dict[str, Any], number: int, size: tuple[int, int]
    ) -> tuple[PageLayout | None, str]:
        """The text on a page, or what there is to say about it."""
        if not self._has_text:
            return None, ""
        if problem := answer.get("text_problem"):
            return None, _TEXT_PROBLEMS.get(problem, _TEXT_PROBLEMS["damaged"])
        text = Path(answer["text"])
        name = f"Page {number} of {self.run.name}"
        place = answer["place"] or (0.0, 0.0, *answer["size"])
        try:
            layout = read_layer(text.read_bytes(), size=size, place=place, filename=name)
        except (FormatError, OSError, SyntaxError, ValueError):
            return None, _TEXT_PROBLEMS["damaged"]
        finally:
            text.unlink()
        return layout, "" if layout.lines else "The page has no text of its own."


_INCOMPLETE = "The PDF is damaged: something on this page is missing. Compare it with the original."
_TEXT_PROBLEMS = {
    "forbidden": "Its text was left out: the author of the PDF does not allow copying text.",
    "too_slow": "Its text was left out: it takes too long to read.",
    "damaged": "Its text was left out: it cannot be read.",
}


def pages_in(said: str, count: int) -> list[int]:
    """The page numbers that people mean by "1-20, 35, 40-"; all where they say nothing."""
    if not said.strip():
        return list(range(1, count + 1))
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]*[,;]\s*|\s+(?![-–])(?<![-–]\s)", said.strip())):
        match = _RANGE.fullmatch(part.strip())
        if not match or not (match[1] or match[3]):
            raise _no_range(said, count)
        first = int(match[1] or 1)
        last = int(match[3] or count) if match[2] else first
        if not 1 <= first <= last or first > count:
            raise _no_range(said, count)
        found.update(range(first, min(last, count) + 1))
    return sorted(found)


def _no_range(said: str, count: int) -> ApplicationError:
    return ApplicationError(
        "pdf_pages",
        f"“{said}” names no pages of this PDF, which has {count:,}. Write them like 1-20, 35.",
    )


def _checked_dpi(value: Any) -> int:
    try:
        dpi = int(value)
    except (TypeError, ValueError):
        dpi = -1
    if dpi and not DPI[0] <= dpi <= DPI[1]:
        raise ApplicationError(
            "pdf_dpi", f"The resolution must be a number from {DPI[0]} to {DPI[1]} dpi."
        )
    return dpi


def _taken(path: Path) -> BufferedReader:
    """The file, open; its name goes at once, its content when it is closed."""
    file = path.open("rb")
    path.unlink()
    return file


def _upright_size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        width, height = image.size
        # Only a JPEG says how it stands; asking a PNG would decode all of it.
        exif = image.getexif() if image.format == "JPEG" else {}
    return (height, width) if exif.get(ExifTags.Base.Orientation) in _TURNED else (width, height)
