"""The ``custom`` attribute of PAGE: ``structure {type:X;} readingOrder {index:0;}`` and its kin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_GROUP = re.compile(r"([\w\-]+)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WHOLE = re.compile(r"[0-9]{1,9}")
_SPECIAL = re.compile(r"[{};:\\]")


@dataclass(frozen=True, slots=True)
class Group:
    """One ``name {key:value; …}``; ``source`` is the group as the file wrote it."""

    name: str
    values: tuple[tuple[str, str], ...]
    source: str

    def get(self, key: str) -> str | None:
        """The value of a key."""
        return dict(self.values).get(key) or None


def parse_custom(text: str | None) -> tuple[Group, ...]:
    """The groups of a ``custom`` attribute in order."""
    return tuple(
        Group(match.group(1), tuple(_values(match.group(2))), match.group())
        for match in _GROUP.finditer(text or "")
    )


def _values(body: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in body.split(";"))
    return [(key.strip(), _unescape(value.strip())) for key, _, value in pairs if key.strip()]


def _unescape(value: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    # Characters beyond the basic plane are escaped as two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def format_group(name: str, **values: str) -> str:
    """One group, with the characters escaped that would end a value."""
    body = " ".join(f"{key}:{_escape(value)};" for key, value in values.items())
    return f"{name} {{{body}}}"


def _escape(value: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\u{ord(match.group()):04x}", value)


def value_of(groups: Sequence[Group], name: str, key: str) -> str | None:
    """The first value of a key in the groups of that name."""
    return next((value for g in groups if g.name == name and (value := g.get(key))), None)


def index_of(groups: Sequence[Group]) -> int | None:
    """The place in the reading order that Transkribus gives an element."""
    return whole_number(value_of(groups, "readingOrder", "index"))


def whole_number(text: str | None) -> int | None:
    """A whole number of believable length, or ``None``."""
    return int(text) if text and _WHOLE.fullmatch(text) else None
