"""Texts made alike as a training was told to, so that a test counts no other differences."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any

from apps.engine.characters import exchanged, habit


def as_learned(options: Mapping[str, Any], alphabet: Collection[str]) -> Callable[[str], str]:
    """A function that maps, normalises and spaces a text as the options say.

    Where they name no form of Unicode, it is the one in which a model with this alphabet writes.
    """
    characters: Mapping[str, str] = options.get("character_map") or {}
    form: Any = options.get("normalization") or habit(alphabet)
    spaces = options.get("normalize_whitespace", True)

    def clean(text: str) -> str:
        text = exchanged(text, characters)
        if form:
            text = unicodedata.normalize(form, text)
        return " ".join(text.split()) if spaces else text

    return clean


def parse_map(written: str) -> dict[str, str]:
    """A character map as people write it: a pair a line, ``ſ = s``; nothing after = drops it.

    A line that says nothing of the kind raises ``ValueError`` with the line.
    """
    found: dict[str, str] = {}
    for line in written.splitlines():
        if not line.strip():
            continue
        left, sign, right = line.partition("=")
        if not sign or not left.strip():
            raise ValueError(line.strip())
        found[left.strip()] = right.strip()
    return found
