"""Reads IIIF Presentation 2 and 3: manifests with their canvases, collections with their entries.

Lenient on purpose: libraries write what their software gives. What names no page is an error,
what a page lacks is told with that page.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from apps.formats.base import FormatError
from apps.formats.iiif_ranges import ranges_of
from apps.formats.iiif_resource import CanvasImage, TextLink, images_of, text_links
from apps.formats.iiif_values import as_list, id_of, integer, objects, pairs, text, type_of

MAX_CANVASES = 50_000
_SAID = {
    "label": "Title",
    "attribution": "Attribution",
    "requiredStatement": "Attribution",
    "description": "Description",
    "summary": "Description",
    "license": "Licence",
    "rights": "Licence",
    "provider": "Provider",
    "related": "Related",
    "homepage": "Homepage",
    "seeAlso": "See also",
    "navDate": "Date for navigation",
    "viewingDirection": "Viewing direction",
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page of a manifest. The first of ``images`` is the page, others are choices or details.

    ``ranges`` are the chapters that it lies in, outermost first, joined by ``›``.
    """

    id: str
    label: str
    width: int
    height: int
    images: tuple[CanvasImage, ...] = ()
    texts: tuple[TextLink, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    ranges: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A book: its canvases in order, what is said of it."""

    id: str
    label: str
    canvases: tuple[Canvas, ...]
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A manifest or another collection that a collection names; ``content`` where it is inside."""

    id: str
    label: str
    is_collection: bool = False
    content: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A list of books; ``next`` is the address of its next page, where it has pages."""

    id: str
    label: str
    entries: tuple[Entry, ...]
    next: str = ""


def parse(data: bytes, filename: str = "") -> Any:
    """The JSON of a file."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError(
            filename, "it is not JSON, so it is no IIIF manifest.", "Download the manifest anew."
        ) from error


def read(data: Any, name: str = "") -> Manifest | Collection:
    """The manifest or the collection in ``data``, as JSON gives it; ``name`` is for messages."""
    kind = type_of(data)
    if kind == "Collection" or kind == "CollectionPage":
        return _collection(data)
    if kind == "Manifest" or (isinstance(data, Mapping) and "sequences" in data):
        return _manifest(data, name)
    if kind == "Canvas":
        return _manifest({"@id": id_of(data), "label": data.get("label"), "items": [data]}, name)
    if isinstance(data, Mapping) and _is_image_service(data):
        return _of_image(data, name)
    cause = f"its type is {kind}." if kind else "it does not say that it is a IIIF manifest."
    raise FormatError(name, cause, "Give a IIIF manifest or collection, version 2 or 3.")


def _manifest(data: Mapping[str, Any], name: str) -> Manifest:
    ranges = ranges_of(data.get("structures"))
    canvases = []
    for number, item in enumerate(_canvases(data), 1):
        if number > MAX_CANVASES:
            raise FormatError(
                name, f"it lists more than {MAX_CANVASES} pages.", "Give one book at a time."
            )
        canvas = _canvas(item, number)
        canvases.append(replace(canvas, ranges=tuple(ranges.get(canvas.id, ()))))
    if not canvases:
        raise FormatError(
            name, "it lists no page (no canvas).", "Check the manifest with the library it is from."
        )
    found = [(key, text(_said(data.get(field)))) for field, key in _SAID.items()]
    metadata = [pair for pair in found if pair[1]] + pairs(data.get("metadata"))
    return Manifest(
        id=id_of(data),
        label=text(data.get("label")),
        canvases=tuple(canvases),
        metadata=tuple(dict.fromkeys(metadata)),
    )


def _said(value: Any) -> Any:
    """The statement itself where it comes with a label of its own."""
    return value.get("value") if isinstance(value, Mapping) and "value" in value else value


def _canvases(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Version 3 lists them as items, version 2 in the first sequence that is written out."""
    if "items" in data:
        yield from objects(data["items"])
        return
    for sequence in objects(data.get("sequences")):
        found = objects(sequence.get("canvases"))
        if found:
            yield from found
            return


def _canvas(data: Mapping[str, Any], number: int) -> Canvas:
    images, problem = images_of(data)
    return Canvas(
        id=id_of(data),
        label=text(data.get("label")) or f"Page {number}",
        width=integer(data.get("width")),
        height=integer(data.get("height")),
        images=images,
        texts=text_links(data),
        metadata=tuple(pairs(data.get("metadata"))),
        problem=problem,
    )


def _collection(data: Mapping[str, Any]) -> Collection:
    lists = ("manifests", "collections", "members", "items")
    entries: dict[str, Entry] = {}
    for field in lists:
        for item in as_list(data.get(field)):
            entry = _entry(item, is_collection=field == "collections")
            if entry.id:
                entries.setdefault(entry.id, entry)
    return Collection(
        id=id_of(data),
        label=text(data.get("label")),
        entries=tuple(entries.values()),
        next=id_of(data.get("next")) or ("" if entries else id_of(data.get("first"))),
    )


def _entry(item: Any, *, is_collection: bool) -> Entry:
    kind = type_of(item)
    content = item if isinstance(item, Mapping) else {}
    is_inside = bool(content.keys() & {"items", "sequences", "manifests", "members", "collections"})
    return Entry(
        id=id_of(item),
        label=text(content.get("label")),
        is_collection=kind == "Collection" or (not kind and is_collection),
        content=content if is_inside else None,
    )


def _is_image_service(data: Mapping[str, Any]) -> bool:
    return bool(id_of(data) and integer(data.get("width")) and integer(data.get("height"))) and (
        "image" in str(data.get("@context", "")) or "protocol" in data
    )


def _of_image(data: Mapping[str, Any], name: str) -> Manifest:
    """A single image service as a book of one page."""
    size = {"width": data["width"], "height": data["height"]}
    body = {"id": id_of(data), "type": "Image", "service": [data], **size}
    painting = {"motivation": "painting", "body": body}
    label = id_of(data).rstrip("/").rpartition("/")[2]
    canvas = {"id": id_of(data), "label": label, "items": [{"items": [painting]}], **size}
    return _manifest({"id": id_of(data), "label": label, "items": [canvas]}, name)
