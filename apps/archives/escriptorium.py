"""The JSON export of eScriptorium as records of our own archive.

It says less than our own: models by name only, types without colours, no original dates of pages.
An image that is not in it becomes a white page of its size, so that its text is kept.
"""

import io
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from PIL import Image

from apps.archives import layout
from apps.archives.escriptorium_annotations import annotation_records, taxonomy_records
from apps.archives.escriptorium_pages import Texts, part_records
from apps.archives.escriptorium_types import Found
from apps.archives.source import Entries, Record
from apps.common import scripts

PARTS = "parts.jsonl"
_DOCUMENT, _CONFIG, _ANNOTATIONS = "document.json", "export-config.json", "annotations.jsonl"
_JOBS = {1: "Segment", 2: "Recognize"}
MAX_ANNOTATIONS = 200_000
_BAD = (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError)


class EscriptoriumArchive:
    """Read twice: once for the types that its pages use, once for the pages."""

    def __init__(self, entries: Entries, folder: str) -> None:
        self.name, self._entries, self._folder = entries.name, entries, folder
        self.now = timezone.now().isoformat()
        self._document = entries.object(folder + _DOCUMENT)
        self._unseen = 0
        self._unplaced: dict[int, int] = {}
        self._annotations: dict[int, list[Record]] = {}
        try:
            self._found = Found(self._read_layers())
            self._found.add_document(self._document)
            pages = self._scan()
            self._read_annotations()
            self._taxonomies = list(taxonomy_records(self._annotations))
        except _BAD as error:
            raise self._damaged(_DOCUMENT, error) from error
        name = str(self._document.get("name") or "Restored")[:512]
        self.header = layout.Header(folders=("",), names=(name,), pages=(pages,))

    def document(self, number: int) -> Iterator[Record]:
        yield from self._found.records(self.now)
        yield from self._taxonomies
        for count, (key, value) in enumerate(_metadata(self._document)):
            yield _record("metadata", count, key=key[:256], cidoc_id="", value=value)
        yield _record(
            "document",
            1,
            **_settings(self._document),
            name=self.header.names[0],
            show_confidence=True,
            archived_at=None,
            created_at=self.now,
            updated_at=self.now,
            tags=[],
        )

    def pages(self, number: int) -> Iterator[tuple[str, Iterator[Record]]]:
        for count, part in enumerate(self._parts(), start=1):
            yield f"page {count} ({part.get('title') or part.get('filename')})", self._page(part)

    def models(self) -> Iterator[Record]:
        return iter(())

    def has_file(self, record: Record) -> bool:
        return True

    def file(self, record: Record) -> IO[bytes]:
        path = record["file"]
        if path is not None:
            return self._entries.file(self._folder + path)
        white, size = io.BytesIO(), (record["width"], record["height"])
        Image.new("1", size, 1).save(white, "PNG")
        white.seek(0)
        return white

    def notes(self) -> list[str]:
        notes = []
        if self._unseen:
            notes.append(
                f"The images of {self._unseen} pages are not in the archive:"
                " these pages are white. Lines and texts are as they were."
            )
        unplaced = sum(self._unplaced.values())
        if unplaced:
            notes.append(f"{unplaced} annotations mark no text that is in the archive.")
        if any(row.get("type") == "text" for rows in self._annotations.values() for row in rows):
            notes.append(
                "eScriptorium does not write which layer a text annotation belongs to: it was put"
                " on the first layer that has words at its place."
            )
        return notes

    def _parts(self) -> Iterator[Record]:
        return self._entries.records(self._folder + PARTS)

    def _page(self, part: Record) -> Iterator[Record]:
        try:
            image = self._image(part)
            yield image
            texts = Texts(self._found.layers, self.now)
            yield from part_records(part, self._found.type_ids(), image, texts)
            rows = self._annotations.get(part["pk"], [])
            placed = yield from annotation_records(rows, texts)
            self._unplaced[part["pk"]] = len(rows) - placed
        except _BAD as error:
            raise self._damaged(f"{PARTS}, page {part.get('order')}", error) from error

    def _image(self, part: Record) -> Record:
        found, path = part.get("image") or {}, self._path_of(part)
        width, height = (0, 0) if path else _size(found, part)
        name = found.get("original_filename") or found.get("filename") or f"{part['pk']}.png"
        return _record(
            "image",
            part["pk"],
            file=path,
            frame=0,
            original_name=str(name)[:255],
            sha256="",
            size=0,
            format="",
            width=width,
            height=height,
            orientation=1,
            turns=0,
            batch=None,
            created_at=self.now,
        )

    def _scan(self) -> int:
        """Learn what the pages refer to; the number of pages."""
        pages = 0
        for part in self._parts():
            pages += 1
            self._found.add_page(part)
            self._unseen += self._path_of(part) is None
        return pages

    def _path_of(self, part: Record) -> str | None:
        """The path of the page's image, where it is in the archive."""
        path = (part.get("image") or {}).get("archive_filename")
        is_here = isinstance(path, str) and self._folder + path in self._entries
        return str(path) if is_here else None

    def _read_layers(self) -> dict[int, str]:
        config = self._folder + _CONFIG
        found = self._entries.object(config) if config in self._entries else {}
        rows = found.get("transcriptions") or ()
        return {int(row["pk"]): str(row["name"])[:512] for row in rows}

    def _read_annotations(self) -> None:
        path = self._folder + _ANNOTATIONS
        if path not in self._entries:
            return
        for count, row in enumerate(self._entries.records(path)):
            if count >= MAX_ANNOTATIONS:
                raise layout.damaged(self.name, f"{_ANNOTATIONS} has more than any document has")
            self._annotations.setdefault(int(row["part_pk"]), []).append(row)

    def _damaged(self, where: str, error: Exception) -> Exception:
        what = f"{type(error).__name__} {error}"[:120]
        return layout.damaged(self.name, f"{where} is not as eScriptorium writes it ({what})")


def _record(table: str, number: int, **values: Any) -> Record:
    return {"table": table, "id": number, **values}


def _size(image: Record, part: Record) -> tuple[int, int]:
    """The size of a page whose image is missing; from its lines where it is not known either."""
    width, height = image.get("width"), image.get("height")
    if not (type(width) is int and type(height) is int and width > 0 and height > 0):
        lines = [line for region in part["regions"] for line in region["lines"]]
        points = [
            point
            for line in (*lines, *part["orphan_lines"])
            for point in (*(line["mask"] or ()), *(line["baseline"] or ()))
        ]
        width = int(max((point[0] for point in points), default=0)) + 100
        height = int(max((point[1] for point in points), default=0)) + 100
    if width * height > settings.MAX_IMAGE_MEGAPIXELS * 1_000_000:
        raise ValueError("its image is larger than any page")
    return max(width, 1), max(height, 1)


def _metadata(document: Record) -> Iterator[tuple[str, str]]:
    for row in document.get("metadata") or ():
        yield str(row["key"]), str(row["value"])
    for model in document.get("models") or ():
        yield "Model", f"{model.get('name')} ({_JOBS.get(model.get('job'), 'Model')})"
    script = document.get("main_script")
    if script and script not in scripts.by_name():
        yield "Script", str(script)


def _settings(document: Record) -> Record:
    script = scripts.by_name().get(str(document.get("main_script")))
    direction, offset = (document.get(key) for key in ("read_direction", "line_offset"))
    return {
        "main_script": script.code if script else "Latn",
        "read_direction": direction if direction in ("ltr", "rtl") else "ltr",
        "line_offset": offset if offset in (0, 1, 2) else 0,
    }
