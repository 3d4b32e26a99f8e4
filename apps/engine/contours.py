"""Traces the outline of blobs of pixels."""

import numpy as np
import numpy.typing as npt
from skimage.measure import label, regionprops

IntArray = npt.NDArray[np.int64]

# The eight neighbours clockwise from the one above, as (row, column).
_CLOCKWISE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def blob_outlines(mask: npt.NDArray[np.bool_], smallest: int) -> list[IntArray]:
    """The outline, as (row, column) pixels, of every blob of at least ``smallest`` pixels."""
    outlines = []
    for blob in regionprops(label(mask)):
        if blob.area < smallest:
            continue
        top, left = blob.bbox[:2]
        outlines.append(_trace(blob.image) + np.array([top, left]))
    return outlines


def _trace(blob: npt.NDArray[np.bool_]) -> IntArray:
    """Walk clockwise around a blob from its first pixel until the walk repeats itself."""
    padded = np.pad(blob, 1)
    width = padded.shape[1]
    cells = padded.tobytes()
    steps = [row * width + column for row, column in _CLOCKWISE]
    start = cells.index(1)
    at, looking = start, 6
    walk: list[int] = []
    first_move: int | None = None
    while True:
        for turn in range(8):
            direction = (looking + turn) % 8
            if cells[at + steps[direction]]:
                break
        else:
            return np.array([[start // width - 1, start % width - 1]])
        if at == start and direction == first_move:
            break
        if first_move is None:
            first_move = direction
        walk.append(at)
        at += steps[direction]
        # Next, look from the neighbour after the one that we came from.
        looking = (direction + 5) % 8 if direction % 2 else (direction + 6) % 8
    rows, columns = np.divmod(np.array(walk), width)
    return np.stack([rows - 1, columns - 1], axis=1)
