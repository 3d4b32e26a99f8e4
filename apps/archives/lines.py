"""Records as lines of JSON: one object a line, none longer than a limit, nothing that a database
cannot hold."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from apps.common.errors import ApplicationError

MAX_RECORD_BYTES = 64 * 1024**2
"""A snapshot of a page of 2,000 lines with all characters in three layers has half of that."""

_SUSPECT = (b"\\u0000", b"\\ud", b"\\uD")


def dump_record(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write_records(file: IO[bytes], records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write records one by one; returns those that are too long to be read again."""
    too_long = []
    for record in records:
        line = dump_record(record)
        if len(line) > MAX_RECORD_BYTES:
            too_long.append({"table": record["table"], "id": record["id"]})
        else:
            file.write(line)
    return too_long


def read_records(file: IO[bytes], *, name: str) -> Iterator[dict[str, Any]]:
    """Each line of the file as an object; ``name`` is what people call the file."""
    number = 0
    while line := file.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(line) > MAX_RECORD_BYTES:
            raise _damaged(name, f"line {number} is longer than {MAX_RECORD_BYTES // 1024**2} MB")
        if line.strip():
            yield read_object(line, name=f"{name}, line {number}")


def read_object(data: bytes, *, name: str) -> dict[str, Any]:
    """One JSON object, without what no database holds: NUL, halves of characters, infinity."""
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        is_clean = not any(mark in data for mark in _SUSPECT) or is_storable(found)
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"it is no JSON ({_short(error)})") from error
    if not isinstance(found, dict):
        raise _damaged(name, "it is no JSON object")
    if not is_clean:
        raise _damaged(name, "it holds characters that no text has")
    return found


def is_storable(value: Any) -> bool:
    """Whether every text in ``value`` can be stored: no NUL, no half of a character."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(item) for key, item in value.items())
    return all(is_storable(item) for item in value) if isinstance(value, list) else True


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _short(error: Exception) -> str:
    return str(error)[:120] if isinstance(error, ValueError) else "it is nested too deeply"


def _damaged(name: str, why: str) -> ApplicationError:
    return ApplicationError(
        "bad_archive", f"{name} cannot be read: {why}. Make the archive again, then restore it."
    )
