"""Whether differences between readings are real."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.comparison import compare, unknown_characters
from apps.engine.evaluation import LineErrors
from apps.engine.relaxation import KINDS, relaxed


def _rows(*errors: int) -> list[LineErrors]:
    return [LineErrors(characters=40, character_errors=number) for number in errors]


def test_a_reading_that_is_better_on_every_line_is_surely_better() -> None:
    found = compare(_rows(*[1] * 30), _rows(*[4] * 30))
    assert found
    assert found.difference == pytest.approx(-3 / 40)
    assert found.interval == pytest.approx((-3 / 40, -3 / 40))
    assert found.better == 1
    assert found.is_sure
    assert found.chance < 0.001


def test_one_lucky_line_makes_no_model_better() -> None:
    found = compare(_rows(0, *[2] * 20), _rows(3, *[2] * 20))
    assert found and not found.is_sure
    assert found.chance == 1
    assert found.interval[0] < found.difference < 0 == found.interval[1]


def test_the_same_reading_is_even() -> None:
    found = compare(_rows(1, 2, 3), _rows(1, 2, 3))
    assert found and (found.better, found.chance, found.difference) == (0.5, 1, 0)


def test_a_line_is_too_little_and_other_lines_are_no_comparison() -> None:
    assert compare(_rows(1), _rows(2)) is None
    with pytest.raises(ValueError, match="same lines"):
        compare(_rows(1, 2), _rows(1))


errors = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=30)


@given(errors)
def test_from_the_other_side_it_is_the_other_way_round(pairs: list[tuple[int, int]]) -> None:
    left, right = _rows(*(a for a, _ in pairs)), _rows(*(b for _, b in pairs))
    here, there = compare(left, right), compare(right, left)
    assert here and there
    assert here.difference == pytest.approx(-there.difference)
    assert here.better == pytest.approx(1 - there.better)
    assert here.interval == pytest.approx((-there.interval[1], -there.interval[0]))
    assert here.chance == there.chance
    assert 0 < here.chance <= 1


def test_characters_that_a_model_cannot_write_are_counted() -> None:
    found = unknown_characters(["ſo ſe ꝑ", "e\u0301 é"], ("s", "o", "e", " ", "\u0301"))
    assert found == (("ſ", 2), ("ꝑ", 1))


def test_several_differences_may_be_left_out_together() -> None:
    assert relaxed(["case", "long s"])("Das, daſs") == "das, dass"
    assert relaxed([])("Das, daſs") == "Das, daſs"
    assert relaxed(["case", "no such kind"])("A") == "a"


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text("aÀe\u0301 ſ.,S", max_size=12))
def test_leaving_out_twice_is_leaving_out_once(kind: str, text: str) -> None:
    once = relaxed([kind])(text)
    assert relaxed([kind])(once) == once
