"""Coordinates in files: every notation that programs write, to and from integer points."""

import math
import re
from collections.abc import Iterable, Sequence

from apps.layout.types import Point, Polygon, Polyline

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# What nearly every file has.
_PLAIN = re.compile(r"[0-9 ,]*")
# Beyond this a coordinate is damage, not a place on a page.
_LIMIT = 1_000_000.0
# A longer row of digits is beyond it, and reading very long ones takes long.
_DIGITS = 7
_NAMED = 5


def number(text: str | None, factor: float = 1.0) -> float | None:
    """A finite number of believable size, times ``factor``; ``None`` for anything else."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    value *= factor
    return value if math.isfinite(value) and abs(value) <= _LIMIT else None


def confidence(text: str | None) -> float | None:
    """A confidence between 0 and 1 with four decimals, as files give it."""
    value = number(text)
    return None if value is None else round(min(max(value, 0.0), 1.0), 4)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known, with four decimals."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 4) if known else None


def parse_points(text: str | None, factor: float = 1.0) -> tuple[Point, ...]:
    """The points of ``x,y x,y``, ``x y x y`` or ``x,y,x,y``, rounded and inside the page's origin.

    An odd last number is ignored; an unbelievable number makes the whole list unreadable.
    """
    plain = _plain_numbers(text) if text and factor == 1.0 else None
    if plain is not None:
        return tuple(zip(plain[::2], plain[1::2], strict=False))
    numbers: list[int] = []
    for match in _NUMBER.finditer(text or ""):
        value = number(match.group(), factor)
        if value is None:
            return ()
        numbers.append(to_pixel(value))
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def _plain_numbers(text: str) -> list[int] | None:
    """The numbers of a text that holds whole ones only, as nearly all do."""
    if not _PLAIN.fullmatch(text):
        return None
    words = text.replace(",", " ").split()
    if any(len(word) > _DIGITS for word in words):
        return None
    numbers = [int(word) for word in words]
    return numbers if all(number <= _LIMIT for number in numbers) else None


def to_pixel(value: float) -> int:
    """The nearest pixel; places left of or above the page are moved to its edge."""
    return max(0, round(value))


def as_polyline(points: Sequence[Point]) -> Polyline | None:
    """A baseline, or ``None`` when there are fewer than two different points."""
    return tuple(points) if len(set(points)) > 1 else None


def as_polygon(points: Sequence[Point]) -> Polygon | None:
    """An open ring, or ``None`` when the points enclose nothing."""
    end = len(points)
    while end > 1 and points[0] == points[end - 1]:
        end -= 1
    ring = tuple(points[:end])
    return ring if len(set(ring)) > 2 else None


def box_polygon(x: float, y: float, width: float, height: float) -> Polygon:
    """A rectangle as a ring, at least one pixel wide and high."""
    left, top = to_pixel(x), to_pixel(y)
    right, bottom = max(to_pixel(x + width), left + 1), max(to_pixel(y + height), top + 1)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def impossible_outlines(names: Sequence[str]) -> tuple[str, ...]:
    """What to tell of regions whose coordinates in a file enclose nothing, by their names."""
    if not names:
        return ()
    listed = ", ".join(name or "one without an id" for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (f"Regions without an outline, because their coordinates cannot be: {listed}{more}.",)


def format_points(points: Iterable[Point], separator: str = ",") -> str:
    """Points as ``x,y x,y``, or with another separator within a pair; never negative."""
    return " ".join([f"{x if x > 0 else 0}{separator}{y if y > 0 else 0}" for x, y in points])
