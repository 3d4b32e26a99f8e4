"""Books described by METS: an archive with a METS file in it, a METS file alone, or its address."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.formats.mets_read import MetsBook, MetsPage, is_mets, read_mets
from apps.imports.archives import Archive, ArchiveEntry, is_archive
from apps.imports.mets_files import Places, best_image, texts_of
from apps.imports.sources.base import ImageContent, NewItem, Source, TextContent, register
from apps.imports.sources.files import MAX_TEXT_BYTES

if TYPE_CHECKING:
    from apps.imports.models import Import, ImportItem

MAX_METS_BYTES = 64 * 1024**2
LOOKED_INTO = 200
"""So many XML files of an archive are looked into for a METS file that is not called one."""
_ENDINGS = {"image/tiff": ".tif", "image/png": ".png", "image/jp2": ".jp2", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A book, and where the paths in its METS file start."""

    book: MetsBook
    places: Places
    name: str


@register("mets")
class MetsSource(Source):
    """The physical structure gives the order of pages, each group of text files a layer."""

    def __init__(self, run: "Import", path: Path | None) -> None:
        super().__init__(run, path)
        is_packed = path is not None and is_archive(path)
        self._archive = Archive(path, name=run.name) if path and is_packed else None
        self._entries: dict[int, ArchiveEntry] = {}
        self._books: list[_Found] | None = None
        self._web: WebClient | None = None

    def close(self) -> None:
        if self._archive:
            self._archive.close()
        if self._web:
            self._web.close()

    def items(self) -> Iterator[NewItem]:
        books = self._found()
        pages = [page for found in books for page in found.book.pages]
        groups = dict.fromkeys(link.group for page in pages for link in texts_of(page))
        number = 0
        for found in books:
            for place, page in enumerate(found.book.pages, 1):
                number += 1
                yield from _page_items(found, page, f"{number}", place, len(groups) > 1)

    def read(self, item: "ImportItem") -> ImageContent | TextContent:
        target: dict[str, Any] = item.target
        if item.kind == "text":
            with self._open(target, MAX_TEXT_BYTES)[0] as file:
                return TextContent(file.read(), target.get("file") or item.name)
        opened, ending = self._open(target, settings.MAX_UPLOAD_MB * 1024**2)
        return ImageContent(
            opened,
            file_name=_with_ending(target.get("file") or "page", ending),
            title=target.get("title", ""),
            address=target.get("address", ""),
            metadata=tuple((key, value) for key, value in target.get("metadata", ())),
        )

    def metadata(self) -> tuple[tuple[str, str], ...]:
        return tuple(fact for found in self._found() for fact in found.book.metadata)

    def _open(self, target: dict[str, Any], limit: int) -> tuple[IO[bytes], str]:
        """The file, and the ending that its kind has where the web says so."""
        if "address" in target:
            fetched = self._client().fetch(target["address"], limit=limit)
            return fetched.file, _ENDINGS.get(fetched.content_type, ".jpg")
        if "missing" in target:
            raise ApplicationError("missing_file", _missing(target["missing"], target["mets"]))
        assert self._archive is not None  # noqa: S101  only archives have numbers
        if not self._entries:
            self._entries = {entry.number: entry for entry in self._archive.entries()}
        return self._archive.copy(self._entries[target["number"]], limit=limit), ""

    def _client(self) -> WebClient:
        self._web = self._web or WebClient(check=self.check)
        return self._web

    def _found(self) -> list[_Found]:
        if self._books is None:
            self._books = list(self._read_books())
        return self._books

    def _read_books(self) -> Iterator[_Found]:
        if self._archive:
            yield from self._in_archive(self._archive)
            return
        if self.path:
            with self.path.open("rb") as file:
                data, base = file.read(MAX_METS_BYTES + 1), ""
        else:
            fetched = self._client().fetch(self.run.url, limit=MAX_METS_BYTES)
            with fetched.file as file:
                data, base = file.read(), fetched.url
        yield _Found(read_mets(data, filename=self.run.name), Places(base), self.run.name)

    def _in_archive(self, archive: Archive) -> Iterator[_Found]:
        entries = list(archive.entries())
        found = False
        for entry in _candidates(entries):
            data = archive.read(entry, limit=MAX_METS_BYTES)
            if is_mets(data):
                found = True
                yield _Found(
                    read_mets(data, filename=entry.name), Places(entry.name, entries), entry.name
                )
        if not found:
            raise ApplicationError(
                "no_mets",
                f"{self.run.name} holds no METS file. Import it as an archive of files,"
                " or add the METS file to it.",
            )


def _candidates(entries: list[ArchiveEntry]) -> list[ArchiveEntry]:
    """The files that are called METS, else the XML files that lie highest."""
    files = [entry for entry in entries if entry.suffix == ".xml"]
    called = [entry for entry in files if "mets" in entry.basename.lower()]
    files.sort(key=lambda entry: entry.name.count("/"))
    return called or files[:LOOKED_INTO]


def _page_items(
    found: _Found, page: MetsPage, key: str, place: int, has_layers: bool
) -> Iterator[NewItem]:
    """The image of a page, its texts, and what the METS names in vain."""
    title = page.label
    image, stem = best_image(page, found.places), ""
    if image:
        link, at = image
        file = at.target.get("file") or _file_name(link.hrefs[0], page.id)
        stem = posixpath.splitext(file)[0]
        more = {"file": file, "title": title, "mets": found.name}
        more |= {"metadata": [list(fact) for fact in page.metadata]} if page.metadata else {}
        yield NewItem(name=file, kind="image", target={**more, **at.target}, page_key=key)
    for link in texts_of(page):
        at = found.places.of(link.hrefs, stem)
        file = at.target.get("file") or _file_name(link.hrefs[0], stem or page.id)
        yield NewItem(
            name=f"{link.group}/{file}" if has_layers else file,
            kind="text",
            target={"file": file, "mets": found.name, **at.target},
            page_key=key,
            layer=link.group if has_layers else "",
        )
    for name in page.unknown:
        target = {"missing": name, "mets": found.name}
        yield NewItem(name=f"{title or f'Page {place}'}: {name}", kind="text", target=target)


def _file_name(href: str, fallback: str) -> str:
    """What a file is called: the last part of its path where that is a name."""
    parts = urlsplit(href)
    name = posixpath.basename(unquote(parts.path))
    stem, ending = posixpath.splitext(name)
    if not ending or parts.query:
        return f"{fallback}.xml" if "xml" in href.lower() else fallback
    return f"{fallback}{ending}" if stem.lower() in {"default", "native", "full"} else name


def _with_ending(name: str, ending: str) -> str:
    return name if posixpath.splitext(name)[1] else f"{name}{ending}"


def _missing(name: str, mets: str) -> str:
    return (
        f"{mets} names {name}, and it is not there."
        " Send an archive that holds the METS file and all files that it names."
    )
