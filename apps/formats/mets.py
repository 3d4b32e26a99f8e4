"""Writes the METS file that lists the pages of an export: files, checksums and page order."""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.mods import add_mods
from apps.formats.xml import clean, new_root, serialise

_METS = "http://www.loc.gov/METS/"
_XLINK = "http://www.w3.org/1999/xlink"
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
    book = book or MetsTitle()
    root = new_root("mets", _METS, _SCHEMA, xlink=_XLINK)
    if book.title:
        root.set("LABEL", clean(book.title))
    _header(root, book)
    facts = [fact for fact in book.metadata if fact != ("title", book.title)]
    _description(root, "dmd_book", [("title", book.title), *facts] if book.title else facts)
    for number, entry in enumerate(entries, 1):
        _description(root, f"dmd_{number}", entry.metadata)
    if entries:
        _files(root, entries, groups)
    _structure(root, entries, bool(book.title or facts))
    return serialise(root)


def _files(root: Element, entries: Sequence[MetsEntry], groups: Sequence[str]) -> None:
    section = SubElement(root, _name("fileSec"))
    _group(section, "image", "image", [entry.image for entry in entries])
    for place, group in enumerate(groups):
        files = [entry.texts[place] for entry in entries]
        _group(section, group, _prefix(place), files)


def _prefix(place: int) -> str:
    return f"text{place + 1}"


def _structure(root: Element, entries: Sequence[MetsEntry], is_described: bool) -> None:
    book = SubElement(SubElement(root, _name("structMap"), TYPE="PHYSICAL"), _name("div"))
    book.set("TYPE", "document")
    if is_described:
        book.set("DMDID", "dmd_book")
    for number, entry in enumerate(entries, 1):
        page = SubElement(book, _name("div"), TYPE="page", ID=f"page_{number}")
        page.set("ORDER", str(entry.order))
        page.set("LABEL", clean(entry.label))
        if entry.metadata:
            page.set("DMDID", f"dmd_{number}")
        found = [("image", entry.image), *((_prefix(i), f) for i, f in enumerate(entry.texts))]
        for prefix, file in found:
            if file:
                SubElement(page, _name("fptr"), FILEID=f"{prefix}_{number}")


def _group(section: Element, use: str, prefix: str, files: Sequence[MetsFile | None]) -> None:
    if not any(files):
        return
    group = SubElement(section, _name("fileGrp"), ID=prefix, USE=clean(use))
    for number, file in enumerate(files, 1):
        if file:
            _file(group, f"{prefix}_{number}", file)


def _name(local: str) -> str:
    return f"{{{_METS}}}{local}"


def _header(root: Element, book: MetsTitle) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    header = SubElement(root, _name("metsHdr"), CREATEDATE=now)
    agent = SubElement(header, _name("agent"), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    SubElement(agent, _name("name")).text = clean(f"{book.software} {book.version}".strip())


def _description(root: Element, name: str, facts: Facts) -> None:
    if facts:
        section = SubElement(root, _name("dmdSec"), ID=name)
        wrap = SubElement(section, _name("mdWrap"), MDTYPE="MODS")
        add_mods(SubElement(wrap, _name("xmlData")), facts)


def _file(group: Element, file_id: str, file: MetsFile) -> None:
    element = SubElement(group, _name("file"), ID=file_id)
    element.set("MIMETYPE", _mime_type(file.path))
    if file.size:
        element.set("SIZE", str(file.size))
    if _SHA256.fullmatch(file.sha256):
        element.set("CHECKSUM", file.sha256.lower())
        element.set("CHECKSUMTYPE", "SHA-256")
    location = SubElement(element, _name("FLocat"), LOCTYPE="OTHER", OTHERLOCTYPE="FILE")
    location.set(f"{{{_XLINK}}}href", clean(file.path))


def _mime_type(path: str) -> str:
    # Systems disagree on XML: text/xml or application/xml.
    guessed, _ = mimetypes.guess_type(path)
    return "application/xml" if path.endswith(".xml") else guessed or "application/octet-stream"
