"""Where the points, the line and the band of a learning curve lie in its picture."""

from dataclasses import dataclass

import numpy as np

from apps.jobs.templatetags.job_words import percent
from apps.worklist.curve import Curve

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 12, 40
_STEPS = 40
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A training, or a place that is foretold, in the picture."""

    x: float
    y: float
    low: float
    high: float
    words: str
    is_expected: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a template needs to draw the curve, and to tell it."""

    line: str
    ahead: str
    band: str
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    title: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    middle: float = (LEFT + WIDTH - RIGHT) / 2


@dataclass(frozen=True, slots=True)
class _Frame:
    first: float
    last: float
    highest: float

    def x(self, lines: float) -> float:
        share = (lines - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, error: float) -> float:
        share = min(error / self.highest, 1.0)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def draw(curve: Curve, until: int) -> Chart:
    """The curve from the smallest training to ``until`` lines."""
    now, first = curve.points[-1].lines, curve.points[0].lines
    sizes = [round(size) for size in np.linspace(first, until, _STEPS)]
    foretold = [curve.at(size) for size in sizes]
    tops = [point.interval[1] if point.interval else point.cer for point in curve.points]
    highest = min(1.0, 1.05 * max(*tops, foretold[0].cer, foretold[-1].high))
    frame = _Frame(0, until, highest)
    upper = [(frame.x(row.lines), frame.y(row.high)) for row in foretold]
    lower = [(frame.x(row.lines), frame.y(row.low)) for row in reversed(foretold)]
    known = [(frame.x(row.lines), frame.y(row.cer)) for row in foretold if row.lines <= now]
    ahead = [(frame.x(row.lines), frame.y(row.cer)) for row in foretold if row.lines >= now]
    return Chart(
        line=_path(known),
        ahead=_path([*known[-1:], *ahead]),
        band=f"{_path(upper + lower)}Z",
        dots=_dots(curve, frame, until),
        across=tuple(Tick(frame.x(at), f"{at:,.0f}") for at in _round_steps(until)),
        up=tuple(Tick(frame.y(at), percent(at)) for at in _round_steps(highest)),
        title=f"Characters wrong after learning from {first} to {now} lines, and up to {until}",
    )


def _dots(curve: Curve, frame: _Frame, until: int) -> tuple[Dot, ...]:
    found = []
    for point in curve.points:
        low, high = point.interval or (point.cer, point.cer)
        x, wrong = frame.x(point.lines), percent(point.cer)
        words = f"{point.name}: {point.lines} lines, {wrong} wrong"
        found.append(Dot(x, frame.y(point.cer), frame.y(low), frame.y(high), words))
    last = curve.at(until)
    band = f"{percent(last.low)} to {percent(last.high)}"
    words = f"Expected with {until} lines: {percent(last.cer)} ({band})"
    x, y = frame.x(until), frame.y(last.cer)
    return (*found, Dot(x, y, frame.y(last.low), frame.y(last.high), words, is_expected=True))


def _path(places: list[tuple[float, float]]) -> str:
    return "".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(places))


def _round_steps(end: float) -> list[float]:
    """From zero up to ``end`` in steps of 1, 2 or 5 times a power of ten."""
    rough = end / _TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [float(number * step) for number in range(int(end / step + 1e-9) + 1)]
