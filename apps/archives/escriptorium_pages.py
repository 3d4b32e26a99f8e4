"""Pages of eScriptorium's JSON export: layout, texts and their earlier versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from uuid import uuid4

from apps.common.fields import MAX_COORDINATE
from apps.layout.places import MADE_UP

Record = dict[str, Any]
_MODEL_SOURCES = ("kraken", "auto", "transcri")


@dataclass
class Texts:
    """What the annotations of a page need to know of its lines: uid, place, texts by layer."""

    layers: Mapping[int, str]
    now: str
    lines: list[tuple[tuple[int, int], str, dict[int, tuple[str, int]]]] = field(
        default_factory=list
    )

    def add(self, line: Record, uid: str, texts: Sequence[Record]) -> None:
        said = {text["layer"]: (text["text"], text["version"]) for text in texts}
        self.lines.append(((int(line["order"]), int(line["pk"])), uid, said))


def part_records(
    part: Record, types: Mapping[str, Mapping[int, int]], image: Record, texts: Texts
) -> Iterator[Record]:
    """The records of one page, each after those that it refers to."""
    now = image["created_at"]
    yield {
        "table": "part",
        "id": part["pk"],
        "name": str(part.get("name") or "")[:512],
        "source": "",
        "comments": "",
        "status": "todo",
        "revision": 0,
        "has_manual_order": True,
        "attributes": _kept(part, "workflow_state", "transcription_progress"),
        "created_at": now,
        "updated_at": now,
        "type": _type(part, types["part"]),
        "assignee": None,
    }
    for number, row in enumerate(part.get("metadata") or ()):
        key, value = str(row["key"])[:256], str(row["value"])
        yield {"table": "part_metadata", "id": number, "key": key, "cidoc_id": "", "value": value}
    names = _Names()
    regions = [_region(region, types["region"], names) for region in part["regions"]]
    yield from regions
    lines = [(line, region) for region in part["regions"] for line in region["lines"]]
    lines += [(line, None) for line in part["orphan_lines"]]
    found = [(line, _line(line, region, types["line"], names)) for line, region in lines]
    yield from (record for _, record in found)
    yield from _texts(found, texts, now)


def _texts(found: list[tuple[Record, Record]], texts: Texts, now: str) -> Iterator[Record]:
    rows = []
    for line, record in found:
        written = [_text(row, line, now) for row in line["transcriptions"] if row]
        texts.add(line, record["uid"], written)
        rows += written
    yield from ({key: row[key] for key in row if key != "history"} for row in rows)
    number = 0
    for row in rows:
        for age, old in enumerate(row["history"], start=1):
            number += 1
            yield _revision(old, row, row["version"] - age, number)


class _Names:
    """Ids of files are unique in a page; a second element of one id goes without."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    def free(self, kind: str, name: Any) -> str:
        found = str(name or "")[:128]
        if (kind, found) in self._taken:
            return ""
        self._taken.add((kind, found))
        return found


def _region(region: Record, types: Mapping[int, int], names: _Names) -> Record:
    return {
        "table": "region",
        "id": region["pk"],
        "uid": str(uuid4()),
        "external_id": names.free("region", region.get("external_id")),
        "polygon": points(region.get("box"), 3),
        "order": max(int(region.get("order") or 0), 0),
        "is_locked": bool(region.get("locked")),
        "attributes": {},
        "type": _type(region, types),
    }


def _line(line: Record, region: Record | None, types: Mapping[int, int], names: _Names) -> Record:
    baseline, mask = points(line.get("baseline"), 2), points(line.get("mask"), 3)
    attributes: dict[str, str] = {}
    if baseline is None and mask is None:
        mask = _made_up(line, region)
        attributes[MADE_UP] = " ".join(f"{x},{y}" for x, y in mask)
    return {
        "table": "line",
        "id": line["pk"],
        "uid": str(uuid4()),
        "external_id": names.free("line", line.get("external_id")),
        "baseline": baseline,
        "mask": mask,
        "is_mask_manual": False,
        "order": max(int(line["order"]), 0),
        "attributes": attributes,
        "region": region["pk"] if region else None,
        "type": _type(line, types),
    }


def _made_up(line: Record, region: Record | None) -> list[list[int]]:
    """Every line has a place here: that of its box, of its region, or the corner of the page."""
    place = points(line.get("box"), 3) or points((region or {}).get("box"), 3)
    return place or [[0, 0], [1, 0], [1, 1]]


def _text(row: Record, line: Record, now: str) -> Record:
    history = [old for old in row.get("history") or () if old.get("content") is not None]
    is_typed = bool(history) or row.get("avg_confidence") is None
    written = _time(row.get("modified_at"), now)
    first = _time(history[-1].get("created_at"), written) if history else written
    return {
        "table": "text",
        "id": row["pk"],
        "line": line["pk"],
        "layer": row["transcription_pk"],
        "text": str(row.get("content") or ""),
        "confidence": _share(row.get("avg_confidence")),
        "glyphs": _glyphs(row.get("characters")),
        "attributes": {},
        "source": "manual" if is_typed else "model",
        "source_name": "",
        "version": len(history) + 1,
        "created_at": first,
        "updated_at": written,
        "author": _person(row.get("modified_by")),
        "history": history,
    }


def _revision(old: Record, row: Record, version: int, number: int) -> Record:
    source = str(old.get("source") or "")
    return {
        "table": "revision",
        "id": number,
        "transcription": row["id"],
        "text": str(old["content"]),
        "confidence": None,
        "glyphs": None,
        "attributes": {},
        "source": _source(source),
        "source_name": source[:256],
        "version": version,
        "written_at": _time(old.get("updated_at") or old.get("created_at"), row["created_at"]),
        "author": _person(old.get("author")),
    }


def points(value: Any, minimum: int) -> list[list[int]] | None:
    """Points as whole pixels; a box of two corners becomes its four."""
    if not isinstance(value, list) or not value:
        return None
    if len(value) == 4 and not isinstance(value[0], list):
        left, top, right, bottom = (_pixel(number) for number in value)
        return [[left, top], [right, top], [right, bottom], [left, bottom]]
    found = [[_pixel(point[0]), _pixel(point[1])] for point in value]
    return found if len(found) >= minimum else None


def _pixel(value: float) -> int:
    return min(max(round(value), -MAX_COORDINATE), MAX_COORDINATE)


def _glyphs(value: Any) -> list[list[Any]] | None:
    if not value:
        return None
    return [
        [str(row["c"]), points(row.get("poly"), 1) or [], _share(row.get("confidence"))]
        for row in value
    ]


def _share(value: Any) -> float | None:
    if value is None or not isfinite(float(value)):
        return None
    return min(max(float(value), 0.0), 1.0)


def _source(name: str) -> str:
    said = name.lower()
    if "import" in said:
        return "import"
    return "model" if any(word in said for word in _MODEL_SOURCES) else "manual"


def _person(name: Any) -> str | None:
    return str(name)[:150] if name else None


def _time(value: Any, otherwise: str) -> str:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return otherwise
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def _type(row: Record, types: Mapping[int, int]) -> int | None:
    return types.get((row.get("typology") or {}).get("pk"))  # type: ignore[arg-type]


def _kept(row: Record, *names: str) -> dict[str, str]:
    return {f"escriptorium.{name}": str(row[name]) for name in names if row.get(name) is not None}
