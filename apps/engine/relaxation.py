"""Differences that an editor may not count as errors: case, diacritics, punctuation, spaces, ſ."""

import unicodedata
from collections.abc import Callable


def without_case(text: str) -> str:
    """The text in the form that ignores case (Unicode's full case folding)."""
    # Folding makes s of ſ as well, which is another question.
    return "ſ".join(part.casefold() for part in text.split("ſ"))


def without_diacritics(text: str) -> str:
    """The text without combining marks."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def without_punctuation(text: str) -> str:
    """The text without punctuation, and one space where it stood alone between two."""
    return " ".join(
        "".join(char for char in text if not unicodedata.category(char).startswith("P")).split()
    )


def without_spaces(text: str) -> str:
    """The text without whitespace."""
    return "".join(text.split())


def without_long_s(text: str) -> str:
    """The text with round s for every long one."""
    return text.replace("ſ", "s")


def without_all(text: str) -> str:
    """The text with none of these differences."""
    for relax in (without_diacritics, without_punctuation, without_spaces, without_long_s):
        text = relax(text)
    return without_case(text)


RELAXATIONS: dict[str, Callable[[str], str]] = {
    "case": without_case,
    "diacritics": without_diacritics,
    "punctuation": without_punctuation,
    "spaces": without_spaces,
    "long s": without_long_s,
    "all of these": without_all,
}
"""By the name that people see: what does not count then."""
