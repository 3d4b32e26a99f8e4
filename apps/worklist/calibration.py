"""From confidences to error rates, learnt from lines whose right text is known.

Networks are surer than they should be (Guo et al. 2017), and each model in its own way. The share
of wrong characters of a line is therefore a logistic function of its mean doubt with two
parameters (Platt 1999), found by penalised likelihood: with few lines it stays near the doubt
itself. Characters of a line are not independent, so a line counts for less than its length. The
interval is a percentile bootstrap over the lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_LINES = 10
LEAST_CHARACTERS = 300
_RESAMPLES = 200
_SEED = 20_240_131
_STEPS = 12
_TOGETHER = 5.0  # characters that err together: a line weighs its length over this
_PRIOR = np.array([0.0, 1.0])  # doubt as it is
_SPREAD = np.array([2.0, 0.5])
_EDGE = 1e-4

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line that a model read and a person corrected: its mean doubt, its edits, its length."""

    doubt: float
    errors: int
    characters: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's doubt becomes an error rate; without ``lines`` it is taken as it is.

    ``others`` are the pairs of parameters of the bootstrap.
    """

    offset: float = 0.0
    slope: float = 1.0
    lines: int = 0
    others: tuple[tuple[float, float], ...] = ()

    @property
    def is_calibrated(self) -> bool:
        return self.lines > 0

    def rate(self, doubt: float) -> float:
        """The expected share of wrong characters of a line."""
        return float(_rates(np.array([doubt]), self.offset, self.slope)[0])

    def errors(self, doubts: _Floats, characters: _Floats) -> float:
        return float(_rates(doubts, self.offset, self.slope) @ characters)

    def interval(self, doubts: _Floats, characters: _Floats) -> tuple[float, float] | None:
        """95 % bounds of the wrong characters in these lines; nothing where not calibrated."""
        if not self.others:
            return None
        sums = [float(_rates(doubts, *pair) @ characters) for pair in self.others]
        low, high = np.percentile(sums, [2.5, 97.5])
        return float(low), float(high)

    def stored(self) -> dict[str, Any]:
        return {"offset": self.offset, "slope": self.slope, "lines": self.lines}


def calibrate(evidence: Sequence[Evidence]) -> Calibration:
    """What the lines say; without enough of them doubt is taken as it is."""
    characters = sum(line.characters for line in evidence)
    if len(evidence) < LEAST_LINES or characters < LEAST_CHARACTERS:
        return Calibration()
    doubts = np.array([line.doubt for line in evidence])
    lengths = np.array([line.characters for line in evidence], dtype=np.float64)
    wrong = np.minimum([line.errors for line in evidence], lengths)
    offset, slope = _fit(doubts, wrong, lengths)
    generator = np.random.default_rng(_SEED)
    others = []
    for _ in range(_RESAMPLES):
        drawn = generator.integers(0, len(doubts), size=len(doubts))
        others.append(_fit(doubts[drawn], wrong[drawn], lengths[drawn]))
    return Calibration(offset, slope, len(evidence), tuple(others))


def _fit(doubts: _Floats, wrong: _Floats, lengths: _Floats) -> tuple[float, float]:
    """Newton's steps on the penalised likelihood; the slope never falls below zero."""
    columns = np.stack([np.ones_like(doubts), _logit(doubts)], axis=1)
    trials, hits = lengths / _TOGETHER, wrong / _TOGETHER
    values = _PRIOR.copy()
    penalty = 1 / _SPREAD**2
    for _ in range(_STEPS):
        rates = _sigmoid(columns @ values)
        slope = columns.T @ (hits - trials * rates) - penalty * (values - _PRIOR)
        bend = (columns * (trials * rates * (1 - rates))[:, None]).T @ columns
        step = np.linalg.solve(bend + np.diag(penalty), slope)
        values = values + np.clip(step, -1.0, 1.0)
    return float(values[0]), float(max(values[1], 0.0))


def _rates(doubts: _Floats, offset: float, slope: float) -> _Floats:
    return _sigmoid(offset + slope * _logit(doubts))


def _logit(values: _Floats) -> _Floats:
    inside = np.clip(values, _EDGE, 1 - _EDGE)
    logs: _Floats = np.log(inside / (1 - inside))
    return logs


def _sigmoid(values: _Floats) -> _Floats:
    result: _Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return result
