"""Reads METS: the pages of a book in their order, the files of each, and what is said of the whole.

It takes what libraries, the DFG viewer, OCR-D, Transkribus and eScriptorium write, also inside the
answer of an OAI-PMH server.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from apps.formats.base import FormatError
from apps.formats.mets_facts import Fact, header_facts, section_facts
from apps.formats.xml import children, local_name, parse, text_of

_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"[0-9]{1,9}")
_PAGE_WORDS = ("page", "folio", "cover")


@dataclass(frozen=True, slots=True)
class MetsLink:
    """One file: where it is, at all its places; its group and its kind."""

    hrefs: tuple[str, ...]
    group: str
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class MetsPage:
    """One page; ``unknown`` are the ids of files that it names and the METS does not list."""

    id: str
    label: str
    links: tuple[MetsLink, ...]
    unknown: tuple[str, ...] = ()
    metadata: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class MetsBook:
    """A book: its pages in order and what its header and its descriptions say."""

    title: str
    pages: tuple[MetsPage, ...]
    metadata: tuple[Fact, ...]


def is_mets(data: bytes) -> bool:
    """Whether the beginning of a file looks like METS, bare or in an OAI-PMH answer."""
    head = data[:4096]
    return b"http://www.loc.gov/METS/" in head or (b"OAI-PMH" in head and b"mets" in head.lower())


def read_mets(data: bytes, *, filename: str = "") -> MetsBook:
    """The book that a METS file describes."""
    root = parse(data, filename=filename)
    mets = next((item for item in root.iter() if local_name(item) == "mets"), None)
    if mets is None:
        refused = next((item for item in root.iter() if local_name(item) == "error"), None)
        said = "" if refused is None else f" The server said: {text_of(refused)}"
        cause = f"it is no METS file.{said}"
        raise FormatError(filename, cause, "Give the address or the file of a METS document.")
    pages = _Reader(mets).pages()
    if not pages:
        raise FormatError(
            filename, "it lists no page with files.", "Check that it is the METS file of one book."
        )
    sections = _sections(mets)
    of_pages = {name for page in mets.iter() if _is_div(page) for name in _page_sections(page)}
    whole = [element for name, element in sections.items() if name not in of_pages]
    facts = [*header_facts(mets), *(fact for section in whole for fact in section_facts(section))]
    titles = (value for key, value in facts if key == "title")
    title = mets.get("LABEL", "").strip() or next(titles, "")
    return MetsBook(title, pages, tuple(dict.fromkeys(facts)))


def _is_div(element: Element) -> bool:
    return local_name(element) == "div"


def _page_sections(div: Element) -> list[str]:
    """The descriptions that belong to a page: those of the physical divisions with files."""
    return (div.get("DMDID") or "").split() if any(True for _ in children(div, "fptr")) else []


def _sections(mets: Element) -> dict[str, Element]:
    """Descriptive and administrative sections by their id."""
    found: dict[str, Element] = {}
    for number, section in enumerate(mets):
        name = local_name(section)
        if name == "dmdSec":
            found[section.get("ID") or f"#{number}"] = section
        elif name == "amdSec":
            for inner, part in enumerate(children(section, "rightsMD", "sourceMD", "digiprovMD")):
                found[part.get("ID") or f"#{number}.{inner}"] = part
    return found


class _Reader:
    def __init__(self, mets: Element) -> None:
        self._mets = mets
        self._links = dict(_links(mets))
        self._sections = _sections(mets)

    def pages(self) -> tuple[MetsPage, ...]:
        structure = self._structure()
        if structure is None:
            return self._by_place()
        divs = [div for top in children(structure, "div") for div in _page_divs(top)]
        pages = (self._page(div, number) for number, div in enumerate(divs, 1))
        return tuple(page for page in pages if page.links or page.unknown)

    def _structure(self) -> Element | None:
        """The physical structure, else the first one that points to files."""
        maps = list(children(self._mets, "structMap"))
        maps.sort(key=lambda item: item.get("TYPE", "").lower() != "physical")
        return next((item for item in maps if any(_file_ids(item))), None)

    def _page(self, div: Element, number: int) -> MetsPage:
        ids = list(dict.fromkeys(_file_ids(div)))
        facts = [
            fact
            for name in (div.get("DMDID") or "").split()
            if name in self._sections
            for fact in section_facts(self._sections[name])
        ]
        label = (div.get("LABEL") or "").strip() or (div.get("ORDERLABEL") or "").strip(" -")
        return MetsPage(
            id=div.get("ID") or f"page {number}",
            label=label,
            links=tuple(self._links[name] for name in ids if name in self._links),
            unknown=tuple(name for name in ids if name not in self._links),
            metadata=tuple(dict.fromkeys(facts)),
        )

    def _by_place(self) -> tuple[MetsPage, ...]:
        """Without a structure: the first files of all groups are a page, then the second ones."""
        groups: dict[str, list[MetsLink]] = {}
        for link in self._links.values():
            groups.setdefault(link.group, []).append(link)
        most = max(map(len, groups.values()), default=0)
        return tuple(
            MetsPage(
                f"page {place + 1}",
                "",
                tuple(links[place] for links in groups.values() if place < len(links)),
            )
            for place in range(most)
        )


def _page_divs(div: Element) -> Iterator[Element]:
    """The divisions that are pages: by their type, or because nothing is inside but files."""
    inner = list(children(div, "div"))
    is_sequence = (div.get("TYPE") or "").lower() in {"physsequence", "book", "document"}
    kind = (div.get("TYPE") or "").lower()
    if not inner or (not is_sequence and any(word in kind for word in _PAGE_WORDS)):
        if any(_file_ids(div)):
            yield div
        return
    for child in _in_order(inner):
        yield from _page_divs(child)


def _in_order(divs: list[Element]) -> list[Element]:
    """By their stated order, where each has one of its own."""
    orders = [div.get("ORDER", "") for div in divs]
    if len(set(orders)) < len(divs) or not all(map(_NUMBER.fullmatch, orders)):
        return divs
    return sorted(divs, key=lambda div: int(div.get("ORDER", "")))


def _file_ids(element: Element) -> Iterator[str]:
    """Files that a division points to, directly or to an area of them."""
    for item in element.iter():
        if local_name(item) in ("fptr", "area") and item.get("FILEID"):
            yield item.get("FILEID", "")


def _links(mets: Element) -> Iterator[tuple[str, MetsLink]]:
    """Every file that has a place, by its id."""
    for section in children(mets, "fileSec"):
        for number, group in enumerate(children(section, "fileGrp"), 1):
            yield from _group_links(group, f"Layer {number}")


def _group_links(group: Element, outer: str) -> Iterator[tuple[str, MetsLink]]:
    name = group.get("USE") or group.get("ID") or outer
    for number, item in enumerate(group, 1):
        kind = local_name(item)
        if kind == "fileGrp":
            yield from _group_links(item, f"{name} {number}")
        elif kind == "file":
            yield from _file_links(item, name)


def _file_links(file: Element, group: str) -> Iterator[tuple[str, MetsLink]]:
    hrefs = tuple(
        href for place in children(file, "FLocat") if (href := (place.get(_HREF) or "").strip())
    )
    if hrefs and file.get("ID"):
        mime_type = file.get("MIMETYPE", "").strip().lower()
        yield file.get("ID", ""), MetsLink(hrefs, file.get("USE") or group, mime_type)
    for inner in children(file, "file"):
        yield from _file_links(inner, group)
