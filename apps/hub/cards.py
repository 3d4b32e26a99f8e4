"""Reads the two kinds of model cards: v1 is Markdown with a head of YAML, v0 a JSON file.

Cards are written by strangers and often incomplete: what is usable is taken, nothing is trusted.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from apps.common.errors import ApplicationError
from apps.formats.xml import clean

CARD_FILES = {"README.md": "v1", "metadata.json": "v0"}
"""Name of the file that holds a card, and the schema of it; the first found counts."""
MAX_CARD = 1024 * 1024
_MAX_HEAD = 64 * 1024
_MAX_BODY = 100_000
_MAX_ITEMS = 200
_HEAD = re.compile(r"\s*^(---|\+\+\+)[ \t]*\r?$(.*?)^\1[ \t]*\r?$", re.S | re.M)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, in the words of schema v1; empty where it says nothing."""

    schema: str
    summary: str = ""
    body: str = ""
    kinds: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licence: str = ""
    software: str = ""
    authors: tuple[Mapping[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


class _Loader(yaml.SafeLoader):
    """YAML without aliases, by which a small file becomes a huge one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("it refers to itself")
        return super().compose_node(parent, index)


def read_card(name: str, data: bytes) -> Card:
    """The card in the file ``name``; ``ApplicationError`` says why it cannot be read."""
    try:
        text = clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(name, "it is not written in UTF-8") from error
    return _read_v1(name, text) if CARD_FILES[name] == "v1" else _read_v0(name, text)


def _read_v1(name: str, text: str) -> Card:
    found = _HEAD.match(text)
    if found is None or len(found[2]) > _MAX_HEAD:
        raise _unreadable(name, "it does not begin with a head of YAML between two lines of ---")
    try:
        head = yaml.load(found[2], Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _unreadable(name, "its head is not YAML") from error
    if not isinstance(head, dict):
        raise _unreadable(name, "its head says nothing")
    licence = _text(head.get("license"))
    if licence.startswith("other"):
        licence = _text(head.get("license_name")) or licence
    return Card(
        schema="v1",
        summary=_text(head.get("summary")),
        body=text[found.end() :].strip()[:_MAX_BODY],
        kinds=tuple(_kind(kind) for kind in _texts(head.get("model_type"))),
        scripts=_texts(head.get("script")),
        languages=_texts(head.get("language")),
        licence=licence,
        software=_text(head.get("software_name")),
        authors=_people(head.get("authors")),
        keywords=_texts(head.get("tags")) + _texts(head.get("keywords")),
        details=_filled(
            {
                "metrics": _numbers(head.get("metrics")),
                "citation": _text(head.get("citation"), 2000),
                "licence_link": _text(head.get("license_link")),
                "hints": _texts(head.get("software_hints")),
                **{
                    key: _texts(head.get(key))
                    for key in ("datasets", "base_model", "obsoleted_by", "variant_of")
                },
            }
        ),
    )


def _read_v0(name: str, text: str) -> Card:
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, "it is not JSON") from error
    if not isinstance(head, dict):
        raise _unreadable(name, "it says nothing")
    accuracy = _number(head.get("accuracy"))
    return Card(
        schema="v0",
        summary=_text(head.get("summary")),
        body=clean(str(head.get("description") or ""))[:_MAX_BODY],
        kinds=("recognition",),
        scripts=_texts(head.get("script")),
        licence=_text(head.get("license")),
        software="kraken",
        authors=_people(head.get("authors")),
        details=_filled(
            {
                "metrics": {} if accuracy is None else {"cer": round(100 - accuracy, 4)},
                "graphemes": _texts(head.get("graphemes"), 2000),
                "file": _text(head.get("name")),
            }
        ),
    )


def _unreadable(name: str, why: str) -> ApplicationError:
    return ApplicationError("bad_card", f"The card {name} cannot be read: {why}.")


def _kind(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().lower()


def _text(value: Any, limit: int = 500) -> str:
    """One line of text; numbers and dates as they would be written."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    # JSON may bring characters by number that the text of the file could not hold.
    return " ".join(clean(str(value)).split())[:limit]


def _texts(value: Any, limit: int = _MAX_ITEMS) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(text for item in items[:limit] if (text := _text(item))))


def _people(value: Any) -> tuple[Mapping[str, str], ...]:
    items = value if isinstance(value, list) else []
    people = (person for person in items[:_MAX_ITEMS] if isinstance(person, dict))
    found = (
        {key: _text(person.get(key)) for key in ("name", "affiliation", "orcid")}
        for person in people
    )
    return tuple(_filled(person) for person in found if person["name"])


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < 1e9 else None


def _numbers(value: Any) -> dict[str, float]:
    items = list(value.items())[:_MAX_ITEMS] if isinstance(value, dict) else []
    found = ((_text(key, 100), _number(number)) for key, number in items)
    return {key: number for key, number in found if key and number is not None}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what says something, as JSON can hold it."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if value
    }
