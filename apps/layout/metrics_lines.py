"""How well lines were found: the baseline measure of the cBAD competitions.

T. Grüning, R. Labahn, M. Diem, F. Kleber, S. Fiel: READ-BAD: A New Dataset and Evaluation Scheme
for Baseline Detection in Archival Documents, 2017 (arXiv:1705.03311), section III.

Baselines are sampled in even steps. Each baseline of the truth has a tolerance, a quarter of the
distance to its next neighbour (at most the mean of these distances on the page). A point counts
fully within the tolerance of the other line, and less and less up to three times of it. The
*coverage* of a line is the mean over its points. *Recall* is the mean coverage of the lines of
the truth by all lines that were found: a line found in pieces is found. *Precision* pairs the
lines one to one, best first, and is the mean coverage of the lines that were found by their
partners: pieces and lines run together cost here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.layout.baselines import baseline_of
from apps.layout.types import LineLayout, PageLayout, Polyline

_STEP = 5.0
_FARTHEST = 250.0
_SHARE = 0.25
_MOSTLY = 0.5
_PIECE = 0.1

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LineErrors:
    """Uids of lines that went wrong, and what they have to do with each other.

    ``missed`` are lines of the truth that nobody found, ``extra`` found lines where there is
    none; ``split`` names the pieces of a line of the truth, ``merged`` the lines of the truth
    that one found line runs through.
    """

    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def count(self) -> int:
        return len(self.missed) + len(self.extra) + len(self.split) + len(self.merged)


@dataclass(frozen=True, slots=True)
class LineScore:
    """Sums of coverages over one page, or several added up, and how many lines there are."""

    covered: float = 0.0
    aligned: float = 0.0
    truth: int = 0
    found: int = 0

    def __add__(self, other: "LineScore") -> "LineScore":
        return LineScore(
            self.covered + other.covered,
            self.aligned + other.aligned,
            self.truth + other.truth,
            self.found + other.found,
        )

    @property
    def recall(self) -> float:
        """How much of the lines was found, 0 to 1."""
        return _share(self.covered, self.truth, self.found)

    @property
    def precision(self) -> float:
        """How much of what was found are lines as they should be, 0 to 1."""
        return _share(self.aligned, self.found, self.truth)

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


@dataclass(frozen=True, slots=True)
class LineReport:
    """The score of one page and what went wrong on it."""

    score: LineScore
    errors: LineErrors


def compare_lines(truth: PageLayout, found: PageLayout) -> LineReport:
    """The report on the lines of one page; lines without any shape are left out."""
    right, read = _sampled(truth.lines), _sampled(found.lines)
    tolerances = interline_tolerances([line.points for line in right])
    covered, on_truth = _coverages(right, read, tolerances)
    together = [
        _covered_by_all(line, read, tolerance)
        for line, tolerance in zip(right, tolerances, strict=True)
    ]
    pairs = _aligned(on_truth)
    score = LineScore(sum(together), sum(on_truth[pair] for pair in pairs), len(right), len(read))
    return LineReport(score, _errors(right, read, (covered, on_truth), together))


def interline_tolerances(lines: Sequence[Points]) -> list[float]:
    """For each line a quarter of the distance to its neighbour, at most that of the mean."""
    distances = [_interline(number, lines) for number in range(len(lines))]
    known = [distance for distance in distances if distance is not None]
    mean = sum(known) / len(known) if known else _FARTHEST
    return [_SHARE * min(distance or mean, mean) for distance in distances]


def sample(path: Polyline, step: float = _STEP) -> Points:
    """Points along a polyline in even steps, both ends among them."""
    corners = np.array(path, dtype=np.float64)
    lengths = np.hypot(*np.diff(corners, axis=0).T) if len(corners) > 1 else np.zeros(0)
    whole = float(lengths.sum())
    if not whole:
        return corners[:1]
    along = np.concatenate(([0.0], np.cumsum(lengths)))
    places = np.linspace(0.0, whole, max(2, round(whole / step) + 1))
    columns = [np.interp(places, along, corners[:, axis]) for axis in (0, 1)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class _Line:
    """A line as points, and a tree that finds the nearest of them."""

    uid: str
    points: Points

    @cached_property
    def tree(self) -> Any:
        from scipy.spatial import cKDTree  # costs half a second at start, needed in jobs only

        return cKDTree(self.points)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _sampled(lines: Iterable[LineLayout]) -> list[_Line]:
    found = []
    for line in lines:
        path = line.baseline or (baseline_of(line.mask) if line.mask else ())
        if path:
            found.append(_Line(line.uid, sample(path)))
    return found


def _interline(number: int, lines: Sequence[Points]) -> float | None:
    """The least distance across the line to points of others that lie beside it."""
    own = lines[number]
    along = _direction(own)
    across = np.array([-along[1], along[0]])
    best = _FARTHEST
    for place, other in enumerate(lines):
        if place == number:
            continue
        apart = own[:, None, :] - other[None, :, :]
        beside = np.abs(apart @ along) <= 2 * _STEP
        if beside.any():
            best = min(best, float(np.abs(apart @ across)[beside].min()))
    return best if 0 < best < _FARTHEST else None


def _direction(points: Points) -> Points:
    """The unit vector along the line that lies closest to the points."""
    spread = points - points.mean(axis=0)
    if not spread.any():
        return np.array([1.0, 0.0])
    _, _, axes = np.linalg.svd(spread, full_matrices=False)
    direction: Points = axes[0]
    return direction


def _coverage(distances: Points, tolerance: float) -> float:
    """The mean over the points: 1 within the tolerance, falling to 0 at three times of it."""
    if not tolerance:
        return float((distances == 0).mean())
    return float(np.clip((3 * tolerance - distances) / (2 * tolerance), 0.0, 1.0).mean())


def _coverages(
    truth: Sequence[_Line], found: Sequence[_Line], tolerances: Sequence[float]
) -> tuple[Points, Points]:
    """How much of each line of the truth each found one covers, and the other way round."""
    covered, on_truth = np.zeros((len(truth), len(found))), np.zeros((len(truth), len(found)))
    for i, (right, tolerance) in enumerate(zip(truth, tolerances, strict=True)):
        for j, read in enumerate(found):
            if _near(right.box, read.box, 3 * tolerance):
                covered[i, j] = _coverage(read.tree.query(right.points)[0], tolerance)
                on_truth[i, j] = _coverage(right.tree.query(read.points)[0], tolerance)
    return covered, on_truth


def _near(a: tuple[float, ...], b: tuple[float, ...], reach: float) -> bool:
    apart_x = max(a[0], b[0]) - min(a[2], b[2])
    apart_y = max(a[1], b[1]) - min(a[3], b[3])
    return apart_x <= reach and apart_y <= reach


def _covered_by_all(line: _Line, found: Sequence[_Line], tolerance: float) -> float:
    near = [one for one in found if _near(line.box, one.box, 3 * tolerance)]
    if not near:
        return 0.0
    distances = np.min([one.tree.query(line.points)[0] for one in near], axis=0)
    return _coverage(distances, tolerance)


def _aligned(coverage: Points) -> list[tuple[int, int]]:
    """Pairs of one line of the truth and one found line, the best first, each line once."""
    left = coverage.copy()
    pairs: list[tuple[int, int]] = []
    while left.size and left.max() > 0:
        i, j = (int(place) for place in np.unravel_index(int(left.argmax()), left.shape))
        pairs.append((i, j))
        left[i, :] = left[:, j] = 0
    return pairs


def _errors(
    truth: Sequence[_Line],
    found: Sequence[_Line],
    coverages: tuple[Points, Points],
    together: Sequence[float],
) -> LineErrors:
    covered, on_truth = coverages
    pieces = (on_truth >= _MOSTLY) & (covered >= _PIECE)
    through = covered >= _MOSTLY
    extra = _places(on_truth.sum(axis=0) < _MOSTLY)
    return LineErrors(
        missed=tuple(
            line.uid for line, share in zip(truth, together, strict=True) if share < _MOSTLY
        ),
        extra=tuple(found[j].uid for j in extra),
        split=tuple(
            (line.uid, tuple(found[j].uid for j in _places(pieces[i])))
            for i, line in enumerate(truth)
            if pieces[i].sum() > 1
        ),
        merged=tuple(
            (line.uid, tuple(truth[i].uid for i in _places(through[:, j])))
            for j, line in enumerate(found)
            if through[:, j].sum() > 1
        ),
    )


def _places(flags: npt.NDArray[np.bool_]) -> list[int]:
    return [int(place) for place in np.flatnonzero(flags)]


def _share(part: float, number: int, others: int) -> float:
    if not number:
        return 0.0 if others else 1.0
    return min(part / number, 1.0)
