"""The curve of error against corrected lines: honest about what it does not know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.worklist.chart import draw
from apps.worklist.curve import Point, fit_curve, too_little

POINTS = st.lists(st.builds(Point, st.integers(1, 5000), st.floats(0, 1.5)), max_size=12)


def _points(sizes: list[int], noise: float, seed: int = 3) -> list[Point]:
    generator = np.random.default_rng(seed)
    return [
        Point(size, 0.9 * size**-0.5 * float(np.exp(generator.normal(0, noise)))) for size in sizes
    ]


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([], "No training"),
        ([100], "One training"),
        ([100, 300], "Two trainings"),
        ([100, 110, 120], "too much alike"),
    ],
)
def test_too_little_is_said_in_words(sizes: list[int], words: str) -> None:
    points = _points(sizes, 0)
    assert fit_curve(points) is None
    assert words in too_little(points)


def test_the_law_is_found_again() -> None:
    curve = fit_curve(_points([50, 100, 200, 400, 800], 0.02))
    assert curve is not None and too_little(curve.points) == ""
    assert abs(curve.exponent - 0.5) < 0.05
    later = curve.at(1600)
    assert later.low < 0.9 * 1600**-0.5 < later.high
    assert later.cer < curve.at(800).cer


def test_noisier_trainings_and_farther_predictions_make_a_wider_band() -> None:
    def width(noise: float, lines: int) -> float:
        curve = fit_curve(_points([50, 100, 200, 400], noise))
        assert curve is not None
        found = curve.at(lines)
        return found.high / found.low

    assert width(0.02, 800) < width(0.3, 800)
    assert width(0.1, 500) < width(0.1, 5000)


@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_the_band_holds_what_comes_about_as_often_as_it_says(noise: float) -> None:
    held = 0
    for seed in range(60):
        points = _points([50, 100, 200, 400, 800], noise, seed)
        curve = fit_curve(points[:4])
        assert curve is not None
        found = curve.at(800)
        held += found.low <= points[4].cer <= found.high
    assert held >= 51


@given(POINTS)
def test_any_trainings_give_a_curve_that_never_rises_or_words(points: list[Point]) -> None:
    curve = fit_curve(points)
    if curve is None:
        assert too_little(points)
        return
    now = curve.points[-1].lines
    near, far = curve.at(now), curve.at(2 * now)
    assert 0 <= far.low <= far.cer <= near.cer + 1e-12
    assert far.cer <= far.high
    picture = draw(curve, 2 * now)
    assert "nan" not in picture.band + picture.line + picture.ahead
    assert len(picture.dots) == len(curve.points) + 1
