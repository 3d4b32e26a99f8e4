"""Points, polygons and baselines are measured, checked, clipped and placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.layout.geometry import (
    assign_regions,
    baseline_box,
    bounding_box,
    clip,
    clip_polyline,
    point_in_polygon,
    polygon_area,
    polygon_problem,
    simplify,
    typical_height,
)
from apps.layout.types import LineLayout, PageLayout, RegionLayout

SQUARE = ((0, 0), (100, 0), (100, 100), (0, 100))
coordinate = st.integers(-50, 200)
points = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=12).map(tuple)


@pytest.mark.parametrize(
    ("polygon", "word"),
    [
        (SQUARE, None),
        (((0, 0), (5, 5)), "three"),
        (((0, 0), (5, 5), (0, 0), (5, 5)), "three"),
        (((0, 0), (5, 5), (9, 9)), "no area"),
        (((0, 0), (10, 10), (10, 0), (0, 10)), "crosses"),
    ],
)
def test_what_is_wrong_with_a_polygon(polygon: tuple, word: str | None) -> None:
    problem = polygon_problem(polygon)
    assert problem is None if word is None else word in (problem or "")


def test_area_box_and_inside() -> None:
    assert polygon_area(SQUARE) == 10_000
    assert bounding_box(((3, 9), (1, 12))) == (1, 9, 3, 12)
    assert point_in_polygon((50, 50), SQUARE)
    assert not point_in_polygon((150, 50), SQUARE)


def test_a_polygon_inside_the_page_is_left_as_it_is() -> None:
    crossing = ((0, 0), (10, 10), (10, 0), (0, 10))
    assert clip(crossing, 100, 100) == crossing


@given(points)
def test_a_clipped_polygon_lies_on_the_page(polygon: tuple) -> None:
    clipped = clip(polygon, 100, 80)
    if clipped is not None:
        left, top, right, bottom = bounding_box(clipped)
        assert 0 <= left <= right <= 100
        assert 0 <= top <= bottom <= 80


def test_a_polygon_off_the_page_is_gone() -> None:
    assert clip(((200, 200), (300, 200), (300, 300)), 100, 100) is None


def test_a_clipped_baseline_keeps_its_direction() -> None:
    assert clip_polyline(((150, 50), (-50, 50)), (0, 0, 100, 100)) == ((100, 50), (0, 50))
    assert clip_polyline(((150, 50), (190, 50)), (0, 0, 100, 100)) is None


def test_simplify_keeps_ends_and_corners() -> None:
    assert simplify(((0, 0), (50, 1), (100, 0), (100, 100)), 2) == ((0, 0), (100, 0), (100, 100))
    assert simplify(((0, 0), (50, 9), (100, 0)), 2) == ((0, 0), (50, 9), (100, 0))
    assert simplify((), 2) == ()


@given(points, st.floats(0, 50))
def test_simplify_never_adds_points(line: tuple, tolerance: float) -> None:
    simple = simplify(line, tolerance)
    assert set(simple) <= set(line)
    assert (simple[0], simple[-1]) == (line[0], line[-1])


def test_the_box_of_a_baseline_lies_mostly_above_it_in_either_direction() -> None:
    for baseline in (((0, 100), (200, 100)), ((200, 100), (0, 100))):
        assert bounding_box(baseline_box(baseline, 40)) == (0, 70, 200, 110)


def test_the_box_of_an_upright_line_has_it_in_the_middle() -> None:
    assert bounding_box(baseline_box(((100, 0), (100, 200)), 40)) == (80, 0, 120, 200)


def test_typical_height_comes_from_the_masks_else_from_the_page() -> None:
    mask = ((0, 70), (200, 70), (200, 110), (0, 110))
    line = LineLayout(((0, 100), (200, 100)), mask)
    assert typical_height(PageLayout(500, 1000, lines=(line,))) == 40
    assert typical_height(PageLayout(500, 1000)) == 20


def test_lines_go_to_the_innermost_region_around_their_middle() -> None:
    outer = RegionLayout(SQUARE)
    inner = RegionLayout(((40, 40), (60, 40), (60, 60), (40, 60)))
    lines = (
        LineLayout(((42, 50), (58, 50))),
        LineLayout(((5, 10), (95, 10))),
        LineLayout(((5, 150), (95, 150)), region_uid=outer.uid),
        LineLayout(None, ((41, 41), (59, 41), (59, 59))),
        LineLayout(None),
    )
    placed = assign_regions(lines, (outer, inner, RegionLayout(None)))
    assert [line.region_uid for line in placed] == [inner.uid, outer.uid, None, inner.uid, None]
