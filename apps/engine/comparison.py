"""Whether one reading of the same lines is better than another, or only luckier.

Lines are drawn with replacement, the same ones for both readings (paired bootstrap: Efron 1979;
Koehn 2004; Bisani & Ney 2004), which gives the share of draws in which the first is better and an
interval of the difference. The probability that chance alone makes such a difference comes from
exchanging the readings of lines at random (approximate randomisation: Noreen 1989).
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from apps.engine.evaluation import LineErrors

DRAWS = 2000
_AT_ONCE = 2_000_000  # drawn lines, so that memory stays bounded
_SEED = 20_240_131
_SURE = 0.05
_CLUSTER = regex.compile(r"\X")

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first reading against the second: rates 0-1, negative differences are better.

    ``better`` is the share of draws in which the first has fewer errors, ties counting half;
    ``interval`` holds the difference with 95 % confidence; ``chance`` is the probability of such a
    difference between readings that are equally good.
    """

    difference: float
    better: float
    interval: tuple[float, float]
    chance: float

    @property
    def is_sure(self) -> bool:
        """Whether chance makes such a difference in less than one of twenty cases."""
        return self.chance < _SURE


def compare(first: Sequence[LineErrors], second: Sequence[LineErrors]) -> Comparison | None:
    """How two readings of the same lines compare; ``None`` for fewer than two lines."""
    if len(first) != len(second):
        raise ValueError("Readings can be compared on the same lines only.")
    if len(first) < 2:
        return None
    apart = np.array(
        [a.character_errors - b.character_errors for a, b in zip(first, second, strict=True)]
    )
    lengths = np.array([row.characters for row in first])
    generator = np.random.default_rng(_SEED)
    drawn = np.concatenate(list(_drawn(apart, lengths, generator)))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Comparison(
        difference=float(apart.sum() / max(lengths.sum(), 1)),
        better=float((drawn < 0).mean() + (drawn == 0).mean() / 2),
        interval=(float(low), float(high)),
        chance=_chance(apart, generator),
    )


def _drawn(
    apart: _Numbers, lengths: _Numbers, generator: np.random.Generator
) -> Iterator[npt.NDArray[np.float64]]:
    """Differences of the rates over lines drawn with replacement."""
    for size in _sizes(len(apart)):
        lines = generator.integers(0, len(apart), size=(size, len(apart)))
        yield apart[lines].sum(axis=1) / np.maximum(lengths[lines].sum(axis=1), 1)


def _chance(apart: _Numbers, generator: np.random.Generator) -> float:
    """How often readings exchanged at random differ as much; the real one counts as one of them."""
    differing = apart[apart != 0]
    if not differing.size:
        return 1.0
    seen = abs(int(differing.sum()))
    as_much = sum(
        int((np.abs(_signs(size, differing, generator) @ differing) >= seen).sum())
        for size in _sizes(len(differing))
    )
    return (as_much + 1) / (DRAWS + 1)


def _signs(size: int, apart: _Numbers, generator: np.random.Generator) -> _Numbers:
    signs: _Numbers = generator.integers(0, 2, size=(size, len(apart))) * 2 - 1
    return signs


def _sizes(lines: int) -> Iterator[int]:
    left = DRAWS
    while left > 0:
        yield min(left, max(1, _AT_ONCE // lines))
        left -= max(1, _AT_ONCE // lines)


def unknown_characters(
    texts: Iterable[str], alphabet: Collection[str]
) -> tuple[tuple[str, int], ...]:
    """Characters of the texts that a model with this alphabet cannot write, most frequent first.

    Letters with marks are known where their parts are; white space is never asked for.
    """
    known = {char for entry in alphabet for char in (entry, *entry)}
    counts = Counter(cluster for text in texts for cluster in _CLUSTER.findall(text))
    lacking = [
        (cluster, count)
        for cluster, count in counts.items()
        if not cluster.isspace() and not _is_known(cluster, known)
    ]
    return tuple(sorted(lacking, key=lambda item: (-item[1], item[0])))


def _is_known(cluster: str, known: Collection[str]) -> bool:
    forms = (cluster, *(unicodedata.normalize(form, cluster) for form in ("NFC", "NFD")))
    return any(form in known or all(char in known for char in form) for form in forms)
