"""Orders lines by what correcting them would teach, per minute of a person's time.

Two things make a line worth correcting: what the model gets wrong in it, and what the lines that
are corrected already do not show. The first is the number of wrong characters expected from the
confidences (uncertainty sampling, Lewis & Gale 1994). The second is a feature-based submodular
function (Lin & Bilmes 2011; for transcripts Wei et al. 2014): each n-gram of characters, each page
and each trait of the hand is worth the square root of how often the corrected lines show it, so
that a rare character counts much, the hundredth "e" hardly, and the next line should differ from
those chosen before it. Both are measured in average lines and divided by the time that the line
takes (Settles, Craven & Friedland 2008). The greedy choice is within 1 - 1/e of the best one
(Nemhauser et al. 1978) and is done lazily (Minoux 1978): what a line adds never grows.
"""

import heapq
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNCERTAINTY, NOVELTY = 0.65, 0.35
"""Shares of the two in what an average line is worth; see ``docs/worklist.md``."""

GRAM_WEIGHTS = (1.0, 0.5, 0.25)
PAGE_WEIGHT = 2.0
HAND_WEIGHT = 1.0

SECONDS_TO_LOOK, SECONDS_TO_READ, SECONDS_TO_MEND = 4.0, 0.15, 2.5
"""For a line, for each of its characters, and for each wrong one."""

_FEW = 1e-9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be corrected; ``hand`` are names of what its writing looks like."""

    line_id: int
    part_id: int
    text: str
    errors: float
    hand: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long a person is likely to take for it."""
        reading = SECONDS_TO_READ * len(self.text)
        return SECONDS_TO_LOOK + reading + SECONDS_TO_MEND * self.errors


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line in its place; ``gain`` is what it is worth beside an average line."""

    candidate: Candidate
    gain: float

    @property
    def rate(self) -> float:
        """Gain for each second."""
        return self.gain / self.candidate.seconds


def features(candidate: Candidate) -> dict[Hashable, float]:
    """What a line shows: how often each n-gram, its page, its hand."""
    shown: Counter[Hashable] = Counter(grams(candidate.text))
    shown["page", candidate.part_id] = 1
    for name in candidate.hand:
        shown["hand", name] = 1
    return dict(shown)


def grams(text: str) -> list[str]:
    """Every run of one to three characters, with an edge on both sides."""
    edged = f" {text} "
    return [
        edged[start : start + size]
        for size in range(1, len(GRAM_WEIGHTS) + 1)
        for start in range(len(edged) - size + 1)
    ]


def weight(feature: Hashable) -> float:
    if isinstance(feature, str):
        return GRAM_WEIGHTS[len(feature) - 1]
    return PAGE_WEIGHT if isinstance(feature, tuple) and feature[0] == "page" else HAND_WEIGHT


class _Objective:
    """What a line adds to those that are corrected or chosen."""

    def __init__(self, candidates: Sequence[Candidate], known: Mapping[Hashable, float]) -> None:
        names: dict[Hashable, int] = {}
        self._rows = [_row(features(candidate), names) for candidate in candidates]
        self._weights = np.array([weight(name) for name in names])
        self._mass = np.array([known.get(name, 0.0) for name in names])
        errors = np.array([candidate.errors for candidate in candidates])
        novelty = np.array([self._novelty(number) for number in range(len(candidates))])
        self._errors = UNCERTAINTY * errors / max(float(errors.mean()), _FEW)
        self._scale = NOVELTY / max(float(novelty.mean()), _FEW)

    def gain(self, number: int) -> float:
        return float(self._errors[number] + self._scale * self._novelty(number))

    def take(self, number: int) -> None:
        places, counts = self._rows[number]
        self._mass[places] += counts

    def _novelty(self, number: int) -> float:
        places, counts = self._rows[number]
        mass = self._mass[places]
        return float(self._weights[places] @ (np.sqrt(mass + counts) - np.sqrt(mass)))


_Row = tuple[NDArray[np.int64], NDArray[np.float64]]


def _row(shown: Mapping[Hashable, float], names: dict[Hashable, int]) -> _Row:
    places = [names.setdefault(name, len(names)) for name in shown]
    return np.array(places, dtype=np.int64), np.array(list(shown.values()), dtype=np.float64)


def rank(
    candidates: Sequence[Candidate], known: Mapping[Hashable, float], *, chosen: int = 1000
) -> list[Ranked]:
    """All candidates, the most worthwhile first.

    ``known`` is how often the corrected lines show each feature. The first ``chosen`` lines differ
    from each other as far as they can; nobody corrects the rest at a sitting, so those stand in
    the order of what each would add by then.
    """
    if not candidates:
        return []
    candidates = sorted(candidates, key=lambda candidate: candidate.line_id)
    objective = _Objective(candidates, known)
    gains = [objective.gain(number) for number in range(len(candidates))]
    heap = [(-gains[n] / candidates[n].seconds, n) for n in range(len(candidates))]
    heapq.heapify(heap)
    ranked: list[Ranked] = []
    while heap and len(ranked) < chosen:
        _, number = heapq.heappop(heap)
        gains[number] = objective.gain(number)
        entry = (-gains[number] / candidates[number].seconds, number)
        if heap and entry > heap[0]:
            heapq.heappush(heap, entry)
            continue
        objective.take(number)
        ranked.append(Ranked(candidates[number], gains[number]))
    rest = [Ranked(candidates[n], objective.gain(n)) for _, n in heap]
    return ranked + sorted(rest, key=lambda row: (-row.rate, row.candidate.line_id))
