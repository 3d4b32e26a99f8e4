"""What confidences are worth, learnt from lines whose right text is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.worklist.calibration import Calibration, Evidence, calibrate


def _lines(count: int, factor: float, seed: int = 1) -> list[Evidence]:
    """Lines of a model that errs ``factor`` times as often as it doubts."""
    generator = np.random.default_rng(seed)
    doubts = generator.uniform(0.01, 0.2, count)
    errors = generator.binomial(40, np.minimum(doubts * factor, 0.95))
    return [Evidence(float(d), int(e), 40) for d, e in zip(doubts, errors, strict=True)]


def test_too_few_lines_leave_doubt_as_it_is() -> None:
    found = calibrate(_lines(5, 3.0))
    assert found == Calibration() and not found.is_calibrated
    assert found.rate(0.2) == 0.2
    assert found.interval(np.array([0.1]), np.array([40.0])) is None


def test_a_model_that_is_too_sure_is_believed_less() -> None:
    found = calibrate(_lines(200, 3.0))
    assert found.lines == 200
    assert 0.24 < found.rate(0.1) < 0.36
    doubts, lengths = np.full(50, 0.1), np.full(50, 40.0)
    bounds = found.interval(doubts, lengths)
    assert bounds is not None
    assert bounds[0] < found.errors(doubts, lengths) < bounds[1]


def test_the_estimate_fits_lines_that_were_not_learnt_from() -> None:
    found, unseen = calibrate(_lines(150, 2.0)), _lines(300, 2.0, seed=9)
    doubts = np.array([line.doubt for line in unseen])
    lengths = np.array([float(line.characters) for line in unseen])
    wrong = sum(line.errors for line in unseen)
    assert abs(found.errors(doubts, lengths) - wrong) < 0.12 * wrong


@given(
    st.lists(
        st.builds(Evidence, st.floats(0, 1), st.integers(0, 200), st.integers(1, 90)),
        max_size=40,
    ),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_a_rate_is_a_share_and_grows_with_doubt(
    lines: list[Evidence], one: float, other: float
) -> None:
    found = calibrate(lines)
    low, high = sorted((one, other))
    assert 0 <= found.rate(low) <= found.rate(high) <= 1
