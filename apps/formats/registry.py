"""Finds the codec for a name or for a file's content."""

from pathlib import PurePath

from apps.formats.abbyy import AbbyyReader, is_abbyy
from apps.formats.alto import ALTO_CODECS
from apps.formats.base import Codec, FormatError, ManyPages, Reader
from apps.formats.hocr import HocrCodec
from apps.formats.hocr_read import is_hocr
from apps.formats.page import PAGE_CODECS
from apps.formats.tei import TeiCodec
from apps.formats.text import TextCodec
from apps.formats.xml import local_name, parse
from apps.layout.types import PageLayout

_CODECS: dict[str, Codec] = {
    codec.name: codec
    for codec in (*ALTO_CODECS, *PAGE_CODECS, HocrCodec(), TeiCodec(), TextCodec())
}
PAGE_SUFFIXES = (".xml", ".alto", ".page", ".hocr", ".html", ".htm", ".xhtml")
"""The endings of files that describe one page and its places."""
_ROOTS = {"alto": "alto", "pcgts": "page", "tei": "tei"}
_OTHERS = {
    "mets": ("it is a METS file: it lists the files of a book.", "Import the book as a zip file."),
}


def codec(name: str) -> Codec:
    """The codec of that name; ``KeyError`` when there is none."""
    return _CODECS[name]


def detect(data: bytes, filename: str = "") -> Reader:
    """The reader of this file: by what it holds, or ``.txt`` by its name."""
    if PurePath(filename).suffix.lower() == ".txt":
        return _CODECS["text"]
    if is_hocr(data):
        return _CODECS["hocr"]
    element = parse(data, filename=filename)
    if is_abbyy(element):
        return AbbyyReader()
    root = local_name(element).lower()
    if root in _ROOTS:
        return _CODECS[_ROOTS[root]]
    unknown = (
        f"its outermost element <{root}> is neither ALTO, PAGE, TEI nor of FineReader.",
        "Import one of those.",
    )
    raise FormatError(filename, *_OTHERS.get(root, unknown))


def read_pages(data: bytes, filename: str = "") -> tuple[PageLayout, ...]:
    """Every page that a file describes, in its order; most files describe one."""
    found = detect(data, filename)
    if isinstance(found, ManyPages):
        return found.read_pages(data, filename=filename)
    return (found.read(data, filename=filename),)
