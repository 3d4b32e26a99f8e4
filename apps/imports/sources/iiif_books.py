"""The manifests of an import: the one that was asked for, or those chosen of a collection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.common.web import JSON_BYTES, WebClient
from apps.formats import iiif_read
from apps.formats.base import FormatError
from apps.formats.iiif_read import Collection, Entry, Manifest
from apps.imports.sources.base import Choice, ChoiceNeeded

MAX_COLLECTIONS = 200
MAX_BOOKS = 5_000
ALL = "all"
JSON_TYPES = (
    'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json",'
    " application/ld+json;q=0.9, application/json;q=0.9, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class ChosenBook:
    """A manifest and what its pages' names begin with: nothing where it is the only one."""

    manifest: Manifest
    prefix: str = ""


class Books:
    """Iterates the manifests; of several, each is fetched when its turn comes."""

    def __init__(
        self, web: WebClient, *, name: str, url: str, path: Path | None, chosen: Sequence[str]
    ) -> None:
        self._web = web
        self._name = name
        self._url = url
        self._path = path
        self._chosen = frozenset(chosen)
        self._found: Manifest | list[Entry] | None = None

    def __iter__(self) -> Iterator[ChosenBook]:
        found = self._find()
        if isinstance(found, Manifest):
            yield ChosenBook(found)
            return
        for entry in found:
            manifest = self._manifest(entry)
            label = entry.label or manifest.label
            yield ChosenBook(manifest, f"{label}/" if label else "")

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What one book says of itself; of several, which they are."""
        found = self._find()
        if isinstance(found, Manifest):
            return (*found.metadata, *((("IIIF manifest", found.id),) if found.id else ()))
        titles = (("Title", entry.label) for entry in found if entry.label)
        return (*titles, *(("IIIF manifest", entry.id) for entry in found))

    def _find(self) -> Manifest | list[Entry]:
        """The one manifest, or the entries of several."""
        if self._found is None:
            first = self._first()
            wanted = first if isinstance(first, Manifest) else self._wanted(first)
            if isinstance(wanted, list) and len(wanted) == 1:
                wanted = self._manifest(wanted[0])
            self._found = wanted
        return self._found

    def _wanted(self, collection: Collection) -> list[Entry]:
        entries = list(self._entries(collection))
        if not entries:
            raise FormatError(
                self._name, "the collection lists no manifest.", "Give the address of a manifest."
            )
        if len(entries) == 1 or ALL in self._chosen:
            return entries
        wanted = [entry for entry in entries if entry.id in self._chosen]
        if not wanted:
            raise ChoiceNeeded(
                f"{self._name} is a collection of {len(entries)} books. Choose which to import.",
                [Choice(entry.id, entry.label or entry.id) for entry in entries],
            )
        return wanted

    def _entries(self, start: Collection) -> Iterator[Entry]:
        """The manifests of a collection and of those in it; each is looked at once."""
        seen = {start.id, self._url} - {""}
        count = 0
        waiting: list[tuple[Collection | Entry, str]] = [(start, "")]
        while waiting:
            found, above = waiting.pop(0)
            collection = found if isinstance(found, Collection) else self._collection(found)
            fresh = [entry for entry in collection.entries if entry.id not in seen]
            if collection.next and collection.next not in seen:
                fresh.append(Entry(collection.next, "", is_collection=True))
            for entry in fresh:
                seen.add(entry.id)
                label = " / ".join(filter(None, (above, entry.label)))
                if not entry.is_collection:
                    count += 1
                    yield Entry(entry.id, label, content=entry.content)
                elif len(seen) < MAX_COLLECTIONS + count:
                    waiting.append((entry, label))
                if count >= MAX_BOOKS:
                    return

    def _collection(self, entry: Entry) -> Collection:
        found = self._loaded(entry)
        if isinstance(found, Manifest):
            return Collection(found.id, found.label, ())
        return found

    def _manifest(self, entry: Entry) -> Manifest:
        found = self._loaded(entry)
        if isinstance(found, Collection):
            raise FormatError(entry.id, "it is a collection.", "Give its own address.")
        return found

    def _first(self) -> Manifest | Collection:
        if self._path is None:
            return self._fetched(self._url)
        if self._path.stat().st_size > JSON_BYTES:
            cause = f"it is larger than {JSON_BYTES // 1024**2} MB."
            raise FormatError(self._name, cause, "Give the manifest of one book.")
        return iiif_read.read(iiif_read.parse(self._path.read_bytes(), self._name), self._name)

    def _loaded(self, entry: Entry) -> Manifest | Collection:
        if entry.content is not None:
            return iiif_read.read(entry.content, entry.id)
        return self._fetched(entry.id)

    def _fetched(self, url: str) -> Manifest | Collection:
        data: Any = self._web.fetch_json(url, accept=JSON_TYPES)
        return iiif_read.read(data, url)
