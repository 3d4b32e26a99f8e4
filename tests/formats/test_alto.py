"""ALTO of every version and notation is read whole, and what is written is ALTO 4.2."""

import re

import pytest

from apps.formats.alto import AltoCodec
from apps.formats.base import FormatError
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import alto_errors, comparable, sample

CODEC = AltoCodec()


def line_xml(attributes: str, inner: str = "") -> bytes:
    return (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>'
        '<Page ID="p" WIDTH="900" HEIGHT="900" PHYSICAL_IMG_NR="1"><PrintSpace><TextBlock ID="b">'
        f'<TextLine ID="l" {attributes}>{inner}<String CONTENT="x"/></TextLine>'
        "</TextBlock></PrintSpace></Page></Layout></alto>"
    ).encode()


def read_line(attributes: str, inner: str = "") -> LineLayout:
    return CODEC.read(line_xml(attributes, inner)).lines[0]


def test_words_hyphen_margins_and_units_of_version_2_are_read() -> None:
    page = CODEC.read(sample("alto-2-words.xml"))
    assert (page.width, page.height) == (1000, 2000)
    assert [line.text and line.text.text for line in page.lines] == ["17", "Der Wan-", "derer geht"]
    assert page.lines[1].text is not None
    assert page.lines[1].text.confidence == 0.6
    assert page.lines[1].baseline == ((100, 125), (600, 125))
    assert page.lines[2].mask == ((100, 150), (600, 150), (600, 180), (100, 180))
    assert [region.type for region in page.regions] == [None, None, "Illustration"]
    assert page.metadata["unit"] == "inch1200"
    assert page.metadata["software"] == "Reader 9.1"


def test_types_come_from_the_fitting_tag_and_the_others_are_kept() -> None:
    page = CODEC.read(sample("alto-4-tags.xml"))
    assert [region.type for region in page.regions] == ["MainZone", "margin"]
    assert [line.type for line in page.lines] == ["DefaultLine", None, None, None]
    assert page.lines[0].attributes == {
        "language": "fro",
        "tag.split": "train",
        "tag.NamedEntityTag": "Paris",
    }
    assert page.image_name == "folio 1r.png"
    assert page.type == "folio"
    assert page.metadata["model"] == "medieval.mlmodel"


def test_lines_of_the_dummy_block_have_no_region() -> None:
    page = CODEC.read(sample("alto-4-tags.xml"))
    assert [line.region_uid is None for line in page.lines] == [False, False, False, True]


def test_glyphs_are_read_with_the_spaces_between_words() -> None:
    text = CODEC.read(sample("alto-4-tags.xml")).lines[0].text
    assert text is not None
    assert "".join(glyph.char for glyph in text.glyphs) == text.text == "ab c"
    assert [glyph.confidence for glyph in text.glyphs] == [0.95, 0.85, None, 0.8]
    assert text.glyphs[2].polygon == ((180, 150), (200, 150), (200, 220), (180, 220))


def test_a_repeated_id_is_kept_once() -> None:
    names = [line.external_id for line in CODEC.read(sample("alto-4-tags.xml")).lines]
    assert names == ["line_1", "line_2", None, "line_3"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("10,20 30,40", ((10, 20), (30, 40))),
        ("10 20 30 40", ((10, 20), (30, 40))),
        ("10,20,30,40", ((10, 20), (30, 40))),
        ("10, 20, 30, 40", ((10, 20), (30, 40))),
        ("10.4,19.6 30.0,40.5", ((10, 20), (30, 40))),
        ("-10,20 30,-4", ((0, 20), (30, 0))),
        ("1e1,2e1 30,40", ((10, 20), (30, 40))),
        ("10 20 30 40 50", ((10, 20), (30, 40))),
        ("10,20", None),
        ("10,20 10,20", None),
        ("1e99,20 30,40", None),
        ("", None),
        ("none", None),
    ],
)
def test_every_notation_of_points(given: str, expected: object) -> None:
    assert read_line(f'BASELINE="{given}"').baseline == expected


def test_a_single_number_is_a_level_baseline() -> None:
    box = 'HPOS="10" VPOS="100" WIDTH="200" HEIGHT="30"'
    assert read_line(f'BASELINE="125.4" {box}').baseline == ((10, 125), (210, 125))
    assert read_line('BASELINE="125.4"').baseline is None


def test_the_box_becomes_the_mask_only_without_anything_better() -> None:
    box = 'HPOS="10" VPOS="100" WIDTH="200" HEIGHT="0"'
    assert read_line(box).mask == ((10, 100), (210, 100), (210, 101), (10, 101))
    assert read_line(f'{box} BASELINE="1 2 3 4"').mask is None
    shape = '<Shape><Polygon POINTS="0,0 9,0 9,9 0,0"/></Shape>'
    assert read_line(box, shape).mask == ((0, 0), (9, 0), (9, 9))
    assert read_line('HPOS="nan" VPOS="1" WIDTH="2" HEIGHT="3"').mask is None


def test_a_stated_order_of_lines_or_blocks_is_followed() -> None:
    blocks = "".join(
        f'<TextBlock ID="b{i}"><TextLine ID="l{i}"><String CONTENT="{i}"/></TextLine></TextBlock>'
        for i in range(3)
    )
    for refs in (["b2", "b0", "b1"], ["l2", "l0", "l1"]):
        order = "".join(f'<ElementRef ID="e{ref}" REF="{ref}"/>' for ref in refs)
        data = (
            f'<alto><ReadingOrder><OrderedGroup ID="o">{order}</OrderedGroup></ReadingOrder>'
            f'<Layout><Page ID="p"><PrintSpace>{blocks}</PrintSpace></Page></Layout></alto>'
        )
        page = CODEC.read(data.encode())
        assert [line.external_id for line in page.lines] == ["l2", "l0", "l1"]
        assert [region.external_id for region in page.regions] == ["b2", "b0", "b1"]


def test_blocks_that_name_their_successor_are_followed() -> None:
    data = (
        '<alto><Layout><Page ID="p"><PrintSpace>'
        '<TextBlock ID="second" IDNEXT="third"/><TextBlock ID="first" IDNEXT="second"/>'
        '<TextBlock ID="third"/></PrintSpace></Page></Layout></alto>'
    )
    names = [region.external_id for region in CODEC.read(data.encode()).regions]
    assert names == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"<alto", "not well-formed"),
        (b"", "not well-formed"),
        (b"<PcGts/>", "no ALTO file"),
        (b"<alto/>", "no page"),
        (b'<alto><Layout><Page ID="a"/><Page ID="b"/></Layout></alto>', "2 pages"),
    ],
)
def test_what_cannot_be_read_says_which_file_why_and_what_to_do(data: bytes, cause: str) -> None:
    with pytest.raises(FormatError, match=r"page 1\.xml") as caught:
        CODEC.read(data, filename="page 1.xml")
    assert cause in caught.value.cause
    assert caught.value.mend


@pytest.mark.parametrize("name", ["alto-2-words.xml", "alto-4-tags.xml"])
def test_reading_what_was_written_gives_the_same_page(name: str) -> None:
    once = CODEC.read(sample(name))
    written = CODEC.write(once)
    assert alto_errors(written) == ""
    assert comparable(CODEC.read(written)) == comparable(once)


def test_odd_pages_are_written_valid() -> None:
    region = RegionLayout(None, type='a "b" <c>', external_id="1 bad")
    lines = (
        LineLayout(None, external_id="same", region_uid=region.uid),
        LineLayout(((-5, 10), (40, 10)), external_id="same", region_uid=region.uid),
        LineLayout(None, text=LineText("  two  spaces "), region_uid="gone"),
        LineLayout(None, ((0, 0), (9, 0), (9, 9)), text=LineText("\x00ctrl", 0.123456)),
    )
    written = CODEC.write(PageLayout(0, 0, regions=(region,), lines=lines))
    assert alto_errors(written) == ""
    again = CODEC.read(written)
    assert again.regions[0].type == 'a "b" <c>'
    said = [line.text.text if line.text else None for line in again.lines]
    assert sorted(said, key=str) == ["  two  spaces ", None, None, "ctrl"]


def test_glyphs_of_several_code_points_are_written_one_by_one_and_come_back_as_one() -> None:
    glyphs = (
        Glyph("e\u0301", ((0, 0), (9, 0), (9, 9)), 0.5, (("e", 0.25), ("ee\u0301\u0302", 0.2))),
        Glyph("t", ((9, 0), (12, 0), (12, 9)), 0.75),
    )
    text = LineText("e\u0301t", 0.5, glyphs)
    written = CODEC.write(PageLayout(9, 9, lines=(LineLayout(((0, 9), (9, 9)), text=text),)))
    assert alto_errors(written) == ""
    assert written.count(b"<Glyph ") == 3
    assert CODEC.read(written).lines[0].text == text


def test_points_are_written_so_that_escriptorium_understands_them() -> None:
    page = PageLayout(99, 99, lines=(LineLayout(((0, 9), (50, 9))),))
    assert re.search(rb'BASELINE="0 9 50 9"', CODEC.write(page))
