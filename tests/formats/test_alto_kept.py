"""What ALTO says and a layout has no field for stays with its element and is written again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.formats.alto import ALTO_CODECS
from apps.layout.glyphs import join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import alto_errors, comparable, sample
from tests.formats.test_round_trip import confidences, polygons, shares, words

ALTO, NEWER, OLDER = ALTO_CODECS
EVERYTHING = "alto-4-everything.xml"
WORDS = st.lists(words, min_size=1, max_size=4)
KEYS = st.sampled_from(["custom", "page.production", "tag.note", "row", "alto.CS", "language"])
VALUES = st.text('ab é{}:;"<&\n', min_size=1, max_size=12).filter(lambda text: text.strip(" ;\n"))


@pytest.mark.parametrize("codec", [ALTO, NEWER], ids=lambda codec: str(codec.name))
def test_all_that_a_file_says_comes_back(codec: object) -> None:
    once = ALTO.read(sample(EVERYTHING))
    assert codec in ALTO_CODECS
    writer = NEWER if codec is NEWER else ALTO
    written = writer.write(once)
    assert alto_errors(written) == ""
    assert comparable(writer.read(written)) == comparable(once)


def test_the_older_version_keeps_all_but_shapes_and_characters() -> None:
    once = ALTO.read(sample(EVERYTHING))
    written = OLDER.write(once)
    assert alto_errors(written) == ""
    again = OLDER.read(written)
    assert [region.polygon for region in again.regions] == [r.polygon for r in once.regions]
    assert [region.attributes for region in again.regions] == [r.attributes for r in once.regions]
    assert [line.attributes for line in again.lines] == [line.attributes for line in once.lines]
    assert [line.text and line.text.text for line in again.lines] == [
        line.text and line.text.text for line in once.lines
    ]
    assert [line.text and line.text.confidence for line in again.lines] == [
        line.text and line.text.confidence for line in once.lines
    ]
    assert OLDER.write(again).count(b"<String") == written.count(b"<String")


def test_the_newer_version_has_places_for_direction_order_and_defaults() -> None:
    written = NEWER.write(ALTO.read(sample(EVERYTHING))).decode()
    for words_of_4_4 in (
        'BASEDIRECTION="ttb"',
        '<UnorderedGroup ID="ways">',
        'REF="w1"',
        'ROTATION="1.5"',
        'LANG="fr"',
        'OTHERLANGS="de la"',
        'IDNEXT="in2"',
        '<ComposedBlock ID="inner"',
    ):
        assert words_of_4_4 in written


@pytest.mark.parametrize(
    ("said", "others"),
    [
        (b">2013-04-23<", ["2020-13-45", "2020-02-30", "0000", "2020-01-01T25:00:00", "2020-01",
                           "2020-01-02T03:04:05+15:00", "2020Z", "in May", "20200101"]),
        (b">contentModification postOperation<", ["other thing", "other other"]),
        (b'"https://example.org/role/1"', ["http://[x", "%zz", "a%zz b", "25:00", "ftp://x:y",
                                           "//", "http://a:1/b?c#d", "urn:x:[", "é b", "#"]),
        (b'"urn:x"', ["http://[x", "%", "12:00", "http://h:port/", "a:b:c", "?#", "a/b:c", "##"]),
        (b'FONTCOLOR="00ff00"', ["FONTCOLOR='#00ff00'", "FONTCOLOR='0'"]),
        (b'OTHERLANGS="de la"', ["OTHERLANGS='de,la'", "OTHERLANGS=' de'", "OTHERLANGS='a-'"]),
        (b'PHYSICAL_IMG_NR="12"', ["PHYSICAL_IMG_NR='xii'", "PHYSICAL_IMG_NR='1e3'"]),
    ],
)  # fmt: skip
def test_values_that_a_schema_forbids_are_never_written(said: bytes, others: list[str]) -> None:
    whole = sample(EVERYTHING)
    assert said in whole
    for other in others:
        value = other if b"=" in said else said.decode()[0] + other + said.decode()[-1]
        page = ALTO.read(whole.replace(said, value.encode()))
        for codec in ALTO_CODECS:
            assert alto_errors(codec.write(page)) == "", other


def test_styles_that_came_later_are_left_to_the_versions_that_have_them() -> None:
    once = ALTO.read(sample(EVERYTHING))
    newer, older = (codec.write(once).decode() for codec in (NEWER, OLDER))
    for said in ('FONTSTYLE="bold strikethrough"', ' STYLE="smallcaps strikethrough"'):
        assert said in newer
        assert said not in older


def test_words_joined_without_space_doubled_hyphens_and_scripts_without_spaces() -> None:
    lines = ALTO.read(sample(EVERYTHING)).lines
    assert [line.text and line.text.text for line in lines] == ["Ælte, Wan-", "Disgra-", "仁義"]


def test_a_text_that_a_person_changed_loses_what_was_said_of_its_words_and_stays_valid() -> None:
    once = ALTO.read(sample(EVERYTHING))
    text = once.lines[0].text
    assert text is not None
    changed = replace(once.lines[0], text=replace(text, text="other words", glyphs=()))
    written = ALTO.write(replace(once, lines=(changed, *once.lines[1:])))
    assert alto_errors(written) == ""
    said = ALTO.read(written).lines[0].text
    assert said is not None
    assert said.text == "other words"


def test_a_changed_order_wins_over_the_order_that_the_file_stated() -> None:
    once = ALTO.read(sample(EVERYTHING))
    turned = replace(once, regions=once.regions[::-1], lines=once.lines[::-1])
    for codec in ALTO_CODECS:
        written = codec.write(turned)
        assert alto_errors(written) == ""
        again = codec.read(written)
        assert [r.external_id for r in again.regions] == [r.external_id for r in turned.regions]
        assert "ReadingOrder" not in "".join(again.metadata)


def test_lines_that_alternate_between_regions_keep_their_order() -> None:
    regions = (RegionLayout(None, external_id="a"), RegionLayout(None, external_id="b"))
    lines = tuple(
        LineLayout(((0, 9 * i), (50, 9 * i)), region_uid=regions[i % 2].uid, external_id=f"l{i}")
        for i in range(1, 6)
    )
    page = PageLayout(99, 99, regions=(regions[1], regions[0]), lines=lines)
    for codec in ALTO_CODECS:
        written = codec.write(page)
        assert alto_errors(written) == ""
        again = codec.read(written)
        assert [line.external_id for line in again.lines] == ["l1", "l2", "l3", "l4", "l5"]
        assert again.metadata == {}


def test_a_model_of_our_own_stands_beside_the_steps_of_the_file() -> None:
    once = ALTO.read(sample(EVERYTHING))
    ours = replace(
        once, metadata={**once.metadata, "model": "french.mlmodel", "software": "kraken"}
    )
    for codec in ALTO_CODECS:
        written = codec.write(ours)
        assert alto_errors(written) == ""
        again = codec.read(written)
        assert again.metadata["model"] == "french.mlmodel"
        assert again.metadata["software"] == "kraken"
        assert "FineReader" in again.metadata["alto.Processing"]


def test_facts_of_the_page_that_have_a_place_are_written_there() -> None:
    facts = {
        "QUALITY": "Damaged",
        "QUALITY_DETAIL": "ink",
        "POSITION": "Left",
        "ACCURACY": "98.38",
        "PC": "0.867",
        "PRINTED_IMG_NR": "xii",
    }
    page = PageLayout(9, 9, metadata={f"alto.{name}": value for name, value in facts.items()})
    bad = replace(page, metadata={"alto.QUALITY": "Not bad", "alto.PC": "12", "alto.POSITION": ""})
    for codec in ALTO_CODECS:
        written = codec.write(page).decode()
        assert alto_errors(written.encode()) == ""
        assert all(f'{name}="{value}"' in written for name, value in facts.items())
        assert alto_errors(codec.write(bad)) == ""
        again = codec.read(codec.write(bad)).metadata
        assert again == {"alto.QUALITY": "Not bad", "alto.PC": "12"}


def test_facts_of_the_page_come_back_without_a_place_of_their_own() -> None:
    page = PageLayout(
        9, 9, direction="vertical-rl", metadata={"comments": "a\nb; c", "page.custom": "x {y:1;}"}
    )
    for codec in ALTO_CODECS:
        written = codec.write(page)
        assert alto_errors(written) == ""
        assert comparable(codec.read(written)) == comparable(page)


@st.composite
def spoken(draw: st.DrawFn) -> LineText:
    """Words with places, or characters with places, or neither."""
    said = draw(WORDS)
    is_words = draw(st.booleans())
    others = st.lists(st.tuples(words, shares), max_size=2).map(tuple)
    made = []
    for word in said:
        parts = [word] if is_words else list(word)
        box = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 99))
        for_word = []
        for part in parts:
            x, y, size = draw(box)
            ring = ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
            ring = draw(polygons) if draw(st.booleans()) else ring
            for_word.append(Glyph(part, ring, draw(confidences), draw(others)))
        made.append(tuple(for_word))
    return LineText(" ".join(said), draw(confidences), join_glyphs(made))


@pytest.mark.parametrize("codec", [ALTO, NEWER], ids=lambda codec: str(codec.name))
@settings(max_examples=80, deadline=None)
@given(
    text=spoken(),
    line_facts=st.dictionaries(KEYS, VALUES, max_size=3),
    region_facts=st.dictionaries(KEYS, VALUES, max_size=3),
    text_facts=st.dictionaries(st.sampled_from(["page.x", "note"]), VALUES, max_size=2),
)
def test_any_words_and_any_facts_survive(
    codec: object,
    text: LineText,
    line_facts: dict[str, str],
    region_facts: dict[str, str],
    text_facts: dict[str, str],
) -> None:
    region = RegionLayout(((0, 0), (99, 0), (99, 99)), type="Main", attributes=region_facts)
    line = LineLayout(
        ((0, 9), (99, 9)),
        ((0, 0), (9, 0), (9, 9)),
        region_uid=region.uid,
        text=replace(text, attributes=text_facts),
        attributes=line_facts,
    )
    page = PageLayout(
        999, 999, regions=(region,), lines=(line,), metadata={"custom": "of the page"}
    )
    writer = NEWER if codec is NEWER else ALTO
    written = writer.write(page)
    assert alto_errors(written) == ""
    assert unspaced(comparable(writer.read(written))) == unspaced(comparable(page))


def unspaced(page: PageLayout) -> PageLayout:
    """The page with the boxes of its spaces: ALTO gives a space no other shape."""
    line = page.lines[0]
    assert line.text is not None
    glyphs = tuple(replace(g, polygon=()) if g.char == " " else g for g in line.text.glyphs)
    return replace(page, lines=(replace(line, text=replace(line.text, glyphs=glyphs)),))
