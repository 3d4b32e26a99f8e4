"""Writes the METS file that lists the pages of an export: files, checksums and page order."""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.xml import clean, new_root, serialise

_METS = "http://www.loc.gov/METS/"
_XLINK = "http://www.w3.org/1999/xlink"
_SCHEMA = "http://www.loc.gov/standards/mets/mets.xsd"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MetsFile:
    """One file: its path inside the archive and its SHA-256 sum in hexadecimal."""

    path: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class MetsEntry:
    """One page: what it is called, its number in the book, its text file and its image."""

    label: str
    order: int
    text: MetsFile
    image: MetsFile | None = None


def write_mets(entries: Sequence[MetsEntry], *, title: str = "") -> bytes:
    """The list of pages as a METS file, in the order given; ``title`` names the whole."""
    root = new_root("mets", _METS, _SCHEMA, xlink=_XLINK)
    if title:
        root.set("LABEL", clean(title))
    _header(root)
    section = SubElement(root, _name("fileSec"))
    images = [(number, e.image) for number, e in enumerate(entries, 1) if e.image]
    if images:
        _group(section, "image", images)
    texts = [(number, entry.text) for number, entry in enumerate(entries, 1)]
    if texts:
        _group(section, "export", texts)
    book = SubElement(SubElement(root, _name("structMap"), TYPE="physical"), _name("div"))
    book.set("TYPE", "document")
    for number, entry in enumerate(entries, 1):
        page = SubElement(book, _name("div"), TYPE="page", ID=f"page_{number}")
        page.set("ORDER", str(entry.order))
        page.set("LABEL", clean(entry.label))
        for use in ("image", "export") if entry.image else ("export",):
            SubElement(page, _name("fptr"), FILEID=f"{use}_{number}")
    return serialise(root)


def _group(section: Element, use: str, files: Sequence[tuple[int, MetsFile]]) -> None:
    group = SubElement(section, _name("fileGrp"), USE=use)
    for number, file in files:
        _file(group, f"{use}_{number}", file)


def _name(local: str) -> str:
    return f"{{{_METS}}}{local}"


def _header(root: Element) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    header = SubElement(root, _name("metsHdr"), CREATEDATE=now)
    agent = SubElement(header, _name("agent"), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    SubElement(agent, _name("name")).text = "escriptorium"


def _file(group: Element, file_id: str, file: MetsFile) -> None:
    element = SubElement(group, _name("file"), ID=file_id)
    element.set("MIMETYPE", _mime_type(file.path))
    if _SHA256.fullmatch(file.sha256):
        element.set("CHECKSUM", file.sha256.lower())
        element.set("CHECKSUMTYPE", "SHA-256")
    location = SubElement(element, _name("FLocat"), LOCTYPE="OTHER", OTHERLOCTYPE="FILE")
    location.set(f"{{{_XLINK}}}href", clean(file.path))


def _mime_type(path: str) -> str:
    # Systems disagree on XML: text/xml or application/xml.
    guessed, _ = mimetypes.guess_type(path)
    return "application/xml" if path.endswith(".xml") else guessed or "application/octet-stream"
