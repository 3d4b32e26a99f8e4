"""A page turned, scaled or cropped takes its regions, lines and glyphs with it."""

from hypothesis import given
from hypothesis import strategies as st

from apps.layout.transform import crop, rotate90, scale
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout

SQUARE = ((10, 20), (30, 20), (30, 40), (10, 40))
LINE = LineLayout(((10, 38), (30, 38)), SQUARE, text=LineText("a", 0.5, (Glyph("a", SQUARE, 0.5),)))
PAGE = PageLayout(100, 200, regions=(RegionLayout(SQUARE),), lines=(LINE,))
point = st.tuples(st.integers(0, 100), st.integers(0, 200))
rings = st.lists(point, min_size=3, max_size=6).map(tuple)


def test_a_quarter_turn_clockwise_moves_the_top_left_to_the_top_right() -> None:
    turned = rotate90(PageLayout(100, 200, lines=(LineLayout(((0, 0), (100, 0))),)), 1)
    assert (turned.width, turned.height) == (200, 100)
    assert turned.lines[0].baseline == ((200, 0), (200, 100))


@given(rings, rings, st.integers(-8, 8))
def test_four_quarter_turns_are_none(mask: tuple, ring: tuple, turns: int) -> None:
    page = PageLayout(
        100, 200, regions=(RegionLayout(ring),), lines=(LineLayout(mask, ring), LineLayout(None))
    )
    assert rotate90(rotate90(page, turns), 4 - turns) == page
    assert rotate90(page, 4) == page


def test_glyphs_turn_with_their_page() -> None:
    text = rotate90(PAGE, 2).lines[0].text
    assert text is not None
    assert text.glyphs[0].polygon == ((90, 180), (70, 180), (70, 160), (90, 160))


def test_scaling_fits_the_image_and_unknown_sizes_stay() -> None:
    assert scale(PAGE, 200, 400).lines[0].baseline == ((20, 76), (60, 76))
    unknown = PageLayout(0, 0, lines=(LINE,))
    assert scale(unknown, 200, 400) == PageLayout(200, 400, lines=(LINE,))


def test_cropping_cuts_what_crosses_the_edge_and_drops_what_lies_outside() -> None:
    away = LineLayout(((80, 190), (90, 190)))
    region = PAGE.regions[0]
    line = LineLayout(LINE.baseline, LINE.mask, region_uid=region.uid, text=LINE.text)
    cropped = crop(PageLayout(100, 200, regions=(region,), lines=(line, away)), (20, 10, 60, 60))
    assert (cropped.width, cropped.height) == (40, 50)
    assert [line.baseline for line in cropped.lines] == [((0, 28), (10, 28))]
    assert cropped.lines[0].region_uid == region.uid
    assert cropped.lines[0].text == LineText("a", 0.5)
    assert sorted(cropped.regions[0].polygon or ()) == [(0, 10), (0, 30), (10, 10), (10, 30)]


def test_a_line_of_a_region_outside_loses_the_region_and_not_itself() -> None:
    region = RegionLayout(((80, 80), (90, 80), (90, 90)))
    page = PageLayout(
        100, 200, regions=(region,), lines=(LineLayout(LINE.baseline, region_uid=region.uid),)
    )
    cropped = crop(page, (0, 0, 50, 50))
    assert cropped.regions == ()
    assert cropped.lines[0].region_uid is None
