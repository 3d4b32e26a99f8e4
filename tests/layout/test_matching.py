"""Lines are found again after another segmentation, and never twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.layout.matching import match_lines
from apps.layout.types import LineLayout


def line(y: int, left: int = 100, right: int = 900, *, mask: bool = True) -> LineLayout:
    baseline = ((left, y), ((left + right) // 2, y + 3), (right, y))
    box = ((left, y - 40), (right, y - 40), (right, y + 12), (left, y + 12))
    return LineLayout(baseline, box if mask else None)


def test_shifted_lines_are_matched_one_to_one() -> None:
    old = [line(y) for y in (100, 160, 220)]
    new = [line(y, 110, 890) for y in (226, 106, 166)]
    expected = {new[0].uid: old[2].uid, new[1].uid: old[0].uid, new[2].uid: old[1].uid}
    assert match_lines(old, new) == expected


def test_lines_without_masks_are_matched_by_their_baselines() -> None:
    old = [line(y, mask=False) for y in (100, 160, 220)]
    new = [line(y + 5, mask=False) for y in (100, 160, 220)]
    assert match_lines(old, new) == {b.uid: a.uid for a, b in zip(old, new, strict=True)}


def test_a_mask_alone_is_matched_to_a_baseline() -> None:
    old, new = line(100), LineLayout(None, line(100).mask)
    assert match_lines([old], [new]) == {new.uid: old.uid}


def test_only_the_larger_half_of_a_divided_line_takes_its_place() -> None:
    old, halves = line(100), [line(100, 100, 380), line(100, 400, 900)]
    assert match_lines([old], halves) == {halves[1].uid: old.uid}


def test_a_line_elsewhere_or_without_place_is_not_matched() -> None:
    assert match_lines([line(100)], [line(160), line(100, 1000, 1500), LineLayout(None)]) == {}
    assert match_lines([], [line(100)]) == {}


def test_upright_lines_are_matched() -> None:
    old = [LineLayout(((x, 100), (x, 900))) for x in (100, 160)]
    new = [LineLayout(((x + 4, 110), (x + 4, 880))) for x in (100, 160)]
    assert match_lines(old, new) == {b.uid: a.uid for a, b in zip(old, new, strict=True)}


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(8)), st.integers(-8, 8), st.integers(-20, 20))
def test_any_order_and_small_shift_is_matched(order: list[int], dy: int, dx: int) -> None:
    old = [line(100 + 60 * i) for i in range(8)]
    new = [line(100 + 60 * i + dy, 100 + dx, 900 + dx) for i in order]
    assert match_lines(old, new) == {
        fresh.uid: old[i].uid for i, fresh in zip(order, new, strict=True)
    }
