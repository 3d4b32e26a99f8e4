"""Error against corrected lines: a power law through the trainings so far, and what comes next.

Error falls with the amount of data as a power, error = a · lines^-b, over the range that matters
here (Figueroa et al. 2012 for small sets; Hestness et al. 2017). The line is fitted to the
logarithms, each point weighted by how sure it is. The band is a parametric bootstrap: points are
drawn anew around the line, with their own uncertainty and the scatter about the line, and the line
is fitted anew; a prediction carries the scatter of a single training besides.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_POINTS = 3
LEAST_SPREAD = 1.5
"""The largest set has to be so many times the smallest."""

_DRAWS = 2000
_SEED = 20_240_131
_LEAST_SCATTER = 0.05  # two trainings on the same lines differ by some 5 % of their error
_LEAST_ERROR = 1e-4
_STEEPEST = 2.0
_WORST = 5.0  # the logarithm of more errors than anybody makes

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """A training: how many lines it learned from, the error it came to, its 95 % interval.

    ``is_test``: measured on pages that the training did not see at all, not even to stop.
    ``ground`` names the pages that it was measured on.
    """

    lines: int
    cer: float
    interval: tuple[float, float] | None = None
    is_test: bool = False
    name: str = ""
    model_id: int = 0
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The error expected with so many lines, and where it lies with 95 % confidence."""

    lines: int
    cer: float
    low: float
    high: float


class Curve:
    """The fitted line, with the lines of the bootstrap."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = sorted(points, key=lambda point: (point.lines, point.cer))
        sizes = np.log([point.lines for point in self.points])
        errors = np.log([max(point.cer, _LEAST_ERROR) for point in self.points])
        spread = np.array([_uncertainty(point) for point in self.points])
        self._line = _fit(sizes, errors, spread)
        misses = errors - (self._line[0] - self._line[1] * sizes)
        self._scatter = math.sqrt(float(misses @ misses) / max(len(self.points) - 2, 1))
        self._lines = self._resample(sizes, spread)

    def _resample(self, sizes: _Floats, spread: _Floats) -> _Floats:
        generator = np.random.default_rng(_SEED)
        middle = self._line[0] - self._line[1] * sizes
        # Few points tell little of their own scatter: Student's tails, not the normal ones.
        freedom = max(len(sizes) - 2, 1)
        drawn = spread * generator.normal(size=(_DRAWS, len(sizes)))
        drawn += self._scatter * generator.standard_t(freedom, size=(_DRAWS, len(sizes)))
        return np.array([_fit(sizes, middle + draw, spread) for draw in drawn])

    @property
    def exponent(self) -> float:
        return float(self._line[1])

    def at(self, lines: int) -> Prediction:
        """The error of a training on so many lines."""
        size = math.log(lines)
        middle = math.exp(self._line[0] - self._line[1] * size)
        noise = np.random.default_rng(_SEED).normal(size=_DRAWS)
        own = math.hypot(self._scatter, _LEAST_SCATTER)
        logs = self._lines[:, 0] - self._lines[:, 1] * size + own * noise
        around = np.exp(np.minimum(logs, _WORST))
        low, high = np.percentile(around, [2.5, 97.5])
        return Prediction(lines, min(middle, 1.0), min(float(low), middle), float(high))


def fit_curve(points: Sequence[Point]) -> Curve | None:
    """The curve through these trainings; nothing where they are too few or too much alike."""
    usable = [point for point in points if point.lines > 0]
    sizes = {point.lines for point in usable}
    if len(sizes) < LEAST_POINTS or max(sizes) < LEAST_SPREAD * min(sizes):
        return None
    return Curve(usable)


def too_little(points: Sequence[Point]) -> str:
    """Why there is no curve, and what would bring one; empty where there is one."""
    if fit_curve(points) is not None:
        return ""
    lines = [point.lines for point in points if point.lines > 0]
    sizes = set(lines)
    if not sizes:
        return "No training is recorded yet, so there is nothing to tell from."
    if len(sizes) < LEAST_POINTS:
        number = {1: "One training is", 2: "Two trainings are"}[len(sizes)]
        if len(lines) > len(sizes):
            number = {1: "Trainings on one size of set are", 2: "Two sizes of set are"}[len(sizes)]
        return (
            f"{number} too little to tell what more lines bring: it takes three,"
            " on sets of different size."
        )
    return (
        f"The trainings learned from {min(sizes)} to {max(sizes)} lines: too much alike to tell"
        " what more lines bring. Train on fewer, or on more."
    )


def _uncertainty(point: Point) -> float:
    """Standard deviation of the logarithm of the error."""
    if point.interval is None or point.interval[0] <= 0:
        return 2 * _LEAST_SCATTER
    low, high = point.interval
    return max(math.log(high / low) / 3.92, _LEAST_SCATTER)


def _fit(sizes: _Floats, errors: _Floats, spread: _Floats) -> _Floats:
    """Weighted least squares; more lines never make it worse."""
    weights = 1 / spread**2
    total = weights.sum()
    size, error = (weights @ sizes) / total, (weights @ errors) / total
    across = weights @ (sizes - size) ** 2
    slope = (weights @ ((sizes - size) * (errors - error))) / across
    exponent = min(max(-float(slope), 0.0), _STEEPEST)
    return np.array([error + exponent * size, exponent])
