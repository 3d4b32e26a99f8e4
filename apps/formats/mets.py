"""Writes the METS file that lists the pages of an export: files, checksums and page order."""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.xml import Ids, clean, new_root, serialise

_METS = "http://www.loc.gov/METS/"
_XLINK = "http://www.w3.org/1999/xlink"
_SCHEMA = "http://www.loc.gov/standards/mets/mets.xsd"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MetsEntry:
    """One page: its files, as paths inside the archive, and their SHA-256 sums in hexadecimal."""

    page_id: str
    label: str
    xml_path: str
    xml_sha256: str = ""
    image_path: str | None = None
    image_sha256: str = ""


def write_mets(entries: Sequence[MetsEntry], *, label: str = "", creator: str = "") -> bytes:
    """The list of pages as a METS file, in the order given; ``label`` names the whole."""
    root = new_root("mets", _METS, _SCHEMA, xlink=_XLINK)
    if label:
        root.set("LABEL", clean(label))
    _header(root, creator or "escriptorium")
    ids = Ids()
    names = [ids.claim(f"page_{entry.page_id}", "page") for entry in entries]
    section = SubElement(root, _name("fileSec"))
    images: dict[int, str] = {}
    with_image = [(i, entry) for i, entry in enumerate(entries) if entry.image_path]
    if with_image:
        group = SubElement(section, _name("fileGrp"), USE="image")
        for i, entry in with_image:
            images[i] = ids.claim(f"image_{entry.page_id}", "image")
            _file(group, images[i], entry.image_path or "", entry.image_sha256)
    group = SubElement(section, _name("fileGrp"), USE="export")
    texts = [ids.claim(f"export_{entry.page_id}", "export") for entry in entries]
    for name, entry in zip(texts, entries, strict=True):
        _file(group, name, entry.xml_path, entry.xml_sha256)
    book = SubElement(SubElement(root, _name("structMap"), TYPE="physical"), _name("div"))
    book.set("TYPE", "document")
    for i, entry in enumerate(entries):
        page = SubElement(book, _name("div"), TYPE="page", ID=names[i], ORDER=str(i + 1))
        page.set("LABEL", clean(entry.label))
        for file_id in filter(None, (images.get(i), texts[i])):
            SubElement(page, _name("fptr"), FILEID=file_id)
    return serialise(root)


def _name(local: str) -> str:
    return f"{{{_METS}}}{local}"


def _header(root: Element, creator: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    header = SubElement(root, _name("metsHdr"), CREATEDATE=now)
    agent = SubElement(header, _name("agent"), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    SubElement(agent, _name("name")).text = clean(creator)


def _file(group: Element, file_id: str, path: str, checksum: str) -> None:
    file = SubElement(group, _name("file"), ID=file_id)
    mime_type, _ = mimetypes.guess_type(path)
    file.set("MIMETYPE", mime_type or "application/octet-stream")
    if _SHA256.fullmatch(checksum):
        file.set("CHECKSUM", checksum.lower())
        file.set("CHECKSUMTYPE", "SHA-256")
    location = SubElement(file, _name("FLocat"), LOCTYPE="OTHER", OTHERLOCTYPE="FILE")
    location.set(f"{{{_XLINK}}}href", clean(path))
