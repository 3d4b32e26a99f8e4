"""Characters of texts that are learned: exchanged as people say, composed as a model does."""

import re
import unicodedata
from collections.abc import Collection, Mapping


def exchanged(text: str, characters: Mapping[str, str]) -> str:
    """The text with each of these characters, or runs of them, replaced once: the longest first.

    All at once, so that what was put in is not replaced again, and two may change places.
    """
    if not characters:
        return text
    longest_first = sorted(filter(None, characters), key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(pattern, lambda found: characters[found[0]], text) if pattern else text


def habit(alphabet: Collection[str]) -> str | None:
    """How a model writes accents: as characters of their own, or within the letters."""
    apart = any(unicodedata.combining(char[-1]) for char in alphabet)
    within = any(unicodedata.normalize("NFD", char) != char for char in alphabet)
    if apart == within:
        return None
    return "NFD" if apart else "NFC"
