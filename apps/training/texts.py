"""Texts made alike as a training was told to, so that a test counts no other differences."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any


def as_learned(options: Mapping[str, Any]) -> Callable[[str], str]:
    """A function that maps, normalises and spaces a text as the options say."""
    characters: Mapping[str, str] = options.get("character_map") or {}
    form = options.get("normalization")
    spaces = options.get("normalize_whitespace", True)

    def clean(text: str) -> str:
        for found, replaced in characters.items():
            text = text.replace(found, replaced)
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
