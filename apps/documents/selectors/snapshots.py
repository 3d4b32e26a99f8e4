"""The history of a page: its snapshots, what one holds, and what has changed since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.documents.models import Line, LineTranscription, Part, Region, Snapshot

Json = dict[str, Any]
SHOWN = 50
_LINE_SHAPE = ("baseline", "mask")
_REGION_SHAPE = ("polygon",)


def snapshots_before(part: Part, *, before: int | None) -> list[Snapshot]:
    """The newest snapshots older than the one with the id ``before``, without their content."""
    rows = part.snapshots.select_related("user").defer("content")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:SHOWN])


def snapshot_json(row: Snapshot) -> Json:
    return {
        "id": row.pk,
        "reason": row.reason,
        "user": row.user.username if row.user else "",
        "created_at": row.created_at.isoformat(),
        "revision": row.revision,
        "lines": row.line_count,
        "regions": row.region_count,
        "texts": row.text_count,
    }


def snapshot_detail(snapshot: Snapshot) -> Json:
    """What the page was, and how it differs from what it is now."""
    content, part = snapshot.content, snapshot.part
    lines, regions = list(part.lines.all()), list(part.regions.all())
    names = {int(pk): name for pk, name in content["layers"].items()}
    layers = part.document.layers.all()
    names |= {layer.pk: layer.name for layer in layers}
    return snapshot_json(snapshot) | {
        "shapes": {
            "regions": [_only(record, ("uid", "polygon")) for record in content["regions"]],
            "lines": [_only(record, ("uid", "baseline", "mask")) for record in content["lines"]],
        },
        "layers": [{"id": pk, "name": names[pk]} for pk in map(int, content["layers"])],
        "texts": _texts_then(content["lines"]),
        "difference": {
            "lines": _difference(content["lines"], lines, _LINE_SHAPE),
            "regions": _difference(content["regions"], regions, _REGION_SHAPE),
            "order": _order_differs(content["lines"], lines),
            "texts": _texts(content["lines"], lines, names),
        },
    }


def _only(record: Mapping[str, Any], names: Iterable[str]) -> Json:
    return {name: record[name] for name in names}


def _difference(
    records: Sequence[Mapping[str, Any]], rows: Sequence[Line | Region], shape: Sequence[str]
) -> dict[str, list[str]]:
    """Uids of what is new since, what is gone since, and what has another shape now."""
    before = {record["uid"]: record for record in records}
    now = {str(row.uid): row for row in rows}
    return {
        "added": [uid for uid in now if uid not in before],
        "removed": [uid for uid in before if uid not in now],
        "moved": [
            uid
            for uid, row in now.items()
            if uid in before and any(before[uid][name] != getattr(row, name) for name in shape)
        ],
    }


def _order_differs(records: Iterable[Mapping[str, Any]], rows: Iterable[Line]) -> bool:
    before = [record["uid"] for record in sorted(records, key=lambda record: record["order"])]
    now = [str(row.uid) for row in sorted(rows, key=lambda row: (row.order, row.pk))]
    both = set(before) & set(now)
    return [uid for uid in before if uid in both] != [uid for uid in now if uid in both]


def _texts_then(records: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The texts of all layers, in the order of the lines."""
    return [
        {
            "line": record["uid"],
            "number": record["order"] + 1,
            "layer": text["layer"],
            "text": text["text"],
        }
        for record in sorted(records, key=lambda record: record["order"])
        for text in record["texts"]
        if text["text"]
    ]


def _texts(
    records: Iterable[Mapping[str, Any]], lines: Sequence[Line], names: Mapping[int, str]
) -> list[Json]:
    """Texts that are not what they were, in the order of the lines."""
    was = {
        (record["uid"], text["layer"]): text["text"]
        for record in records
        for text in record["texts"]
    }
    rows = LineTranscription.objects.filter(line__in=lines).values_list(
        "line__uid", "layer_id", "text"
    )
    now = {(str(uid), layer): text for uid, layer, text in rows}
    numbers = {record["uid"]: record["order"] + 1 for record in records}
    numbers |= {str(line.uid): line.order + 1 for line in lines}
    differing = [key for key in was | now if was.get(key, "") != now.get(key, "")]
    return [
        {
            "line": uid,
            "number": numbers[uid],
            "layer": layer,
            "layer_name": names.get(layer, ""),
            "before": was.get((uid, layer), ""),
            "after": now.get((uid, layer), ""),
        }
        for uid, layer in sorted(differing, key=lambda key: (numbers[key[0]], key[1]))
    ]
