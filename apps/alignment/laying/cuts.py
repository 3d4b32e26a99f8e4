"""Where the text is parted between lines: between words, or in them where the lines do so."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from apps.alignment.laying.letters import Letters, letters_of
from apps.alignment.laying.places import Lines, Place

HYPHENS = "-\u00ad\u00ac\u2010\u2011\u2e17=\u2e40\u30a0\u2053"
_AT_END = re.compile(f"[{re.escape(HYPHENS)}:]\\s*$")
_IN_WORD = re.compile(f"(?<=[^\\W\\d_])[{re.escape(HYPHENS)}]\\s*\\n\\s*(?=[^\\W\\d_])")
_SPACES = re.compile(r"\s+")
_PARTED, _PARTED_UNSEEN = 0, 5
"""What it costs to part a word where a hyphen was read, and where none was."""
_TOGETHER = 22
"""Letters that may lie between two lines that follow each other, or be claimed by both."""
_OPENING = frozenset("\u00ab\u2039\u201c\u2018\u201e\u201a\u00bf\u00a1\u2014\u2013([{<\"'")
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


@dataclass(slots=True)
class Span:
    """The piece of the text that a line gets; ``is_parted``: its last word goes on elsewhere."""

    start: int
    end: int
    is_parted: bool = False


def spans_of(text: str, letters: Letters, lines: Lines, read: Sequence[str]) -> list[Span | None]:
    """The piece of ``text`` for each line, which was ``read`` so; words stay whole."""
    cutter = _Cutter(text, letters, lines, read)
    found = [cutter.alone(line) if place else None for line, place in enumerate(lines.places)]
    previous: int | None = None
    for line, place in enumerate(lines.places):
        if not len(lines.letters[line]):
            continue
        if place is not None and previous is not None:
            cutter.part(previous, line, found)
        previous = line if place is not None else None
    return found


def said(text: str, span: Span, read: str, *, add_hyphens: bool) -> str:
    """The words of a span as they stand on one line."""
    piece = _IN_WORD.sub(_joined, text[span.start : span.end])
    piece = _SPACES.sub(" ", piece.replace("\u00ad", "")).strip()
    if not span.is_parted or piece.endswith(tuple(HYPHENS)):
        return piece
    mark = _AT_END.search(read)
    if mark:
        return piece + mark[0].strip()
    return piece + "-" if add_hyphens else piece


def _joined(hyphen: re.Match[str]) -> str:
    """A hyphen at the end of a line of the edition goes, one before a capital stays."""
    follows = hyphen.string[hyphen.end()]
    return hyphen[0].strip() if follows.isupper() else ""


class _Scales:
    """How unlike two lines are to what was read, when the text between them is cut somewhere."""

    def __init__(self, text: str, first: str, second: str) -> None:
        self._text, self._sides = text, (first, second)
        self._letters = letters_of(text)
        self._read = letters_of(first).text, letters_of(second).text
        self._written = _unspaced(first), _unspaced(second)

    def cost(self, cut: int) -> int:
        """Letters weigh most; marks and spelling decide where letters do not."""
        at = self._letters.place(cut)
        letters = self._letters.text[:at], self._letters.text[at:]
        written = _unspaced(self._text[:cut]), _unspaced(self._text[cut:])
        return 2 * _edits(self._read, letters) + _edits(self._written, written)


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _edits(read: tuple[str, str], said: tuple[str, str]) -> int:
    return sum(Levenshtein.distance(*pair) for pair in zip(read, said, strict=True))


class _Cutter:
    """Finds ends of lines in one text."""

    def __init__(self, text: str, letters: Letters, lines: Lines, read: Sequence[str]) -> None:
        self._text, self._letters, self._lines, self._read = text, letters, lines, read

    def alone(self, line: int) -> Span:
        """The span of a line that nothing is known to stand beside: whole words."""
        place = self._lines.places[line]
        assert place is not None  # noqa: S101 - narrows the type
        start, end = self._origin(place.start), self._origin(place.end - 1) + 1
        before, after = self._rest(start, -1), self._rest(end, 1)
        is_parted = bool(after) and bool(_AT_END.search(self._read[line]))
        if before and before <= end - start:
            start -= before
        if after and not is_parted:
            own = end - max(start, end - self._rest(end, -1))
            end = end + after if own >= after or after <= 2 else max(start + 1, end - own)
        while not is_parted and end < len(self._text) and self._is_closing(end):
            end += 1
        while start and self._text[start - 1] in _OPENING:
            start -= 1
        return Span(start, end, is_parted)

    def part(self, line: int, following: int, found: list[Span | None]) -> None:
        """Where two lines follow each other in the text, too, give both one border."""
        first, second = self._lines.places[line], self._lines.places[following]
        spans = found[line], found[following]
        if first is None or second is None or spans[0] is None or spans[1] is None:
            return
        if abs(second.start - first.end) > _TOGETHER or second.end <= first.end:
            return
        if second.start <= first.start:
            return
        cut, is_parted = self._border(line, following, first, second)
        if spans[0].start < cut < spans[1].end:
            spans[0].end, spans[1].start, spans[0].is_parted = cut, cut, is_parted

    def _border(self, line: int, following: int, first: Place, second: Place) -> tuple[int, bool]:
        """The cut with which both lines are most like what was read, best between words."""
        low, high = sorted((first.end, second.start))
        # Not into the outer letters of either line.
        low = max(low, first.start + 1)
        high = max(low, min(high, second.end - 1))
        start, end = self._origin(low - 1) + 1, self._origin(high)
        outer = self._origin(first.start), self._origin(second.end - 1) + 1
        weigh = _Scales(self._text[outer[0] : outer[1]], self._read[line], self._read[following])
        breaks = self._breaks(start - self._rest(start, -1), end + self._rest(end, 1))
        costs = {cut: weigh.cost(cut - outer[0]) for cut in breaks}
        parting = _PARTED if _AT_END.search(self._read[line]) else _PARTED_UNSEEN
        for cut in (start, end):
            if cut not in costs and self._rest(cut, 1):
                costs[cut] = weigh.cost(cut - outer[0]) + parting
        if not costs:
            return end, False
        cut = min(costs, key=lambda each: (costs[each], not self._text[each - 1].isspace(), each))
        return cut, cut not in breaks

    def _breaks(self, start: int, end: int) -> list[int]:
        """Places from ``start`` to ``end`` at which a new word begins."""
        text = self._text
        return [
            cut
            for cut in range(start, end + 1)
            if text[cut - 1 : cut].isspace()
            or (_stands_alone(text, cut) and not self._is_closing(cut))
        ]

    def _rest(self, position: int, step: int) -> int:
        """How many characters of the word that is cut at ``position`` lie on one side of it."""
        text = self._text
        inside = 0 < position < len(text) and not text[position - 1].isspace()
        if not inside or text[position].isspace() or _stands_alone(text, position):
            return 0
        at = position
        while self._is_inner(at if step > 0 else at - 1):
            at += step
        count = abs(at - position)
        return count if self._is_inner(position) and self._is_inner(position - 1) else 0

    def _is_inner(self, position: int) -> bool:
        """Whether a letter or a mark on it stands there."""
        if not 0 <= position < len(self._text):
            return False
        return unicodedata.category(self._text[position])[0] in "LMN" or self._text[position] in (
            "\u2019",
            "'",
        )

    def _is_closing(self, position: int) -> bool:
        char = self._text[position]
        kind = unicodedata.category(char)
        return kind.startswith("M") or (kind.startswith("P") and char not in _OPENING)

    def _origin(self, letter: int) -> int:
        return int(self._letters.origins[min(max(letter, 0), len(self._letters) - 1)])


def _stands_alone(text: str, position: int) -> bool:
    """Whether one of two neighbours belongs to a script that puts no spaces between words."""
    beside = text[max(0, position - 1) : position + 1]
    return any(_has_no_spaces(char) for char in beside)


@lru_cache(maxsize=16384)
def _has_no_spaces(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_WITHOUT_SPACES)
