"""Records inside records: what snapshots and deleted elements hold, with ids that travel.

Inside an installation they name layers, types and people by database ids (``documents.records``);
in an archive people stand by name, and all other ids are those of the archive's own records.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """How each thing that a content names is called on the other side.

    ``said`` exchanges the author of a text or of an earlier version of it.
    """

    said: Callable[[Record], Record]
    uid: Callable[[str], str]
    layer: Callable[[int], int]
    region_type: Callable[[int], int | None]
    line_type: Callable[[int], int | None]


def exchanged(content: Mapping[str, Any], by: Exchange) -> Record:
    """The content with every name exchanged.

    A snapshot has lists of regions and lines; a deleted element is one region or line itself.
    """
    if "has_manual_order" in content:
        return dict(content) | {
            "regions": [_region(record, by) for record in content["regions"]],
            "lines": [_line(record, by) for record in content["lines"]],
            "layers": {str(by.layer(int(key))): name for key, name in content["layers"].items()},
        }
    if "baseline" in content:
        return _line(content, by)
    return _region(content, by) if content else {}


def uids_in(content: Mapping[str, Any]) -> Iterator[str]:
    """The uids of the regions and lines in a snapshot."""
    for kind in ("regions", "lines"):
        yield from (record["uid"] for record in content.get(kind, ()) if isinstance(record, dict))


def authors_in(content: Mapping[str, Any]) -> Iterator[int]:
    """The ids of accounts that a content of this installation names."""
    for line in content.get("lines", ()) if "has_manual_order" in content else [content]:
        for text in line.get("texts", ()):
            for row in (text, *text.get("revisions", ())):
                if row.get("author_id"):
                    yield row["author_id"]


def _region(record: Mapping[str, Any], by: Exchange) -> Record:
    found = dict(record) | {
        "uid": by.uid(record["uid"]),
        "type": by.region_type(record["type"]) if record["type"] else None,
    }
    if "lines" in record:
        found["lines"] = [by.uid(uid) for uid in record["lines"]]
    return found


def _line(record: Mapping[str, Any], by: Exchange) -> Record:
    found = dict(record) | {
        "uid": by.uid(record["uid"]),
        "type": by.line_type(record["type"]) if record["type"] else None,
        "region": by.uid(record["region"]) if record["region"] else None,
        "texts": [_text(text, by) for text in record["texts"]],
    }
    if "after" in record:
        found["after"] = by.uid(record["after"]) if record["after"] else None
    return found


def _text(record: Mapping[str, Any], by: Exchange) -> Record:
    found = by.said(dict(record)) | {"layer": by.layer(record["layer"])}
    if "revisions" in record:
        found["revisions"] = [by.said(dict(row)) for row in record["revisions"]]
    return found
