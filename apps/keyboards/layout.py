"""The JSON of a keyboard: read whatever people have, written as other programs expect it.

    {"version": "0.1", "name": "…", "author": "…",
     "characters": [{"row": 0, "column": 0, "character": "ꝑ", "keyboard_code": null}, …]}

``keyboard_code`` is what types the key from a real keyboard, such as ``Alt+p``; ``label`` stands
on the key in place of its characters. What else a file holds is kept and written out again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.common.errors import ApplicationError

KEYS_A_ROW = 10
MAX_KEYS = 1000
MAX_PLACE = 500
MAX_TEXT, MAX_WORDS = 100, 200
MAX_EXTRA = 2000
CHARACTER_WORDS = ("character", "char", "text", "value")
CODE_WORDS = ("keyboard_code", "keyBinding", "key_binding", "binding", "shortcut")
LIST_WORDS = ("characters", "keys")
OURS = ("row", "column", "character", "keyboard_code", "label")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A keyboard as it stands in its file; ``keys`` are sorted by row and column."""

    name: str
    author: str = ""
    version: str = "0.1"
    keys: Sequence[Json] = ()
    extra: Json = field(default_factory=dict)


def read(data: Any) -> Layout:
    """The keyboard that parsed JSON describes."""
    if isinstance(data, list):
        data = {"characters": data}
    if not isinstance(data, Mapping):
        raise _bad("A keyboard is a JSON object with a list of “characters”.")
    word = next((word for word in LIST_WORDS if word in data), None)
    items = data[word] if word else None
    if not isinstance(items, list):
        raise _bad("This file has no list of “characters”, so it is no keyboard.")
    if len(items) > MAX_KEYS:
        raise _bad(f"A keyboard has at most {MAX_KEYS:,} keys; this one has {len(items):,}.")
    known = {"version", "name", "author", word}
    extra = {str(name): value for name, value in data.items() if name not in known}
    if len(str(extra)) > MAX_EXTRA:
        raise _bad("This file holds too much beside its keys.")
    return Layout(
        name=_words(data.get("name")) or "Keyboard",
        author=_words(data.get("author")),
        version=_words(data.get("version"))[:20] or "0.1",
        keys=_placed([_key(item, number) for number, item in enumerate(items)]),
        extra=extra,
    )


def written(layout: Layout) -> Json:
    """The JSON of the keyboard."""
    head = {"version": layout.version, "name": layout.name, "author": layout.author}
    return head | layout.extra | {"characters": list(layout.keys)}


def _key(item: Any, number: int) -> Json:
    if isinstance(item, str):
        item = {"character": item}
    if not isinstance(item, Mapping):
        raise _bad(f"Key {number + 1} is neither a character nor an object.")
    word = next((word for word in CHARACTER_WORDS if isinstance(item.get(word), str)), None)
    text = item[word] if word else ""
    if not text or len(text) > MAX_TEXT or "\n" in text or "\r" in text:
        raise _bad(f"Key {number + 1} needs 1 to {MAX_TEXT} characters, without line breaks.")
    code = next((item[word] for word in CODE_WORDS if item.get(word) is not None), None)
    used = {*OURS, *CODE_WORDS, word}
    rest = {str(name): value for name, value in item.items() if name not in used}
    if len(str(rest)) > MAX_EXTRA:
        raise _bad(f"Key {number + 1} holds too much beside its character.")
    row, column = number // KEYS_A_ROW, number % KEYS_A_ROW
    key = {
        "row": _place(item.get("row"), row, number),
        "column": _place(item.get("column"), column, number),
        "character": text,
        "keyboard_code": _code(code),
    }
    label = _words(item.get("label"))[:40]
    return key | ({"label": label} if label else {}) | rest


def _place(value: Any, fallback: int, number: int) -> int:
    if value is None or value == "":
        return fallback
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MAX_PLACE:
        raise _bad(f"Key {number + 1} has a row or column that is no number from 0 on.")
    return value


def _code(value: Any) -> str | int | None:
    """The key that types it, as it came: the browser alone knows what keys there are."""
    if isinstance(value, str):
        return value.strip()[:60] or None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _placed(keys: list[Json]) -> list[Json]:
    """Sorted, and no two keys on one place: the later one moves on in its row."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for key in keys:
        column = key["column"]
        while (key["row"], column) in taken:
            column += 1
        taken.add((key["row"], column))
        placed.append(key | {"column": column})
    return sorted(placed, key=lambda key: (key["row"], key["column"]))


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return " ".join(text.split())[:MAX_WORDS]


def _bad(message: str) -> ApplicationError:
    return ApplicationError("invalid_keyboard", message)
