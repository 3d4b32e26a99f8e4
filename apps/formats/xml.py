"""The one safe XML parser, and the few helpers that every XML codec needs."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from apps.formats.base import FormatError

MAX_BYTES = 64 * 1024 * 1024
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_MEND = "Export the file again from the program that made it."
# Narrower than the standard: what every validator takes, whichever edition of XML it knows.
_NCNAME = re.compile(r"[A-Za-z_À-ÖØ-öø-ÿ][\w.\-À-ÖØ-öø-ÿ]*", re.ASCII)
_FOR_PROGRAMMERS = re.compile(r", (use XML_PARSE_HUGE option|see xmlCtxtSet\w+\.)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(data: bytes, *, filename: str = "") -> Element:
    """The root element of ``data``; no document types, no entities, no network."""
    if len(data) > MAX_BYTES:
        raise FormatError(
            filename,
            f"the file is larger than {MAX_BYTES // 1024 // 1024} MB.",
            "Split it into one file per page.",
        )
    try:
        # Parsers are not shared: lxml serialises threads that use the same one.
        root = etree.fromstring(data.lstrip(), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        cause = f"it is not well-formed XML ({_reason(error)})."
        raise FormatError(filename, cause, _MEND) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormatError(
            filename,
            "it declares a document type, which is refused because it can hide other files.",
            "Remove the <!DOCTYPE …> line and try again.",
        )
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _reason(error: Exception) -> str:
    said = str(error).split(" (<string>", maxsplit=1)[0].rstrip(".")
    return _FOR_PROGRAMMERS.sub("", said)


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these names, in any namespace."""
    return (child for child in element if local_name(child) in names)


def child(element: Element | None, name: str) -> Element | None:
    """The first child with this name, in any namespace."""
    return None if element is None else next(children(element, name), None)


def text_of(element: Element | None) -> str:
    """The stripped text of an element; empty where there is none."""
    return "" if element is None or element.text is None else element.text.strip()


def clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def is_name(text: str) -> bool:
    """Whether ``text`` may be the id of an element."""
    return bool(_NCNAME.fullmatch(text))


def new_root(name: str, namespace: str, schema: str, **prefixes: str) -> Element:
    """The outermost element of a new document, which says where its schema is."""
    nsmap: dict[Any, str] = {None: namespace, "xsi": _XSI, **prefixes}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=nsmap)
    root.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {schema}")
    return root


def serialise(root: Element) -> bytes:
    """The document as UTF-8, indented, with an XML declaration."""
    etree.indent(root, space="  ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class Ids:
    """Gives every element of one document an id that is a valid name and used once."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._used)

    def claim(self, wanted: str | None, fallback: str) -> str:
        """``wanted`` where it is a valid name still free, else ``fallback``, numbered if taken."""
        if wanted and wanted not in self._used and _NCNAME.fullmatch(wanted):
            candidate = wanted
        else:
            candidate = fallback
        number = self._numbers.get(fallback, 1)
        while candidate in self._used:
            number += 1
            candidate = f"{fallback}_{number}"
            self._numbers[fallback] = number
        self._used.add(candidate)
        return candidate

    def keep(self, found: str | None) -> str | None:
        """An id met while reading: kept the first time, ``None`` when missing or repeated."""
        if not found or found in self._used:
            return None
        self._used.add(found)
        return found
