"""Names of types as TEI takes them: one word, with the whole name beside it where that differs."""

import re

from lxml.etree import _Element as Element

from apps.formats.xml import clean

_NO_WORD = re.compile(r"\s+")
PREFIX = "name: "


def set_type(zone: Element, key: str, name: str) -> None:
    """Write a type; what is more than one word stands in ``n`` as well."""
    word = _NO_WORD.sub("_", clean(name)) or "_"
    zone.set(key, word)
    if word != name or word.lower() in {"line", "textline", "textregion"}:
        zone.set("n", clean(f"{PREFIX}{name}"))


def full_name(zone: Element, word: str | None) -> str | None:
    """The whole name of a type, where only one word of it fits in its attribute."""
    given = zone.get("n", "")
    return given.removeprefix(PREFIX) if given.startswith(PREFIX) else word
