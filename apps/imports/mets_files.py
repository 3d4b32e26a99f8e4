"""Which files of a METS page are its image and its texts, and where they lie."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from apps.formats.mets_read import MetsLink, MetsPage
from apps.imports.archives import ArchiveEntry
from apps.imports.sources.base import Kind
from apps.imports.sources.files import IMAGE_SUFFIXES, TEXT_SUFFIXES

# The name of a group tells what its images are; the less of the page they show, the later.
_SMALL = ("thumb", "min", "teaser", "preview", "screen")
_MIDDLING = ("medium", "default", "download")
_WORKED_ON = ("bin", "crop", "desk", "dewarp", "seg", "grey", "gray")
_TEXT_TYPES = ("xml", "text/plain", "hocr")


def kind_of(link: MetsLink) -> Kind | None:
    """Whether a file is an image or a text that can be read, by its type, else by its ending."""
    ending = posixpath.splitext(urlsplit(link.hrefs[0]).path)[1].lower()
    if link.mime_type.startswith("image/") or (not link.mime_type and ending in IMAGE_SUFFIXES):
        return "image"
    is_text = any(word in link.mime_type for word in _TEXT_TYPES) or ending in TEXT_SUFFIXES
    return "text" if is_text and "mets" not in link.mime_type else None


def rank(link: MetsLink) -> int:
    """Which of the images of a page to take: the smallest number."""
    group = link.group.lower()
    lists = enumerate((_WORKED_ON, _MIDDLING, _SMALL), 1)
    return max((place for place, words in lists if any(word in group for word in words)), default=0)


def texts_of(page: MetsPage) -> list[MetsLink]:
    """The text files of a page; a file that several groups name counts once."""
    found: dict[str, MetsLink] = {}
    for link in page.links:
        if kind_of(link) == "text":
            found.setdefault(link.hrefs[0], link)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is: ``target`` is what an item keeps of it; ``is_known`` false: nowhere."""

    target: Mapping[str, Any]
    is_known: bool = True


class Places:
    """Finds the files that a METS file names: in the archive around it, or on the web."""

    def __init__(self, base: str, entries: Iterable[ArchiveEntry] = ()) -> None:
        """``base`` is the address of the METS file, or its path in the archive."""
        self._base = base
        self._by_path: dict[str, ArchiveEntry] = {}
        self._by_name: dict[str, list[ArchiveEntry]] = {}
        for entry in entries:
            self._by_path[entry.name.casefold()] = entry
            self._by_name.setdefault(entry.basename.casefold(), []).append(entry)

    def of(self, hrefs: Sequence[str], stem: str = "") -> Place:
        """The place of a file; ``stem`` is what its page's image is called, for odd names."""
        web = [href for href in hrefs if _is_web(href)]
        local = [href for href in hrefs if not _is_web(href)]
        for href in local:
            if entry := self._entry(href, stem):
                return Place({"number": entry.number, "file": entry.basename})
        if not web and _is_web(self._base):
            web = [urljoin(self._base, href) for href in local if "://" not in href]
        if web:
            return Place({"address": web[0]})
        return Place({"missing": hrefs[0]}, is_known=False)

    def _entry(self, href: str, stem: str) -> ArchiveEntry | None:
        """The entry at that path beside the METS file, else the only one of that name."""
        folder = posixpath.dirname(self._base)
        for written in dict.fromkeys((href, unquote(href))):
            path = urlsplit(written).path if "://" in written else written.replace("\\", "/")
            instead = posixpath.join(posixpath.dirname(path), f"{stem}.xml")
            for wanted in (path, instead) if stem else (path,):
                whole = posixpath.normpath(posixpath.join(folder, wanted)).casefold()
                if whole in self._by_path:
                    return self._by_path[whole]
            same = self._by_name.get(posixpath.basename(path).casefold(), [])
            if len(same) == 1:
                return same[0]
        return None


def best_image(page: MetsPage, places: Places) -> tuple[MetsLink, Place] | None:
    """The image to take: one at hand before one on the web, the whole before a small one."""
    images = [(link, places.of(link.hrefs)) for link in page.links if kind_of(link) == "image"]
    images.sort(
        key=lambda item: (not item[1].is_known, "number" not in item[1].target, rank(item[0]))
    )
    return images[0] if images else None


def _is_web(href: str) -> bool:
    return href.lower().startswith(("http://", "https://"))
