"""Where in the text each line stands: by the holds it has, then by the lines around it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from apps.alignment.laying.fitting import fit_all
from apps.alignment.laying.letters import Letters
from apps.alignment.laying.options import LayingOptions
from apps.alignment.laying.seeds import TextIndex, candidates

LEAST = 0.4
"""A line that is less like its place than this has none there."""
_SHORT = 8
_SURE = 60
_LEAST_BETWEEN = 0.15
_PASSES = 60


@dataclass(frozen=True, slots=True)
class Place:
    """The letters of the text, from ``start`` to before ``end``, that a line has; 1 is the same."""

    start: int
    end: int
    likeness: float


@dataclass(slots=True)
class Lines:
    """The letters of lines that follow each other, and where each of them stands."""

    letters: Sequence[Letters]
    places: list[Place | None] = field(default_factory=list)

    def neighbour(self, line: int, step: int) -> Place | None:
        """The place of the next line with letters in one direction; ``None`` where it has none."""
        at = line + step
        while 0 <= at < len(self.letters) and not len(self.letters[at]):
            at += step
        return self.places[at] if 0 <= at < len(self.letters) else None


def place_lines(
    index: TextIndex,
    lines: Sequence[Letters],
    options: LayingOptions,
    check: Callable[[], None] = lambda: None,
) -> Lines:
    """The place of each line, ``None`` for those that are not in the text."""
    found = Lines(lines, [None] * len(lines))
    _by_holds(index, found, options)
    check()
    text = index.letters.text
    for _ in range(_PASSES):
        check()
        if not _by_neighbours(text, found):
            break
    _mend_strays(text, found)
    return found


@dataclass(frozen=True, slots=True)
class _Try:
    """A window of the text in which a line may stand; ``bonus`` speaks for it beforehand."""

    line: int
    start: int
    end: int
    bonus: float = 0.0
    least: float = LEAST
    near: tuple[int | None, int | None] = (None, None)
    """Where a short line has to begin, or to end, within a few letters."""


def _by_holds(index: TextIndex, lines: Lines, options: LayingOptions) -> None:
    joined = "".join(letters.text for letters in lines.letters)
    lengths = np.array([len(letters) for letters in lines.letters], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    tries = []
    for line, places in enumerate(candidates(index, joined, starts, options)):
        length = int(lengths[line])
        room = max(20, length * 2 // 5)
        for place in places:
            start = int(starts[line]) + place.offset
            sure = min(place.strength, _SURE) / _SURE
            least = LEAST if length >= _SHORT or sure > 0.1 else 0.8
            tries.append(_Try(line, start - room, start + length + room, 0.12 * sure, least))
    _take_best(index.letters.text, lines, tries)


def _by_neighbours(text: str, lines: Lines) -> bool:
    """Try lines without a place beside those that have one; whether any was found."""
    tries: list[_Try] = []
    for line, letters in enumerate(lines.letters):
        if not len(letters) or lines.places[line] is not None:
            continue
        before, after = lines.neighbour(line, -1), lines.neighbour(line, 1)
        tries += _beside(line, len(letters), before, after)
    return _take_best(text, lines, tries)


def _beside(line: int, length: int, before: Place | None, after: Place | None) -> Iterable[_Try]:
    reach = length * 8 // 5 + 25
    if before and after and 0 < after.start - before.end <= length * 5 // 2 + 8:
        # All that is left between two lines is this line, however badly it was read.
        least = _LEAST_BETWEEN if after.start - before.end >= length * 0.4 else LEAST
        yield _Try(line, before.end, after.start, 0.3, least)
        return
    is_short = length < _SHORT
    least = 0.55 if is_short else LEAST
    if before:
        start = before.end if is_short else None
        yield _Try(line, before.end - 3, before.end + reach, 0.1, least, (start, None))
    if after:
        end = after.start if is_short else None
        yield _Try(line, after.start - reach, after.start + 3, 0.1, least, (None, end))


def _mend_strays(text: str, lines: Lines) -> None:
    """Bring back lines that stand elsewhere, while their place between their neighbours is free."""
    tries = []
    for line, place in enumerate(lines.places):
        before, after = lines.neighbour(line, -1), lines.neighbour(line, 1)
        if place is None or before is None or after is None:
            continue
        room, length = after.start - before.end, len(lines.letters[line])
        is_between = before.end - length <= place.start and place.end <= after.start + length
        if not is_between and length * 0.5 <= room <= length * 2 + 8:
            tries.append(_Try(line, before.end, after.start, 0.15, place.likeness - 0.15))
    _take_best(text, lines, tries)


def _take_best(text: str, lines: Lines, tries: Sequence[_Try]) -> bool:
    """Put each line where it is most like the text; whether any line found a place."""
    tries = [
        replace(each, start=max(0, each.start), end=min(len(text), each.end))
        for each in tries
        if each.end > 0 and each.start < len(text)
    ]
    fits = fit_all([(lines.letters[t.line].text, text[t.start : t.end]) for t in tries])
    best: dict[int, tuple[float, Place]] = {}
    for each, fit in zip(tries, fits, strict=True):
        likeness = 1 - fit.cost / len(lines.letters[each.line])
        place = Place(each.start + fit.start, each.start + fit.end, likeness)
        if likeness < each.least or fit.start == fit.end or not _is_near(place, each.near):
            continue
        score = likeness + each.bonus
        if each.line not in best or score > best[each.line][0]:
            best[each.line] = (score, place)
    for line, (_, place) in best.items():
        lines.places[line] = place
    return bool(best)


def _is_near(place: Place, near: tuple[int | None, int | None]) -> bool:
    start, end = near
    return (start is None or abs(place.start - start) <= 4) and (
        end is None or abs(place.end - end) <= 4
    )
