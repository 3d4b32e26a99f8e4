"""Texts that a person corrects keep the places of their characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.layout.glyphs import edited_glyphs
from apps.layout.types import Glyph, Polygon


def box(left: int, right: int) -> Polygon:
    return ((left, 0), (right, 0), (right, 20), (left, 20))


def glyphs(text: str) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(char, box(i * 10, i * 10 + 10), 0.5, (("x", 0.2),)) for i, char in enumerate(text)
    )


def spelled(found: tuple[Glyph, ...]) -> str:
    return "".join(glyph.char for glyph in found)


def test_what_stays_keeps_all_and_what_is_typed_is_not_doubted() -> None:
    before = glyphs("arms and the nan")
    after = edited_glyphs(before, "Arms and the man")
    assert spelled(after) == "Arms and the man"
    assert after[1:13] == before[1:13]
    assert (after[0].polygon, after[0].confidence, after[0].alternatives) == (box(0, 10), None, ())
    assert (after[13].char, after[13].polygon) == ("m", box(130, 140))


def test_one_character_in_the_place_of_two_lies_over_both() -> None:
    after = edited_glyphs(glyphs("turned"), "tumed")
    assert spelled(after) == "tumed"
    assert after[2].polygon == box(20, 40)


def test_what_is_put_in_lies_between_its_neighbours() -> None:
    after = edited_glyphs(glyphs("onetwo"), "one two")
    assert after[3].char == " "
    assert {x for x, _ in after[3].polygon} <= {29, 30, 31}
    assert edited_glyphs(glyphs("abc"), "xabc")[0].polygon == box(0, 10)
    assert edited_glyphs(glyphs("abc"), "abcd")[3].polygon == box(20, 30)
    assert spelled(edited_glyphs(glyphs("abcd"), "abd")) == "abd"


@pytest.mark.parametrize("after", ["", "quite different", "a"])
def test_another_text_knows_no_places(after: str) -> None:
    assert edited_glyphs(glyphs("abcdefgh"), after) == ()


def test_glyphs_of_several_characters_are_kept_whole() -> None:
    before = (Glyph("e\u0301", box(0, 10)), *glyphs("tat"))
    assert edited_glyphs(before, "e\u0301tats")[0].char == "e\u0301"
    assert spelled(edited_glyphs(before, "etat")) == "etat"


@given(st.text(alphabet="abc ", max_size=12), st.text(alphabet="abc ", max_size=12))
def test_glyphs_spell_the_text_or_say_nothing(before: str, after: str) -> None:
    found = edited_glyphs(glyphs(before), after)
    assert not found or spelled(found) == after
