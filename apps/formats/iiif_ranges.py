"""The ranges of a IIIF manifest: which chapters each canvas lies in."""

from collections.abc import Mapping
from typing import Any

from apps.formats.iiif_values import as_list, id_of, objects, text, type_of

BETWEEN = " › "
MAX_DEPTH = 50

Range = Mapping[str, Any]


def ranges_of(structures: Any) -> dict[str, list[str]]:
    """The paths of labels for each canvas id, in the order of the ranges."""
    reader = _Ranges(objects(structures))
    reader.read()
    return reader.found


class _Ranges:
    """Walks the tree of ranges; each is visited once, so one that holds itself does no harm."""

    def __init__(self, listed: list[Range]) -> None:
        self.listed = listed
        self.by_id = {id_of(item): item for item in listed}
        self.found: dict[str, list[str]] = {}
        self._seen: set[str] = set()

    def read(self) -> None:
        inner = {id_of(child) for item in self.listed for child in _children(item)}
        for item in self.listed:
            if id_of(item) not in inner:
                self._walk(item, ())
        for item in self.listed:
            self._walk(item, ())

    def _walk(self, item: Range, above: tuple[str, ...], depth: int = 0) -> None:
        if id_of(item) in self._seen or depth > MAX_DEPTH:
            return
        self._seen.add(id_of(item))
        label = "" if _is_frame(item) else text(item.get("label"))
        path = (*above, label) if label else above
        for canvas in _canvas_ids(item):
            paths = self.found.setdefault(canvas, [])
            if path and BETWEEN.join(path) not in paths:
                paths.append(BETWEEN.join(path))
        for child in _children(item):
            known = self.by_id.get(id_of(child), child)
            if isinstance(known, Mapping):
                self._walk(known, path, depth + 1)


def _children(item: Range) -> list[Any]:
    named = [*as_list(item.get("items")), *as_list(item.get("members"))]
    return as_list(item.get("ranges")) + [child for child in named if type_of(child) == "Range"]


def _canvas_ids(item: Range) -> list[str]:
    named = [*as_list(item.get("items")), *as_list(item.get("members"))]
    listed = as_list(item.get("canvases")) + [
        child.get("source", child) if type_of(child) == "SpecificResource" else child
        for child in named
        if type_of(child) in {"Canvas", "SpecificResource"}
    ]
    return [id_of(canvas).partition("#")[0] for canvas in listed]


def _is_frame(item: Range) -> bool:
    """A range that stands for the whole book or an order of it: its label names no chapter."""
    return item.get("viewingHint") == "top" or "sequence" in as_list(item.get("behavior"))
