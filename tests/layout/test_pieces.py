"""A line cut in two and joined again says the same in the same place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.layout.geometry import bounding_box, polygon_area, polygon_problem, polyline_length
from apps.layout.glyphs import has_consistent_glyphs
from apps.layout.pieces import cut_line, join_lines
from apps.layout.types import Glyph, LineLayout, LineText


def box(left: int, right: int) -> tuple[tuple[int, int], ...]:
    return ((left, 60), (right, 60), (right, 110), (left, 110))


def line(text: str = "one two three", *, glyphs: bool = False) -> LineLayout:
    width = 1000 // len(text)
    boxes = tuple(Glyph(c, box(i * width, (i + 1) * width), 0.5) for i, c in enumerate(text))
    said = LineText(text, 0.8, boxes if glyphs else ())
    return LineLayout(((0, 100), (500, 104), (1000, 100)), box(0, 1000), external_id="x", text=said)


def test_the_first_piece_keeps_the_identity_and_each_gets_its_words() -> None:
    whole = line()
    first, second = cut_line(whole, (520, 104))
    assert (first.uid, first.external_id) == (whole.uid, "x")
    assert second.uid != whole.uid
    assert second.external_id is None
    assert [piece.text and piece.text.text for piece in (first, second)] == ["one two", "three"]
    assert first.baseline == ((0, 100), (500, 104), (520, 104))
    assert second.baseline == ((520, 104), (1000, 100))
    assert first.mask is not None
    assert bounding_box(first.mask)[2] in range(515, 526)


def test_with_glyphs_the_cut_goes_through_the_text_where_it_goes_through_the_image() -> None:
    first, second = cut_line(line(glyphs=True), (230, 100))
    assert [piece.text and piece.text.text for piece in (first, second)] == ["one", "two three"]
    assert all(piece.text and has_consistent_glyphs(piece.text) for piece in (first, second))


def test_a_line_with_only_a_mask_is_cut_along_its_middle() -> None:
    first, second = cut_line(LineLayout(None, box(0, 1000)), (400, 80))
    assert (first.baseline, second.baseline) == (None, None)
    assert first.mask is not None
    assert second.mask is not None
    assert bounding_box(first.mask) == (0, 60, 400, 110)
    assert bounding_box(second.mask) == (400, 60, 1000, 110)


@pytest.mark.parametrize("at", [(-50, 100), (0, 100), (1000, 100), (2000, 90)])
def test_a_cut_beside_the_line_is_refused(at: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="between the ends"):
        cut_line(line(), at)


def test_a_line_without_a_place_is_not_cut() -> None:
    with pytest.raises(ValueError, match="without baseline"):
        cut_line(LineLayout(None), (1, 1))


@settings(deadline=None)
@given(st.integers(10, 990), st.booleans())
def test_joining_the_pieces_gives_the_line_again(x: int, glyphs: bool) -> None:
    whole = line("aa bb", glyphs=glyphs)
    again = join_lines(cut_line(whole, (x, 100)))
    assert (again.uid, again.type) == (whole.uid, whole.type)
    assert again.baseline is not None
    assert whole.baseline is not None
    assert (again.baseline[0], again.baseline[-1]) == (whole.baseline[0], whole.baseline[-1])
    assert abs(polyline_length(again.baseline) - polyline_length(whole.baseline)) < 2
    assert again.mask is not None
    assert whole.mask is not None
    assert abs(polygon_area(again.mask) - polygon_area(whole.mask)) < 200
    assert polygon_problem(again.mask) is None
    assert again.text is not None
    assert again.text.text.replace(" ", "") == "aabb"
    assert has_consistent_glyphs(again.text) == glyphs
    assert again.text.confidence == pytest.approx(0.8)


def test_joining_bridges_gaps_and_follows_the_direction() -> None:
    left = LineLayout(((0, 100), (100, 100)), box(0, 100), text=LineText("a", 0.5))
    right = LineLayout(((200, 100), (300, 100)), box(200, 300), text=LineText("bbb", 0.9))
    joined = join_lines((right, left))
    assert joined.uid == left.uid
    assert joined.baseline == ((0, 100), (100, 100), (200, 100), (300, 100))
    assert joined.mask is not None
    assert bounding_box(joined.mask) == (0, 60, 300, 110)
    assert joined.text == LineText("a bbb", pytest.approx(0.8))
    assert join_lines((right, left), "horizontal-rl").uid == right.uid
    assert join_lines((left, right), separator="").text == LineText("abbb", pytest.approx(0.8))


def test_joining_lines_without_text_says_nothing() -> None:
    assert join_lines((LineLayout(((0, 0), (9, 0))), LineLayout(((20, 0), (29, 0))))).text is None


def test_an_unknown_confidence_makes_the_whole_unknown() -> None:
    lines = (
        LineLayout(((0, 0), (9, 0)), text=LineText("a", 0.5)),
        LineLayout(((20, 0), (29, 0)), text=LineText("b")),
    )
    assert join_lines(lines).text == LineText("a b")
