"""What the pages of eScriptorium's JSON export refer to: types and layers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from apps.documents.services.ontology import COLORS

Record = dict[str, Any]
_KINDS = ("region", "line", "part")
_ARCHIVED = re.compile(r" \(archived \d\d/\d\d/\d\d-\d\d?:\d\d:\d\d\)$")
_MANUAL = "manual"


class Found:
    """The types by name, and the layers by id, that the document or its pages name."""

    def __init__(self, layers: Mapping[int, str]) -> None:
        self.layers = dict(layers)
        self._types: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
        self._names: dict[str, dict[int, str]] = {kind: {} for kind in _KINDS}

    def add_document(self, document: Record) -> None:
        for kind, key in (("region", "valid_block_types"), ("line", "valid_line_types")):
            for found in document.get(key) or ():
                self._learn(kind, found)

    def add_page(self, part: Record) -> None:
        self._learn("part", part.get("typology"))
        for region in part["regions"]:
            self._learn("region", region.get("typology"))
            self._learn_lines(region["lines"])
        self._learn_lines(part["orphan_lines"])

    def type_ids(self) -> dict[str, dict[int, int]]:
        """Their ids of types -> ours: types of one name are one type here."""
        return {
            kind: {pk: self._types[kind][name] for pk, name in self._names[kind].items()}
            for kind in _KINDS
        }

    def records(self, now: str) -> Iterator[Record]:
        for kind in _KINDS:
            for order, (name, type_id) in enumerate(self._types[kind].items()):
                color = COLORS[order % len(COLORS)]
                kept = {"name": name, "color": color, "order": order}
                yield {"table": f"{kind}_type", "id": type_id} | kept
        for layer_id, name in self.layers.items():
            yield _layer(layer_id, name, now)

    def _learn_lines(self, lines: Iterable[Record]) -> None:
        for line in lines:
            self._learn("line", line.get("typology"))
            for text in filter(None, line["transcriptions"]):
                layer_id = int(text["transcription_pk"])
                self.layers.setdefault(layer_id, f"Layer {layer_id}")

    def _learn(self, kind: str, typology: Record | None) -> None:
        if typology and typology.get("name") and type(typology.get("pk")) is int:
            name = str(typology["name"])[:128]
            self._names[kind][typology["pk"]] = name
            self._types[kind].setdefault(name, typology["pk"])


def _layer(layer_id: int, name: str, now: str) -> Record:
    return {
        "table": "layer",
        "id": layer_id,
        "name": name,
        "is_ground_truth": False,
        "is_protected": name == _MANUAL,
        "model_name": "",
        "comments": "",
        "archived_at": _archived_at(name),
        "created_at": now,
        "updated_at": now,
    }


def _archived_at(name: str) -> str | None:
    """When a layer was put away: eScriptorium writes it into the name only."""
    found = _ARCHIVED.search(name)
    if found is None:
        return None
    said = datetime.strptime(found[0], " (archived %y/%m/%d-%H:%M:%S)")
    return said.replace(tzinfo=UTC).isoformat()
