"""Reads a PDF in a process of its own, which may neither take all memory nor run for ever.

``python -m apps.formats.pdf_worker FILE FOLDER`` answers each line of JSON on its input by one on
its output: ``{"do": "open"}`` with what the file is, ``{"do": "page", "page": 1, ...}`` with the
files that it made of a page in the folder. ``{"error": code}`` says what cannot be done.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pdf2image
import pikepdf
from pdf2image.exceptions import PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError
from PIL import Image

from apps.formats.pdf_content import PageContent, page_content
from apps.formats.pdf_scan import extract, is_photograph, scan_dpi, scan_of

USUAL_DPI = 300
PAGE_SECONDS = 40
_MEMORY = 3 * 1024**3
_FILE_BYTES = 4 * 1024**3
_QUALITY = 92
_INFO = (
    ("/Title", "title"),
    ("/Author", "author"),
    ("/Subject", "subject"),
    ("/Keywords", "keywords"),
)


_DAMAGE = (
    pikepdf.PdfError,
    pikepdf.PikepdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


class _Problem(Exception):
    """What cannot be done, as a code and the numbers that its message names."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.answer = {"error": code, **facts}


class _Worker:
    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder
        self._pdf = _opened(path)

    def open(self) -> dict[str, Any]:
        """What is known of the whole file."""
        return {
            "pages": len(self._pdf.pages),
            "metadata": list(_metadata(self._pdf)),
            "has_labels": "/PageLabels" in self._pdf.Root,
        }

    def page(self, number: int, dpi: int, limit: int, *, text: bool) -> dict[str, Any]:
        """The image of a page, and its text in a file where wanted.

        ``dpi`` of 0 is that of the scan on it, below that nothing is drawn: a page that is no scan
        has no image then. ``limit`` is the most pixels an image may have.
        """
        page = self._pdf.pages[number - 1]
        content = page_content(page)
        answer = self._image(content, number, dpi, limit)
        answer["incomplete"] = not content.is_complete
        if "/PageLabels" in self._pdf.Root:
            answer["label"] = str(page.label)
        if text:
            answer |= self._text(number)
        x0, y0, x1, y1 = content.box
        answer["size"] = [x1 - x0, y1 - y0] if content.turn % 180 == 0 else [y1 - y0, x1 - x0]
        return answer

    def _image(self, content: PageContent, number: int, dpi: int, limit: int) -> dict[str, Any]:
        for image in content.images:
            _check(image.width, image.height, limit)
        scan = scan_of(content)
        if scan and (path := extract(scan, self._folder / f"page-{number}")):
            place = _upright(scan.place, content)
            return {"file": str(path), "suffix": path.suffix, "place": place}
        if dpi < 0:
            return {"place": None}
        wanted = dpi or scan_dpi(content) or USUAL_DPI
        x0, y0, x1, y1 = content.box
        scale = wanted / 72
        _check(round((x1 - x0) * scale), round((y1 - y0) * scale), limit, dpi=wanted)
        return self._drawn(number, wanted, is_photograph=is_photograph(content))

    def _drawn(self, number: int, dpi: int, *, is_photograph: bool) -> dict[str, Any]:
        kind = "jpeg" if is_photograph else "png"
        try:
            [path] = pdf2image.convert_from_path(
                self._path,
                dpi=dpi,
                first_page=number,
                last_page=number,
                fmt=kind,
                jpegopt={"quality": _QUALITY},
                output_folder=self._folder,
                output_file=f"page-{number}",
                single_file=True,
                paths_only=True,
                use_cropbox=True,
                timeout=PAGE_SECONDS,
            )
        except PDFPopplerTimeoutError as error:
            raise _Problem("too_slow") from error
        except (PDFPageCountError, PDFSyntaxError, OSError, SyntaxError, ValueError) as error:
            raise _Problem("damaged_page", reason=str(error)[:200]) from error
        return {"file": str(path), "suffix": Path(str(path)).suffix, "place": None}

    def _text(self, number: int) -> dict[str, Any]:
        target = self._folder / f"page-{number}.xml"
        pages = ["-f", str(number), "-l", str(number)]
        command = ["pdftotext", *pages, "-bbox-layout", "-cropbox", str(self._path), str(target)]
        try:
            ran = subprocess.run(  # noqa: S603 - our own arguments, no shell
                command, capture_output=True, timeout=PAGE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return {"text_problem": "too_slow"}
        if ran.returncode or not target.exists():
            return {"text_problem": "forbidden" if ran.returncode == 3 else "damaged"}
        return {"text": str(target)}


def _check(width: int, height: int, limit: int, *, dpi: int = 0) -> None:
    if width * height > limit:
        raise _Problem("too_large", width=width, height=height, dpi=dpi)


def _upright(place: tuple[float, ...], content: PageContent) -> list[float]:
    """A box on the page as it stands: from its left and top, in points."""
    x0, y0, x1, y1 = content.box
    left, low, right, high = place
    box = [left - x0, y1 - high, right - x0, y1 - low]
    width, height = x1 - x0, y1 - y0
    for _ in range(content.turn // 90):
        box = [height - box[3], box[0], height - box[1], box[2]]
        width, height = height, width
    return box


def _opened(path: Path) -> pikepdf.Pdf:
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    try:
        pdf = pikepdf.open(path)
        count = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise _Problem("encrypted") from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise _Problem("damaged" if is_pdf else "not_pdf") from error
    if not count:
        raise _Problem("no_pages")
    return pdf


def _metadata(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    for key, name in _INFO:
        if value := str(pdf.docinfo.get(key, "")).strip():
            yield name, value[:2000]


def _answer(worker: _Worker, question: dict[str, Any]) -> dict[str, Any]:
    do = question.pop("do")
    try:
        return worker.open() if do == "open" else worker.page(**question)
    except _Problem as problem:
        return problem.answer
    except MemoryError:
        return {"error": "too_much_memory"}
    except _DAMAGE as error:
        return {"error": "damaged_page", "reason": str(error)[:200]}


def main(path: str, folder: str) -> None:
    with suppress(OSError, ValueError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    Image.MAX_IMAGE_PIXELS = None  # the page's own size was checked
    try:
        worker = _Worker(Path(path), Path(folder))
    except _Problem as problem:
        sys.stdout.write(json.dumps(problem.answer) + "\n")
        return
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(worker, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
