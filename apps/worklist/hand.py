"""What a line's writing looks like, measured cheaply: height, width of a letter, slant, ink.

The slant is the direction of the strokes that are nearer to upright than to level, from the
structure tensor of the grey values (Bigün & Granlund 1987); ink is the share of dark pixels, parted
from the paper by Otsu's threshold. A page is looked at in a reduced picture: one decoding, no
network.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from apps.layout.geometry import bounding_box, polygon_area, polyline_length
from apps.layout.types import Point

SIDE = 1400
BANDS = 5
MEASURES = ("height", "letter", "ink", "slant")
_GREYS = 256
_LEAST_PIXELS = 30

Measures = dict[str, float]


def measure_shape(
    baseline: Sequence[Point] | None, mask: Sequence[Point] | None, letters: int
) -> Measures:
    """Height and width of a letter in pixels, as far as the line's outline tells them."""
    length = polyline_length(baseline) if baseline else 0.0
    found: Measures = {}
    if mask and length > 1:
        found["height"] = polygon_area(mask) / length
    if letters and length > 1:
        found["letter"] = length / letters
    return found


@dataclass(frozen=True, slots=True)
class Picture:
    """A reduced page in grey, and how much smaller than its coordinates it is."""

    grey: NDArray[np.float64]
    scale: float

    @classmethod
    def of(cls, image: Image.Image, width: int) -> "Picture":
        image.draft("L", (SIDE, SIDE))
        grey = image.convert("L")
        grey.thumbnail((SIDE, SIDE))
        smooth = grey.filter(ImageFilter.GaussianBlur(1))  # without it, strokes are stairs
        return cls(np.asarray(smooth, dtype=np.float64), grey.width / max(width, 1))

    def measure(self, mask: Sequence[Point]) -> Measures:
        """Ink and slant of the box around a line; nothing where it is hardly a few pixels."""
        left, top, right, bottom = (round(edge * self.scale) for edge in bounding_box(mask))
        box = self.grey[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
        if box.size < _LEAST_PIXELS or min(box.shape) < 3 or np.ptp(box) < 1:
            return {}
        ink = float((box < _threshold(box)).mean())
        return {"ink": ink, "slant": _slant(box)}


def _threshold(box: NDArray[np.float64]) -> float:
    """The grey that parts dark from light with the most variance between the two (Otsu 1979)."""
    counts = np.bincount(box.astype(np.int64).ravel(), minlength=_GREYS)
    share = np.cumsum(counts) / box.size
    mean = np.cumsum(counts * np.arange(_GREYS)) / box.size
    apart = share * (1 - share)
    spread = np.where(apart > 0, (np.max(mean) * share - mean) ** 2 / np.maximum(apart, 1e-12), 0)
    return float(np.argmax(spread)) + 1


def _slant(box: NDArray[np.float64]) -> float:
    """Degrees from upright, to the right above zero."""
    down, across = (np.asarray(axis, dtype=np.float64) for axis in np.gradient(box))
    strokes = np.abs(across) > np.abs(down)
    across, down = across[strokes], down[strokes]
    angle = 0.5 * math.atan2(
        2 * float(across @ down), float(across @ across - down @ down) or 1e-12
    )
    return math.degrees(angle)


def bands(rows: Sequence[Measures]) -> list[tuple[str, ...]]:
    """For each line the fifth of all lines that it falls into, by each measure."""
    edges = {name: _edges([row[name] for row in rows if name in row]) for name in MEASURES}
    return [
        tuple(
            f"{name} {int(np.searchsorted(edges[name], row[name]))}"
            for name in MEASURES
            if name in row
        )
        for row in rows
    ]


def _edges(values: Sequence[float]) -> NDArray[np.float64]:
    if not values:
        return np.zeros(0)
    shares = np.linspace(0, 100, BANDS + 1)[1:-1]
    edges: NDArray[np.float64] = np.percentile(values, shares)
    return edges
