"""Texts without what a search passes over (case, marks), and the way back to the original."""

import unicodedata
from dataclasses import dataclass

import regex

CLUSTER = regex.compile(r"\P{M}\p{M}*|\p{M}+")
MARKS = regex.compile(r"\p{M}+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``edges`` gives for each of its places the place in the original.

    A place inside a letter with its marks has no counterpart: its edge is -1.
    """

    text: str
    edges: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The places in the original; ``None`` where a letter would be cut from its marks."""
        if self.edges is None:
            return start, end
        first, last = self.edges[start], self.edges[end]
        return None if first < 0 or last < 0 else (first, last)


def fold(text: str, *, case: bool, marks: bool) -> Folded:
    """``text`` decomposed; with ``case`` in lower case, with ``marks`` without marks."""
    if text.isascii():
        return Folded(text.lower() if case else text, None)
    pieces: list[str] = []
    edges: list[int] = []
    for cluster in CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFD", cluster.group())
        if marks:
            piece = MARKS.sub("", piece)
        if case:
            piece = "".join(map(_lower, piece))
        pieces.append(piece)
        edges += [cluster.start(), *[-1] * (len(piece) - 1)] if piece else []
    return Folded("".join(pieces), (*edges, len(text)))


def may_contain(text: str, needle: str, *, case: bool, marks: bool) -> bool:
    """Whether the folded text might hold ``needle``: a quick look that never misses."""
    whole = unicodedata.normalize("NFD", text)
    if marks:
        whole = MARKS.sub("", whole)
    return needle.casefold() in whole.casefold() if case else needle in whole


def _lower(char: str) -> str:
    """One character for one: ſ is s, but ß is not ss, so that places can be counted."""
    folded = char.casefold()
    return folded if len(folded) == 1 else char.lower()
