"""Outlines of blobs."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

pytestmark = pytest.mark.kraken


def test_a_square_is_walked_around_once() -> None:
    from apps.engine.contours import blob_outlines

    mask = np.zeros((8, 8), dtype=bool)
    mask[2:5, 3:6] = True
    (outline,) = blob_outlines(mask, 1)
    assert sorted(map(tuple, outline.tolist())) == [
        (2, 3), (2, 4), (2, 5), (3, 3), (3, 5), (4, 3), (4, 4), (4, 5),
    ]  # fmt: skip


def test_small_blobs_are_left_out_and_blobs_at_the_edge_are_not() -> None:
    from apps.engine.contours import blob_outlines

    mask = np.zeros((6, 9), dtype=bool)
    mask[0, 0] = True
    mask[3:6, 5:9] = True
    assert len(blob_outlines(mask, 2)) == 1
    assert len(blob_outlines(mask, 1)) == 2


@settings(max_examples=60, deadline=None)
@given(arrays(bool, (7, 9)))
def test_every_pixel_lies_on_or_within_the_outline_of_a_blob(mask: np.ndarray) -> None:
    from apps.engine.contours import blob_outlines

    shapes = []
    for outline in blob_outlines(mask, 1):
        points = outline.tolist()
        shape = shapely.Polygon(points).buffer(0) if len(points) > 3 else shapely.Point(points[0])
        shapes.append(shapely.union_all([shape, shapely.MultiPoint(points)]))
    covered = shapely.union_all(shapes)
    for point in np.argwhere(mask).tolist():
        assert shapely.distance(covered, shapely.Point(point)) <= 1.5
