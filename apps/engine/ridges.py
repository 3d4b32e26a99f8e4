"""Finds ridges, the probable courses of baselines, in a map of probabilities.

This is the Sato tubeness filter over the map enlarged to the size of the scaled page. The
enlarged map repeats each cell of the network's output some four times in each direction, so
each filter collapses into two small matrices that work on the output itself: the same result
for a tenth of the time of filtering the enlarged map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
import numpy.typing as npt
import torch

from apps.engine.heatmap import FloatArray, IntArray

_SIGMAS = (1, 3, 5, 7, 9)
_TILE = 256
_NEGLIGIBLE = 1e-7
_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Band:
    """What one tile of the enlarged axis takes from ``source`` cells of the small axis.

    ``smooth``, ``slope`` and ``bend`` are the Gaussian and its first and second derivative.
    """

    target: slice
    source: slice
    smooth: torch.Tensor
    slope: torch.Tensor
    bend: torch.Tensor


def ridge_response(probabilities: FloatArray, rows: IntArray, columns: IntArray) -> FloatArray:
    """The strongest response to bright ridges over all widths, at the enlarged size."""
    # A bright ridge is a dark one of the negative, whose larger bend is positive.
    source = torch.from_numpy(-probabilities)
    strongest = torch.zeros(len(rows), len(columns))
    for sigma in _SIGMAS:
        row_bands = _bands(sigma, tuple(rows.tolist()))
        smooth = torch.cat([band.smooth @ source[band.source] for band in row_bands])
        slope = torch.cat([band.slope @ source[band.source] for band in row_bands])
        bend = torch.cat([band.bend @ source[band.source] for band in row_bands])
        for band in _bands(sigma, tuple(columns.tolist())):
            down = bend[:, band.source] @ band.smooth.T
            across = smooth[:, band.source] @ band.bend.T
            mixed = slope[:, band.source] @ band.slope.T
            larger = _larger_eigenvalue(down, mixed, across).mul_(sigma**2)
            part = strongest[:, band.target]
            torch.maximum(part, larger, out=part)
    return strongest.numpy()


def _larger_eigenvalue(
    down: torch.Tensor, mixed: torch.Tensor, across: torch.Tensor
) -> torch.Tensor:
    """Of the symmetric 2 x 2 matrices (down, mixed; mixed, across). The arguments are spent."""
    difference = (down - across).mul_(0.5)
    root = torch.hypot(difference, mixed)
    return down.add_(across).mul_(0.5).add_(root)


@lru_cache(maxsize=64)
def _bands(sigma: int, cells: Sequence[int]) -> tuple[_Band, ...]:
    """The three operators of one width along one axis, cut into tiles of the enlarged axis."""
    kernels = _kernels(sigma)
    reach = len(kernels[0]) // 2
    index = np.asarray(cells)
    starts = np.searchsorted(index, np.arange(index[-1] + 1))
    ends = np.append(starts[1:], len(index))
    bands = []
    for begin in range(0, len(index), _TILE):
        end = min(begin + _TILE, len(index))
        first = index[max(begin - reach, 0)]
        last = index[min(end - 1 + reach, len(index) - 1)]
        source = slice(int(first), int(last) + 1)
        target = np.arange(begin, end)[:, None]
        operators = [_operator(k, target - starts[source], target - ends[source]) for k in kernels]
        bands.append(_Band(slice(begin, end), source, *operators))
    return tuple(bands)


def _operator(kernel: _Doubles, from_start: IntArray, from_end: IntArray) -> torch.Tensor:
    """The weight of each repeated cell: the sum of the kernel over the pixels it covers."""
    reach = len(kernel) // 2
    running = np.concatenate(([0.0], np.cumsum(kernel)))
    upper = np.clip(from_start + reach + 1, 0, len(kernel))
    lower = np.clip(from_end + reach + 1, 0, len(kernel))
    return torch.from_numpy((running[upper] - running[lower]).astype(np.float32))


@lru_cache(maxsize=len(_SIGMAS))
def _kernels(sigma: int) -> tuple[_Doubles, _Doubles, _Doubles]:
    """The Gaussian twice, the Gaussian and its slope, its slope twice, of equal length.

    Two passes of width sigma / sqrt(2) make one of width sigma and a better second derivative.
    """
    width = sigma / sqrt(2)
    radius = int((8 if sigma > 1 else 100) * width + 0.5)
    x = np.arange(-radius, radius + 1)
    gaussian = np.exp(-0.5 * (x / width) ** 2)
    gaussian /= gaussian.sum()
    slope = gaussian * -x / width**2
    kernels = (
        np.convolve(gaussian, gaussian),
        np.convolve(gaussian, slope),
        np.convolve(slope, slope),
    )
    weight = np.max([np.abs(kernel) / np.abs(kernel).max() for kernel in kernels], axis=0)
    keep = np.flatnonzero(weight > _NEGLIGIBLE)
    return tuple(kernel[keep[0] : keep[-1] + 1] for kernel in kernels)  # type: ignore[return-value]
