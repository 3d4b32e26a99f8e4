"""Annotations of eScriptorium's JSON export: Web Annotations that name their taxonomy."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from apps.archives.escriptorium_pages import Texts, points

Record = dict[str, Any]
_POINTS = re.compile(r'points="([^"]*)"')
_ATTRIBUTE = "attribute-"
_COLORS = {"image": "#E69F00", "text": "#56B4E9"}
_OTHER_NAME = "Annotation"


def taxonomy_records(annotations: Mapping[int, Sequence[Record]]) -> Iterator[Record]:
    """The components and taxonomies that the annotations use; only their names are known."""
    rows = [row for of_part in annotations.values() for row in of_part]
    components = {name: _component_id(name) for row in rows for name, _ in _attributes(row)}
    for name, number in components.items():
        yield {"table": "component", "id": number, "name": name, "allowed_values": None}
    used: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        used.setdefault(_taxonomy(row), []).append(row)
    for order, ((kind, name), marked) in enumerate(used.items()):
        yield {
            "table": "taxonomy",
            "id": _taxonomy_id(kind, name),
            "name": name,
            "abbreviation": "",
            "marker": _marker(kind, marked),
            "color": _COLORS[kind],
            "has_comments": any(_comments(row) for row in marked),
            "order": order,
            "type": None,
            "components": sorted(
                {_component_id(found) for row in marked for found, _ in _attributes(row)}
            ),
        }


def annotation_records(rows: Sequence[Record], texts: Texts) -> Generator[Record, None, int]:
    """The annotations of one page, then their values; returns how many have a place."""
    placed = []
    for row in rows:
        place = _image_place(row) if row.get("type") == "image" else _text_place(row, texts)
        if place is not None:
            placed.append((row, place))
    for number, (row, place) in enumerate(placed, start=1):
        yield _annotation(row, place, number, texts.now)
    ids = count(1)
    for number, (row, _) in enumerate(placed, start=1):
        for name, value in dict(_attributes(row)).items():
            yield {
                "table": "annotation_value",
                "id": next(ids),
                "annotation": number,
                "component": _component_id(name),
                "value": value[:256],
            }
    return len(placed)


def _annotation(row: Record, place: Record, number: int, now: str) -> Record:
    empty = {
        "coordinates": None,
        "layer": None,
        "start_line": None,
        "start_offset": 0,
        "start_version": 0,
        "end_line": None,
        "end_offset": 0,
        "end_version": 0,
        "quote": "",
    }
    return {
        "table": "annotation",
        "id": number,
        "comments": _comments(row),
        "taxonomy": _taxonomy_id(*_taxonomy(row)),
        "author": None,
        "created_at": now,
        "updated_at": now,
        **empty,
        **place,
    }


def _image_place(row: Record) -> Record | None:
    found = _polygon(row)
    return {"coordinates": found} if found else None


def _polygon(row: Record) -> list[list[int]] | None:
    said = _POINTS.search(str(_selector(row).get("value")))
    pairs = said[1].split() if said else []
    return points([[float(number) for number in pair.split(",")] for pair in pairs], 3)


def _text_place(row: Record, texts: Texts) -> Record | None:
    """Lines and offsets: eScriptorium counts characters over all lines of a layer."""
    start, end = _selector(row).get("start"), _selector(row).get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return None
    manual_first = sorted(texts.layers, key=lambda layer: texts.layers[layer] != "manual")
    return next(filter(None, (_place(layer, start, end, texts) for layer in manual_first)), None)


def _place(layer: int, start: int, end: int, texts: Texts) -> Record | None:
    begins, first, quote = 0, None, []
    for _, uid, said in sorted(texts.lines):
        if layer not in said:
            continue
        text, version = said[layer]
        if first is None and begins <= start < begins + len(text):
            first = {
                "start_line": uid,
                "start_offset": start - begins,
                "start_version": version,
            }
        if first is not None:
            quote.append(text[max(start - begins, 0) : end - begins])
        if first is not None and end <= begins + len(text):
            ends = {"end_line": uid, "end_offset": end - begins, "end_version": version}
            return {"layer": layer, "quote": "\n".join(quote)} | first | ends
        begins += len(text)
    return None


def _selector(row: Record) -> Record:
    found = row["w3c"]["target"]["selector"]
    return found if isinstance(found, dict) else {}


def _bodies(row: Record) -> Iterator[tuple[str, str]]:
    for body in row["w3c"].get("body") or ():
        yield str(body.get("purpose")), str(body.get("value") or "")


def _comments(row: Record) -> list[str]:
    return [value for purpose, value in _bodies(row) if purpose == "commenting" and value]


def _attributes(row: Record) -> Iterator[tuple[str, str]]:
    for purpose, value in _bodies(row):
        if purpose.startswith(_ATTRIBUTE):
            yield purpose.removeprefix(_ATTRIBUTE)[:128], value


def _taxonomy(row: Record) -> tuple[str, str]:
    kind = "image" if row.get("type") == "image" else "text"
    return kind, str(row.get("taxonomy") or _OTHER_NAME)[:64]


def _marker(kind: str, rows: Sequence[Record]) -> str:
    if kind == "text":
        return "background"
    return "rectangle" if all(_is_upright_box(_polygon(row)) for row in rows) else "polygon"


def _is_upright_box(ring: list[list[int]] | None) -> bool:
    if ring is None or len(ring) != 4:
        return False
    return len({x for x, _ in ring}) == 2 and len({y for _, y in ring}) == 2


def _taxonomy_id(kind: str, name: str) -> int:
    return _number(f"{kind}:{name}")


def _component_id(name: str) -> int:
    return _number(name)


def _number(name: str) -> int:
    """A number for a name: the export has no ids of these."""
    return int.from_bytes(name.encode(), "big")
