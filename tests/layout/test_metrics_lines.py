"""The baseline measure: known values, and what must hold for all pages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.layout.metrics_lines import compare_lines, interline_tolerances, sample
from apps.layout.types import LineLayout, PageLayout, Polyline

GAP = 100
TOLERANCE = GAP / 4


def _page(*baselines: Polyline) -> PageLayout:
    lines = tuple(LineLayout(baseline=line, uid=str(n)) for n, line in enumerate(baselines))
    return PageLayout(width=2000, height=2000, lines=lines)


def _row(y: int, start: int = 100, end: int = 1100) -> Polyline:
    return ((start, y), (end, y))


PAGE = _page(_row(100), _row(200), _row(300), _row(400))


def test_the_same_lines_are_found_wholly() -> None:
    score = compare_lines(PAGE, PAGE).score
    assert (score.precision, score.recall, score.f1) == (1, 1, 1)
    assert compare_lines(PAGE, PAGE).errors.count == 0


def test_the_tolerance_is_a_quarter_of_the_distance_between_lines() -> None:
    paths = [sample(line.baseline) for line in PAGE.lines if line.baseline]
    assert interline_tolerances(paths) == [TOLERANCE] * 4
    assert interline_tolerances(paths[:1]) == [250 / 4]


def test_a_line_far_from_others_gets_the_mean_and_no_more() -> None:
    paths = [sample(_row(y)) for y in (100, 150, 200, 400)]
    assert interline_tolerances(paths) == [12.5, 12.5, 12.5, pytest.approx(0.25 * 350 / 4)]


@pytest.mark.parametrize(
    ("shift", "share"), [(25, 1.0), (50, 0.5), (74, 0.02), (75, 0.0), (26, 0.98)]
)
def test_beyond_the_tolerance_a_shifted_line_counts_less_and_less(shift: int, share: float) -> None:
    # The line is moved away from the others, so that it comes near to none of them.
    truth = _page(_row(500, 100, 600), _row(600, 700, 1200), _row(600, 100, 600))
    moved = _page(_row(500 - shift, 100, 600))
    score = compare_lines(truth, moved).score
    assert score.precision == pytest.approx(share, abs=0.001)
    assert score.recall == pytest.approx(share / 3, abs=0.001)


def test_a_line_in_two_pieces_is_found_but_not_right() -> None:
    pieces = _page(_row(100, 100, 600), _row(100, 600, 1100), *(_row(y) for y in (200, 300, 400)))
    report = compare_lines(PAGE, pieces)
    assert report.score.recall == 1
    assert report.score.precision == pytest.approx(4 / 5)
    assert report.errors.split == (("0", ("0", "1")),)
    assert not report.errors.missed and not report.errors.extra and not report.errors.merged


def test_two_lines_run_together_cost_precision() -> None:
    truth = _page(_row(100, 100, 600), _row(100, 700, 1200), _row(200, 100, 1200))
    found = _page(_row(100, 100, 1200), _row(200, 100, 1200))
    report = compare_lines(truth, found)
    assert report.score.recall == 1
    assert report.score.precision == pytest.approx((0.5 + 1) / 2, abs=0.05)
    assert report.errors.merged == (("0", ("0", "1")),)


def test_what_is_missing_and_what_is_too_much_is_named() -> None:
    found = _page(_row(100), _row(200), _row(1500))
    report = compare_lines(PAGE, found)
    assert report.errors.missed == ("2", "3")
    assert report.errors.extra == ("2",)
    assert report.score.recall == 0.5
    assert report.score.precision == pytest.approx(2 / 3)


def test_pages_without_lines() -> None:
    empty = _page()
    assert compare_lines(empty, empty).score.f1 == 1
    assert compare_lines(PAGE, empty).score.recall == 0
    assert compare_lines(empty, PAGE).score.precision == 0
    assert compare_lines(empty, PAGE).errors.extra == ("0", "1", "2", "3")


def test_a_line_without_baseline_is_taken_by_its_mask() -> None:
    mask = ((100, 60), (1100, 60), (1100, 110), (100, 110))
    boxes = replace(PAGE, lines=(LineLayout(baseline=None, mask=mask, uid="m"), *PAGE.lines[1:]))
    assert compare_lines(PAGE, boxes).score.f1 == 1


def test_scores_of_pages_add_up() -> None:
    good, bad = compare_lines(PAGE, PAGE).score, compare_lines(PAGE, _page()).score
    assert (good + bad).recall == 0.5
    assert (good + bad).precision == 1


points = st.tuples(st.integers(0, 900), st.integers(0, 900))
baselines = st.lists(
    st.lists(points, min_size=2, max_size=4, unique=True).map(tuple), min_size=1, max_size=5
)


def _of(lines: Sequence[Polyline], move: int = 0) -> PageLayout:
    return _page(*(tuple((x + move, y + move) for x, y in line) for line in lines))


@given(baselines)
def test_any_page_compared_with_itself_is_perfect(lines: list[Polyline]) -> None:
    assert compare_lines(_of(lines), _of(lines)).score.recall == 1


@given(baselines, baselines)
def test_shares_lie_between_none_and_all(truth: list[Polyline], found: list[Polyline]) -> None:
    score = compare_lines(_of(truth), _of(found)).score
    assert all(0 <= share <= 1 for share in (score.recall, score.precision, score.f1))
    assert min(score.recall, score.precision) <= score.f1 + 1e-9


@given(baselines, baselines)
def test_it_matters_neither_where_on_the_page_nor_in_which_order(
    truth: list[Polyline], found: list[Polyline]
) -> None:
    here = compare_lines(_of(truth), _of(found)).score
    there = compare_lines(_of(truth[::-1], 700), _of(found[::-1], 700)).score
    assert there.recall == pytest.approx(here.recall, abs=1e-6)
    mirrored = [tuple((y, x) for x, y in line) for line in truth]
    other = [tuple((y, x) for x, y in line) for line in found]
    turned = compare_lines(_of(mirrored), _of(other)).score
    assert turned.recall == pytest.approx(here.recall, abs=1e-6)


@given(baselines)
def test_the_direction_of_a_line_does_not_matter(lines: list[Polyline]) -> None:
    backwards = [tuple(reversed(line)) for line in lines]
    assert compare_lines(_of(lines), _of(backwards)).score.recall == pytest.approx(1, abs=1e-6)


@given(baselines, baselines)
def test_recall_never_falls_when_more_is_found(
    truth: list[Polyline], found: list[Polyline]
) -> None:
    few = compare_lines(_of(truth), _of(found[:1])).score.recall
    assert compare_lines(_of(truth), _of(found)).score.recall >= few - 1e-9
