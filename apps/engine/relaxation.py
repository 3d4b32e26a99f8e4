"""Differences that an editor may not count as errors: case, diacritics, punctuation, spaces, ſ."""

import unicodedata
from collections.abc import Callable, Collection


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


def in_one_form(text: str) -> str:
    """The text with composed characters, however it was typed."""
    return unicodedata.normalize("NFC", text)


KINDS: dict[str, Callable[[str], str]] = {
    "Unicode form": in_one_form,
    "diacritics": without_diacritics,
    "punctuation": without_punctuation,
    "spaces": without_spaces,
    "long s": without_long_s,
    "case": without_case,
}
"""What may be left out of the count, each for itself, in the order in which it is done."""


def relaxed(kinds: Collection[str]) -> Callable[[str], str]:
    """The text without any difference of these kinds; unknown names are no kinds."""
    steps = [step for name, step in KINDS.items() if name in kinds]

    def relax(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return relax


RELAXATIONS: dict[str, Callable[[str], str]] = {**KINDS, "all of these": relaxed(KINDS)}
"""By the name that people see: what does not count then."""
