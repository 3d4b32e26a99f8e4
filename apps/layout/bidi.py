"""Which way the characters of a line run: the bidirectional algorithm without its control marks."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_RTL = ("R", "AL")
_NUMBERS = ("EN", "AN")
_INSIDE_NUMBERS = {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}
_MARKED_OFF = {"NSM", "BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction is one of a right-to-left script."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind in _RTL for kind in strong if kind in ("L", *_RTL)), False)


def has_rtl(text: str) -> bool:
    """Whether any letter is one of a right-to-left script."""
    return _has(text, _RTL)


def _has(text: str, kinds: tuple[str, ...]) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(char) in kinds for char in text)


def levels(text: str, *, rtl: bool) -> tuple[int, ...]:
    """The level of each character in a line that runs ``rtl`` as a whole: odd runs leftwards."""
    base = int(rtl)
    if not rtl and not _has(text, (*_RTL, "AN")):
        return (0,) * len(text)
    kinds = _settled([unicodedata.bidirectional(char) for char in text], "R" if rtl else "L")
    found = [_level(kind, base) for kind in kinds]
    for index in range(len(text) - 1, -1, -1):  # spaces at the end lie at the end
        if not text[index].isspace():
            break
        found[index] = base
    return tuple(found)


def visual_order(found: Sequence[int]) -> tuple[int, ...]:
    """The places of the characters as they are seen, from left to right."""
    order = list(range(len(found)))
    for level in range(max(found, default=0), 0, -1):
        start = 0
        for is_deep, group in groupby([found[i] for i in order], lambda each: each >= level):  # noqa: B023 - used up at once
            end = start + len(list(group))
            if is_deep:
                order[start:end] = reversed(order[start:end])
            start = end
    return tuple(order)


def _level(kind: str, base: int) -> int:
    if kind == "R":
        return 1
    if kind == "L":
        return base * 2
    return 2  # a number: it runs to the right among whatever runs to the left


def _settled(kinds: list[str], base: str) -> list[str]:
    """Each character as L, R, EN or AN: marks follow their letter, spaces what is around them."""
    _settle_numbers(kinds, base)
    start = 0
    for is_neutral, group in groupby(list(kinds), lambda kind: kind not in ("L", "R", *_NUMBERS)):
        end = start + len(list(group))
        if is_neutral:
            before = _side(kinds[start - 1]) if start else base
            after = _side(kinds[end]) if end < len(kinds) else base
            kinds[start:end] = [before if before == after else base] * (end - start)
        start = end
    return kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _settle_numbers(kinds: list[str], base: str) -> None:
    """Marks become what they stand on, numbers and their signs what their surroundings say."""
    before, strong = base, base
    for index, found in enumerate(kinds):
        kind = before if found in _MARKED_OFF else found
        if kind == "EN" and strong == "AL":
            kind = "AN"
        strong = kind if kind in ("L", *_RTL) else strong
        kinds[index] = before = kind
    for index in range(1, len(kinds) - 1):
        left, kind, right = kinds[index - 1 : index + 2]
        if left == right and (kind, left) in _INSIDE_NUMBERS:
            kinds[index] = left
    _settle_signs(kinds, range(1, len(kinds)), -1)
    _settle_signs(kinds, range(len(kinds) - 2, -1, -1), 1)
    strong = base
    for index, kind in enumerate(kinds):
        strong = kind if kind in ("L", *_RTL) else strong
        if kind == "AL":
            kinds[index] = "R"
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _settle_signs(kinds: list[str], places: range, neighbour: int) -> None:
    """Signs such as those of money belong to the number that they touch."""
    for index in places:
        if kinds[index] == "ET" and kinds[index + neighbour] == "EN":
            kinds[index] = "EN"
