"""The ``custom`` attribute of PAGE: ``structure {type:X;} readingOrder {index:0;}`` and its kin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A name is looked for only where one begins: else one long word takes its length squared.
_GROUP = re.compile(r"(?<![\w\-])([\w\-]+)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WHOLE = re.compile(r"[0-9]{1,9}")
# What would end a key or a value, and blanks that reading would take away.
_SPECIAL = re.compile(r"[{};:\\\t\n\r]|^\s+|(?<!\s)\s+$")


# Keys of groups that have a field of their own in a layout, and groups of our own.
_UNDERSTOOD = {"structure": "type", "readingOrder": "index", "language": "type"}
_OURS = ("computed", "kept", "kept-text")


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
    return [
        (_unescape(key.strip()), _unescape(value.strip())) for key, _, value in pairs if key.strip()
    ]


def _unescape(value: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    # Characters beyond the basic plane are escaped as two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def format_group(name: str, **values: str) -> str:
    """One group, with the characters escaped that would end a value."""
    body = " ".join(f"{_escape(key)}:{_escape(value)};" for key, value in values.items())
    return f"{name} {{{body}}}"


def _escape(value: str) -> str:
    return _SPECIAL.sub(
        lambda match: "".join(f"\\u{ord(char):04x}" for char in match.group()), value
    )


def rest_of_custom(text: str | None, *, on_words: bool | None = None) -> str:
    """A ``custom`` attribute without what a layout has a field for and what we put there.

    ``on_words`` takes only the groups that speak of characters of the text, or only the others.
    """
    if not text:
        return ""
    known = set(_UNDERSTOOD)
    rest = [] if on_words else [" ".join(_GROUP.sub(" ", text).split())]
    for group in parse_custom(text):
        if group.name in _OURS or (on_words is not None and on_words != _is_on_words(group)):
            continue
        if group.name in known:
            known.discard(group.name)
            rest.append(_without(group, _UNDERSTOOD[group.name]))
        elif group.name != "readingOrder":
            rest.append(group.source)
    return " ".join(filter(None, rest))


def _is_on_words(group: Group) -> bool:
    return any(key == "offset" for key, _ in group.values)


def _without(group: Group, key: str) -> str:
    rest = {name: value for name, value in group.values if name != key}
    return format_group(group.name, **rest) if rest else ""


def value_of(groups: Sequence[Group], name: str, key: str) -> str | None:
    """The first value of a key in the groups of that name."""
    return next((value for g in groups if g.name == name and (value := g.get(key))), None)


def index_of(groups: Sequence[Group]) -> int | None:
    """The place in the reading order that Transkribus gives an element."""
    return whole_number(value_of(groups, "readingOrder", "index"))


def whole_number(text: str | None) -> int | None:
    """A whole number of believable length, or ``None``."""
    return int(text) if text and _WHOLE.fullmatch(text) else None
