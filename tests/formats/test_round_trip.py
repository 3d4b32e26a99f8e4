"""Any page at all survives writing and reading, in both XML formats."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.formats.registry import codec
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import alto_errors, comparable, page_errors

coordinate = st.integers(0, 3000)
point = st.tuples(coordinate, coordinate)
baselines = st.lists(point, min_size=2, max_size=6, unique=True).map(tuple)
polygons = st.lists(point, min_size=3, max_size=8, unique=True).map(tuple)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
confidences = st.none() | shares
# Text as people type it: no control characters, and not only blanks.
words = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=8,
)
types = st.none() | st.text("abcXYZ :;{}#é文", min_size=1, max_size=9).map(str.strip).filter(bool)
names = st.none() | st.from_regex(r"[a-z]\w{0,6}", fullmatch=True)


@st.composite
def texts(draw: st.DrawFn) -> LineText:
    text = " ".join(draw(st.lists(words, min_size=1, max_size=4)))
    return LineText(text, draw(confidences))


@st.composite
def layouts(draw: st.DrawFn) -> PageLayout:
    regions = tuple(
        RegionLayout(draw(st.none() | polygons), type=draw(types), external_id=None)
        for _ in range(draw(st.integers(0, 3)))
    )
    owners = [region.uid for region in regions]
    lines = []
    for owner in (*owners, None):
        for _ in range(draw(st.integers(0, 2))):
            line = LineLayout(
                draw(st.none() | baselines),
                draw(st.none() | polygons),
                region_uid=owner,
                type=draw(types),
                text=draw(st.none() | texts()),
            )
            lines.append(line)
    return PageLayout(draw(coordinate), draw(coordinate), "a.png", regions, tuple(lines))


THIN = LineLayout(None, ((0, 0), (0, 1), (0, 2)), text=LineText("0"))
"""A line without a width, whose only word must not become a character with a place."""


@pytest.mark.parametrize("name", ["alto", "alto-4.4"])
@settings(max_examples=60, deadline=None)
@given(layout=layouts())
@example(layout=PageLayout(0, 0, "a.png", (), (THIN,)))
def test_alto(name: str, layout: PageLayout) -> None:
    alto = codec(name)
    written = alto.write(layout)
    assert alto_errors(written) == ""
    assert comparable(alto.read(written)) == comparable(layout)


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_page(layout: PageLayout) -> None:
    page = codec("page")
    written = page.write(layout)
    assert page_errors(written) == ""
    assert comparable(page.read(written)) == comparable(layout)


@settings(max_examples=40, deadline=None)
@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_glyphs_spell_the_text_in_both_formats(said: list[str], data: st.DataObject) -> None:
    text = " ".join(said)
    others = st.lists(st.tuples(words, shares), max_size=2)
    glyphs = tuple(
        Glyph(c, data.draw(polygons), data.draw(confidences), tuple(data.draw(others)))
        for c in text
    )
    line = LineLayout(((0, 9), (99, 9)), text=LineText(text, 0.5, glyphs))
    for name, errors in (("alto", alto_errors), ("page", page_errors)):
        written = codec(name).write(PageLayout(99, 99, lines=(line,)))
        assert errors(written) == ""
        again = codec(name).read(written).lines[0].text
        assert again is not None
        assert again.text == text
        assert "".join(glyph.char for glyph in again.glyphs) == text
        kept = [g for g in again.glyphs if g.char != " "]
        assert kept == [g for g in glyphs if g.char != " "]
