"""Writes the METS file that lists the pages of an export: files, checksums and page order."""

import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.mods import add_mods
from apps.formats.xml import clean, new_root, serialise

_METS = "http://www.loc.gov/METS/"
_XLINK = "http://www.w3.org/1999/xlink"
_NAMESPACES: dict[Any, str] = {None: _METS, "xlink": _XLINK}
_DECLARED = (f' xmlns="{_METS}"'.encode(), f' xmlns:xlink="{_XLINK}"'.encode())
_SCHEMA = "http://www.loc.gov/standards/mets/mets.xsd"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MetsFile:
    """One file: its path beside the METS file, its SHA-256 sum in hexadecimal, its bytes."""

    path: str
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class MetsEntry:
    """One page: what it is called, its number in the book, its image, what is known of it.

    ``texts`` are its text files, one for each group of the book; none where a page has none.
    """

    label: str
    order: int
    texts: tuple[MetsFile | None, ...]
    image: MetsFile | None = None
    metadata: Facts = ()


@dataclass(frozen=True, slots=True)
class MetsTitle:
    """The book: its name, what is known of it, the program that wrote it and its version."""

    title: str = ""
    metadata: Facts = ()
    software: str = "escriptorium"
    version: str = ""


def write_mets(
    entries: Sequence[MetsEntry], groups: Sequence[str], book: MetsTitle | None = None
) -> bytes:
    """The list of pages as a METS file, in the order given; ``groups`` name the texts' layers."""
    return b"".join(mets_pieces(entries, groups, book or MetsTitle()))


def mets_pieces(
    entries: Sequence[MetsEntry], groups: Sequence[str], book: MetsTitle
) -> Iterator[bytes]:
    """The same piece by piece: the list of a long book is never in memory as a whole."""
    facts = [fact for fact in book.metadata if fact != ("title", book.title)]
    facts = [("title", book.title), *facts] if book.title else facts
    root = new_root("mets", _METS, _SCHEMA, xlink=_XLINK)
    if book.title:
        root.set("LABEL", clean(book.title))
    _header(root, book)
    _description(root, "dmd_book", facts)
    yield serialise(root).removesuffix(b"</mets>")
    for number, entry in enumerate(entries, 1):
        if entry.metadata:
            yield _piece(_described(f"dmd_{number}", entry.metadata))
    if entries:
        yield b"<fileSec>\n"
        yield from _group("image", "image", [entry.image for entry in entries])
        for place, group in enumerate(groups):
            yield from _group(group, _prefix(place), [entry.texts[place] for entry in entries])
        yield b"</fileSec>\n"
    whole = etree.Element(_name("div"), {"TYPE": "document"}, nsmap=_NAMESPACES)
    if facts:
        whole.set("DMDID", "dmd_book")
    yield b'<structMap TYPE="PHYSICAL">\n' + _opened(whole)
    for number, entry in enumerate(entries, 1):
        yield _piece(_page(number, entry))
    yield b"</div>\n</structMap>\n</mets>\n"


def _prefix(place: int) -> str:
    return f"text{place + 1}"


def _piece(element: Element) -> bytes:
    """An element as it stands inside of the root, which declares the namespaces."""
    element.tail = None
    etree.indent(element, space="  ")
    data: bytes = etree.tostring(element, encoding="UTF-8")
    for declared in _DECLARED:
        data = data.replace(declared, b"", 1)
    return data + b"\n"


def _opened(element: Element) -> bytes:
    return _piece(element).removesuffix(b"/>\n") + b">\n"


def _page(number: int, entry: MetsEntry) -> Element:
    page = etree.Element(_name("div"), nsmap=_NAMESPACES)
    said = {"TYPE": "page", "ID": f"page_{number}", "ORDER": str(entry.order)}
    for key, value in {**said, "LABEL": clean(entry.label)}.items():
        page.set(key, value)
    if entry.metadata:
        page.set("DMDID", f"dmd_{number}")
    found = [("image", entry.image), *((_prefix(i), f) for i, f in enumerate(entry.texts))]
    for prefix, file in found:
        if file:
            SubElement(page, _name("fptr"), FILEID=f"{prefix}_{number}")
    return page


def _group(use: str, prefix: str, files: Sequence[MetsFile | None]) -> Iterator[bytes]:
    if not any(files):
        return
    group = etree.Element(_name("fileGrp"), {"ID": prefix, "USE": clean(use)}, nsmap=_NAMESPACES)
    yield _opened(group)
    for number, file in enumerate(files, 1):
        if file:
            yield _piece(_file(f"{prefix}_{number}", file))
    yield b"</fileGrp>\n"


def _name(local: str) -> str:
    return f"{{{_METS}}}{local}"


def _header(root: Element, book: MetsTitle) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    header = SubElement(root, _name("metsHdr"), CREATEDATE=now)
    agent = SubElement(header, _name("agent"), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    SubElement(agent, _name("name")).text = clean(f"{book.software} {book.version}".strip())


def _description(root: Element, name: str, facts: Facts) -> None:
    if facts:
        root.append(_described(name, facts))


def _described(name: str, facts: Facts) -> Element:
    section = etree.Element(_name("dmdSec"), {"ID": name}, nsmap=_NAMESPACES)
    wrap = SubElement(section, _name("mdWrap"), MDTYPE="MODS")
    add_mods(SubElement(wrap, _name("xmlData")), facts)
    return section


def _file(file_id: str, file: MetsFile) -> Element:
    element = etree.Element(_name("file"), {"ID": file_id}, nsmap=_NAMESPACES)
    element.set("MIMETYPE", _mime_type(file.path))
    if file.size:
        element.set("SIZE", str(file.size))
    if _SHA256.fullmatch(file.sha256):
        element.set("CHECKSUM", file.sha256.lower())
        element.set("CHECKSUMTYPE", "SHA-256")
    location = SubElement(element, _name("FLocat"), LOCTYPE="OTHER", OTHERLOCTYPE="FILE")
    location.set(f"{{{_XLINK}}}href", clean(file.path))
    return element


def _mime_type(path: str) -> str:
    # Systems disagree on XML: text/xml or application/xml.
    guessed, _ = mimetypes.guess_type(path)
    return "application/xml" if path.endswith(".xml") else guessed or "application/octet-stream"
