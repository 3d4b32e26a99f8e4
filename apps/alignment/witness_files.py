"""The running text in a file that people bring: plain, Word, TEI, PAGE, ALTO."""

import tempfile
from pathlib import Path, PurePath

from lxml.etree import _Element as Element

from apps.common.errors import ApplicationError
from apps.formats.base import FormatError
from apps.formats.registry import read_pages
from apps.formats.xml import local_name, parse
from apps.imports.archives import Archive
from apps.layout.markup import plain_text

MAX_BYTES = 20 * 1024 * 1024
SUFFIXES = (".txt", ".docx", ".xml", ".tei")
_DOCX_BYTES = 64 * 1024 * 1024
_BLOCKS = frozenset(
    ["p", "head", "l", "ab", "item", "pb", "div", "lg", "sp", "stage", "row", "cell"]
)
# What the page itself does not say at this place: notes below it, running titles, corrections.
_BESIDE = frozenset(
    ["note", "fw", "rdg", "teiHeader", "facsimile", "sourceDoc", "corr", "reg", "expan", "figDesc"]
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def text_of_file(name: str, data: bytes) -> str:
    """The text; what cannot be read is an ``ApplicationError`` that says why and what helps."""
    if len(data) > MAX_BYTES:
        raise ApplicationError(
            "too_large",
            f"{name} is larger than {MAX_BYTES // 1024**2} MB. Split it and align part by part.",
        )
    suffix = PurePath(name).suffix.lower()
    try:
        if suffix == ".docx":
            text = _docx(name, data)
        elif suffix in {".xml", ".tei"}:
            text = _xml(name, data)
        elif suffix in {".txt", ""}:
            text = _plain(name, data)
        else:
            known = ", ".join(SUFFIXES)
            raise ApplicationError(
                "unknown_format", f"{name} is no text that can be read here. Bring one of: {known}."
            )
    except FormatError as error:
        raise ApplicationError("unreadable", str(error)) from error
    return checked(text, name)


def checked(text: str, name: str) -> str:
    """``text`` in which there is something to align."""
    if not any(char.isalnum() for char in text):
        raise ApplicationError("empty", f"{name} has no text in it. Bring a file with words.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(name: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ApplicationError(
            "not_text",
            f"{name} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again.",
        ) from error
    if "\0" in text:
        raise ApplicationError("not_text", f"{name} is no text file. Save the text as .txt.")
    return text


def _docx(name: str, data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.docx"
        path.write_bytes(data)
        with Archive(path, name=name) as archive:
            for entry in archive.entries():
                if entry.name == "word/document.xml":
                    root = parse(archive.read(entry, limit=_DOCX_BYTES), filename=name)
                    return "\n".join(map(_paragraph, root.iter("{*}p")))
    raise ApplicationError(
        "unreadable", f"{name} is no Word document. Open it in Word and save it as .docx."
    )


def _paragraph(paragraph: Element) -> str:
    said = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    pieces = []
    for item in paragraph.iter():
        kind = local_name(item)
        pieces.append((item.text or "") if kind == "t" else said.get(kind, ""))
    return "".join(pieces)


def _xml(name: str, data: bytes) -> str:
    root = parse(data, filename=name)
    if local_name(root) in {"TEI", "TEI.2", "teiCorpus"}:
        return "".join(_tei(root))
    pages = read_pages(data, name)
    lines = (line.text for page in pages for line in page.lines if line.text)
    return "\n".join(plain_text(line.text) for line in lines)


def _tei(element: Element) -> list[str]:
    """The words in their order; a line that goes on within a word does not part it."""
    kind = local_name(element)
    pieces: list[str] = []
    if kind not in _BESIDE:
        if kind == "lb":
            pieces.append("" if element.get("break") == "no" else "\n")
        pieces.append("\n" if kind in _BLOCKS else "")
        pieces.append(element.text or "")
        for item in element:
            pieces += _tei(item)
        pieces.append("\n" if kind in _BLOCKS else "")
    if kind == "lb" and element.get("break") == "no":
        return [*pieces, (element.tail or "").lstrip()]
    return [*pieces, element.tail or ""]
