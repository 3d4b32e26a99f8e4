"""First holds: rows of letters that lines and text share, gathered into stretches."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from apps.alignment.laying.letters import Ints, Letters, codes_of
from apps.alignment.laying.options import LayingOptions

MOST_PLACES = 12
"""Rows of letters that the text has more often say nothing of the place."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_WIDTH = 64
_SHORTEST, _LONGEST = 3, 12
_CHANCE = 0.3
"""How likely two hits of one stretch may be neighbours by chance."""
_CLOSE = 12
_LIKE = 16
"""Offsets within one line that differ by no more are the same place."""
_MUCH_LESS, _ALWAYS, _TRIED = 0.1, 3, 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a line may stand: how far the text is ahead of the lines there, and how many
    holds the whole stretch has."""

    offset: int
    strength: int


class TextIndex:
    """Every row of ``n`` letters of a text with its place."""

    def __init__(self, letters: Letters, n_gram: int) -> None:
        self.letters = letters
        self.n = min(n_gram, _telling_length(letters.text))
        hashes = _hashes(letters.text, self.n)
        self._order = np.argsort(hashes, kind="stable")
        self._sorted = hashes[self._order]

    def hits(self, text: str) -> tuple[Ints, Ints]:
        """Places in ``text``, and in the indexed one, where both have the same row of letters."""
        wanted = _hashes(text, self.n)
        first = np.searchsorted(self._sorted, wanted, "left")
        counts = np.searchsorted(self._sorted, wanted, "right") - first
        counts[counts > MOST_PLACES] = 0
        places = np.repeat(np.arange(len(wanted), dtype=np.int64), counts)
        within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = self._order[np.repeat(first, counts) + within]
        return places, found.astype(np.int64)


def _telling_length(text: str) -> int:
    """So many letters that a row of them stands by chance about once in such a text."""
    if not text:
        return _SHORTEST
    _, counts = np.unique(codes_of(text), return_counts=True)
    shares = counts / len(text)
    bits = max(1.0, float(-(shares * np.log2(shares)).sum()) - 1.0)
    return int(np.clip(np.ceil(np.log2(len(text)) / bits) + 1, _SHORTEST, _LONGEST))


def _hashes(text: str, n: int) -> npt.NDArray[np.uint64]:
    codes = codes_of(text).astype(np.uint64)
    count = max(0, len(codes) - n + 1)
    found = np.zeros(count, dtype=np.uint64)
    for step in range(n):
        found = found * _PRIME + codes[step : step + count]
    return found


def candidates(
    index: TextIndex, text: str, starts: Ints, options: LayingOptions
) -> list[list[Candidate]]:
    """For each line, which begins at ``starts`` of ``text``: the likeliest places first."""
    found: list[list[Candidate]] = [[] for _ in starts]
    places, targets = index.hits(text)
    if not len(places):
        return found
    offsets = targets - places
    stretch = _stretches(places, offsets, len(text) * len(index.letters), options)
    strengths = np.bincount(stretch)
    lines = np.searchsorted(starts, places, "right") - 1
    order = np.lexsort((offsets, stretch, lines))
    group = lines[order] * (int(stretch.max()) + 1) + stretch[order]
    for hit in _densest(group, offsets[order]).tolist():
        place = Candidate(int(offsets[order[hit]]), int(strengths[stretch[order[hit]]]))
        found[int(lines[order[hit]])].append(place)
    return [_likeliest(line, options.beam_size) for line in found]


def _densest(group: Ints, offsets: Ints) -> Ints:
    """In each group of hits, sorted by offset, one where most offsets are alike."""
    spread = int(np.ptp(offsets)) + _LIKE + 1
    keys = (np.unique(group, return_inverse=True)[1] * spread) + (offsets - offsets.min())
    counts = np.searchsorted(keys, keys + _LIKE, "right") - np.arange(len(keys))
    order = np.lexsort((-counts, group))
    firsts = order[np.flatnonzero(np.diff(group[order], prepend=group[order[0]] - 1))]
    found: Ints = firsts + counts[firsts] // 2
    return found


def _likeliest(places: list[Candidate], most: int) -> list[Candidate]:
    places.sort(key=lambda place: -place.strength)
    least = places[0].strength * _MUCH_LESS if places else 0
    return [
        place
        for number, place in enumerate(places[: most or _TRIED])
        if number < _ALWAYS or place.strength >= least
    ]


def _stretches(
    places: Ints, offsets: Ints, area: int, options: LayingOptions
) -> npt.NDArray[np.int32]:
    """The number of the stretch that each hit belongs to: hits of like offset, none far apart."""
    width = 2 * options.max_offset or _WIDTH
    # Where many hits are chance, only close ones belong together.
    rare = area / (width * len(places)) * _CHANCE
    gap = min(options.gap, max(_CLOSE, int(rare)))
    left, right = [], []
    # Two rows of drawers, shifted by half: what lies on a border in one does not in the other.
    for shift in (0, width // 2):
        drawer = (offsets + shift) // width
        order = np.lexsort((places, drawer))
        is_near = np.diff(places[order]) <= gap
        is_near &= np.diff(drawer[order]) == 0
        left.append(order[:-1][is_near])
        right.append(order[1:][is_near])
    a, b = np.concatenate(left), np.concatenate(right)
    shape = (len(places), len(places))
    graph = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=shape)
    labels: npt.NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels
