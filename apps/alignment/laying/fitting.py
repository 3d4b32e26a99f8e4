"""The piece of a text that is most like a line: exact, for many lines at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.alignment.laying.letters import codes_of

_AT_ONCE = 256
_MOST_CELLS = 4_000_000
_NOTHING = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where in a window the piece lies that is most like a line, and by how many edits it is not
    the same."""

    start: int
    end: int
    cost: int


def fit_all(pairs: Sequence[tuple[str, str]]) -> list[Fit]:
    """For each line and window, the best piece of the window; lines of like length go together."""
    found: list[Fit] = [Fit(0, 0, 0)] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda i: (len(pairs[i][0]), len(pairs[i][1])))
    start = 0
    while start < len(order):
        batch = order[start : start + _AT_ONCE]
        widest = max(len(pairs[i][1]) for i in batch) + 1
        batch = batch[: max(1, _MOST_CELLS // widest)]
        fits = _fit([pairs[i] for i in batch])
        for place, fit in zip(batch, fits, strict=True):
            found[place] = fit
        start += len(batch)
    return found


def _fit(pairs: Sequence[tuple[str, str]]) -> list[Fit]:
    forth = _last_rows(pairs, is_anchored=False)
    ends, costs = forth.argmin(axis=1), forth.min(axis=1)
    turned = [
        (line[::-1], window[:end][::-1])
        for (line, window), end in zip(pairs, ends.tolist(), strict=True)
    ]
    lengths = _last_rows(turned, is_anchored=True).argmin(axis=1)
    return [
        Fit(end - length, end, cost)
        for end, length, cost in zip(ends.tolist(), lengths.tolist(), costs.tolist(), strict=True)
    ]


def _last_rows(pairs: Sequence[tuple[str, str]], *, is_anchored: bool) -> npt.NDArray[np.int32]:
    """The edits that turn each line into a piece of its window that ends at each place of it.

    The piece begins anywhere or, where it ``is_anchored``, at the window's start. What is beyond
    the end of a shorter window costs more than what lies before it, so it is never the least.
    """
    lines, windows = _padded([line for line, _ in pairs]), _padded([text for _, text in pairs])
    lengths = np.array([len(line) for line, _ in pairs])
    steps = np.arange(windows.shape[1] + 1, dtype=np.int32)
    row = np.tile(steps if is_anchored else steps * 0, (len(pairs), 1))
    for place in range(lines.shape[1]):
        changed = row[:, :-1] + (windows != lines[:, place : place + 1])
        best = row + 1
        np.minimum(best[:, 1:], changed, out=best[:, 1:])
        best = np.minimum.accumulate(best - steps, axis=1) + steps
        row = np.where((lengths > place)[:, None], best, row)
    return row


def _padded(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    rows = np.full((len(texts), max(map(len, texts), default=0)), _NOTHING, dtype=np.uint32)
    for row, text in zip(rows, texts, strict=True):
        row[: len(text)] = codes_of(text)
    return rows
