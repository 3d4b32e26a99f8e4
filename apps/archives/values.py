"""Checks what an archive says against the fields it is meant for: archives are not trusted."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from math import isfinite
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from apps.archives.tables import TABLES, Table
from apps.common import scripts
from apps.common.fields import PointsField, points_problem

Record = Mapping[str, Any]
Check = Callable[[Any], Any]
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class BadValue(ValueError):
    """A value that no installation could have written; the words say which and why."""


def values_of(table: Table, record: Record) -> dict[str, Any]:
    """The plain values and uids of a record, as the model takes them."""
    found = {}
    for name in (*table.values, *table.uids):
        found[name] = value_of(table, record, name)
    return found


def value_of(table: Table, record: Record, name: str) -> Any:
    """One value of a record, as the model takes it."""
    if name not in record and name in table.later:
        return table.field(name).get_default()
    if name not in record:
        raise BadValue(f"its {name} is missing")
    try:
        return _check_of(table.name, name)(record[name])
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadValue(f"its {name} is not valid{_reason(error)}") from error


def id_of(record: Record, name: str) -> int | None:
    """A reference: the id of another record, or none."""
    value = record.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadValue(f"its {name} is no number")
    return value


def person_of(record: Record, name: str) -> str | None:
    """The name of an account, or none."""
    value = record.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > 150):
        raise BadValue(f"its {name} is no name")
    return value


def ids_of(record: Record, name: str) -> list[int]:
    """A list of references."""
    value = record.get(name, [])
    if not isinstance(value, list) or not all(type(item) is int for item in value):
        raise BadValue(f"its {name} are no numbers")
    return value


def content_of(record: Record, name: str) -> dict[str, Any]:
    """The content of a snapshot or a deleted element, checked to its last value."""
    content = record.get(name)
    if not isinstance(content, dict):
        raise BadValue(f"its {name} is no object")
    if not content:
        return content
    if "has_manual_order" in content:
        _check_snapshot(content)
    elif "baseline" in content:
        _check_line(content)
    else:
        _check_region(content)
    return content


def _check_snapshot(content: dict[str, Any]) -> None:
    for region in _objects(content, "regions"):
        _check_region(region)
    for line in _objects(content, "lines"):
        _check_line(line)
    layers = content.get("layers")
    if not isinstance(layers, dict) or not all(
        key.lstrip("-").isdecimal() and isinstance(name, str) for key, name in layers.items()
    ):
        raise BadValue("its layers are no names by number")
    if any(str(text["layer"]) not in layers for line in content["lines"] for text in line["texts"]):
        raise BadValue("it has a text of an unknown layer")


def _check_region(record: dict[str, Any]) -> None:
    _check_element(record, "region", optional={"is_locked"})
    for uid in record.get("lines", ()):
        UUID(uid)


def _check_line(record: dict[str, Any]) -> None:
    _check_element(record, "line", optional=set())
    for name in ("region", "after"):
        if record.get(name):
            UUID(record[name])
    record.setdefault("region", None)
    for text in _objects(record, "texts"):
        _check_text(text, "text")
        if id_of(text, "layer") is None:
            raise BadValue("a text has no layer")
        if "revisions" in text:
            for row in _objects(text, "revisions"):
                _check_text(row, "revision")


def _check_element(record: dict[str, Any], kind: str, optional: set[str]) -> None:
    table = TABLES[kind]
    record.setdefault("type", None)
    id_of(record, "type")
    for name in (*table.values, *table.uids):
        if name in record or name not in optional:
            value_of(table, record, name)


def _check_text(record: dict[str, Any], kind: str) -> None:
    table = TABLES[kind]
    person_of(record, "author")
    for name in table.values:
        if name in record or name != "attributes":  # older records know no attributes
            value_of(table, record, name)


def _objects(record: Record, name: str) -> list[dict[str, Any]]:
    found = record.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadValue(f"its {name} are no list of objects")
    return found


@cache
def _check_of(table: str, name: str) -> Check:
    """The check of one field, from its special shape or from what the model says of it."""
    field = TABLES[table].field(name)
    shape = _SHAPES.get((table, name)) or _SHAPES.get(("", name))
    if isinstance(field, PointsField):
        shape = _points(field.minimum)
    elif isinstance(field, models.DateTimeField):
        shape = _time
    elif not isinstance(field, models.JSONField) or shape is None:
        shape = _plain(field, shape)
    return _or_none(shape) if field.null else shape


def _or_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _plain(field: Any, more: Check | None) -> Check:
    choices = {key for key, _ in field.flatchoices} if field.choices else None
    kinds = _kinds(field)

    def check(value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise ValueError("it is of another kind")
        value = field.to_python(value)
        if choices and value not in choices:
            raise ValueError("it is none of the choices")
        field.run_validators(value)
        return more(value) if more else value

    return check


def _kinds(field: Any) -> tuple[type, ...]:
    for of_field, kinds in (
        (models.BooleanField, (bool,)),
        (models.IntegerField, (int,)),
        (models.FloatField, (int, float)),
        ((models.CharField, models.TextField, models.UUIDField), (str,)),
    ):
        if isinstance(field, of_field):
            return kinds
    return (dict, list, str, int, float, bool)


def _points(minimum: int) -> Check:
    def check(value: Any) -> Any:
        problem = points_problem(value, minimum)
        if problem:
            raise ValueError(problem)
        return value

    return check


def _time(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("it has no time zone")
    return found


def _share(value: float) -> float:
    if not isfinite(value) or not 0 <= value <= 1:
        raise ValueError("it is not between 0 and 1")
    return value


def _color(value: str) -> str:
    if not _COLOR.fullmatch(value):
        raise ValueError("it is not written as #rrggbb")
    return value


def _script(value: str) -> str:
    if value not in scripts.by_code():
        raise ValueError("it is no ISO 15924 code")
    return value


def _strings(value: Any) -> Any:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError("it is no object of texts")
    return value


def _texts(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("it is no list of texts")
    return value


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("it is no object")
    return value


def _glyphs(value: Any) -> Any:
    if not isinstance(value, list):
        raise ValueError("it is no list")
    for row in value:
        _check_glyph(*row)
    return value


def _check_glyph(char: Any, polygon: Any, sure: Any, others: Any = ()) -> None:
    if not isinstance(char, str):
        raise ValueError("a character is no text")
    _points(0)(polygon)
    if sure is not None:
        _share(sure)
    for other, share in others:
        if not isinstance(other, str):
            raise ValueError("a reading is no text")
        _share(share)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return f": {' '.join(error.messages)}"
    return f": {error}" if isinstance(error, ValueError) else ""


_SHAPES: dict[tuple[str, str], Check] = {
    ("", "attributes"): _strings,
    ("", "glyphs"): _glyphs,
    ("", "confidence"): _share,
    ("", "accuracy"): _share,
    ("", "color"): _color,
    ("", "main_script"): _script,
    ("", "allowed_values"): _texts,
    ("", "details"): _object,
    ("annotation", "comments"): _texts,
}
