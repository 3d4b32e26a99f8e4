"""PAGE of 2010 to 2019 is read whole, and what is written is PAGE 2019-07-15."""

import pytest
from lxml import etree

from apps.formats.base import FormatError
from apps.formats.page import PageCodec
from apps.formats.page_custom import format_group, parse_custom, value_of
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import comparable, page_errors, sample

CODEC = PageCodec()
PAGE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"


def page_xml(inner: str) -> bytes:
    return (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageFilename="a.png" imageWidth="900" imageHeight="900">{inner}</Page></PcGts>'
    ).encode()


def test_transkribus_groups_are_parsed_one_by_one() -> None:
    page = CODEC.read(sample("page-2013-transkribus.xml"))
    region = page.regions[1]
    assert region.type == "Machine printed"
    assert region.attributes == {"language": "hbo", "custom": "split {type: train;}"}
    assert region.polygon == ((0, 10), (991, 10), (991, 900), (0, 900))


def test_regions_stand_in_the_stated_order_and_lines_by_their_index() -> None:
    page = CODEC.read(sample("page-2013-transkribus.xml"))
    assert [region.external_id for region in page.regions] == ["r3", "r1", "t1", "c1", "r2"]
    assert [line.external_id for line in page.lines] == ["l1", "l2", "l3"]
    assert page.lines[1].type == "heading"


def test_the_text_of_the_lowest_index_wins_over_words() -> None:
    page = CODEC.read(sample("page-2013-transkribus.xml"))
    text = page.lines[1].text
    assert text is not None
    assert (text.text, text.confidence) == ("right text", 0.75)
    assert "second reading" in text.attributes["page.TextEquiv"]


def test_words_speak_where_the_line_says_nothing() -> None:
    text = CODEC.read(sample("page-2013-transkribus.xml")).lines[0].text
    assert text is not None
    assert (text.text, text.confidence) == ("ab c", 0.7)
    assert [glyph.char for glyph in text.glyphs] == ["a", "b", " ", "c"]


def test_glyphs_that_spell_something_else_are_left_out() -> None:
    line = (
        '<TextRegion id="r"><Coords points="0,0 9,0 9,9"/><TextLine id="l">'
        '<Coords points="0,0 9,0 9,9"/><Word id="w"><Coords points="0,0 9,0 9,9"/>'
        '<Glyph id="g"><Coords points="0,0 9,0 9,9"/><TextEquiv><Unicode>x</Unicode></TextEquiv>'
        "</Glyph></Word><TextEquiv><Unicode>two\n  lines</Unicode>"
        "</TextEquiv></TextLine></TextRegion>"
    )
    assert CODEC.read(page_xml(line)).lines[0].text == LineText("two lines")


def test_tables_pictures_and_text_without_lines_are_regions() -> None:
    page = CODEC.read(sample("page-2013-transkribus.xml"))
    found = {region.external_id: region for region in page.regions}
    assert found["c1"].type == "TableCell"
    assert found["c1"].attributes == {"parent": "t1", "row": "0", "col": "1", "rowSpan": "2"}
    assert found["r2"].type == "stamp"
    assert found["r2"].attributes == {"element": "GraphicRegion"}
    assert found["r3"].attributes == {"text": "12"}


def test_points_as_elements_and_nested_regions_of_2010() -> None:
    page = CODEC.read(sample("page-2010.xml"))
    assert page.external_id == "doc_1"
    assert [region.type for region in page.regions] == [None, "marginalia", "ImageRegion"]
    assert page.regions[1].attributes == {"parent": "outer"}
    assert page.lines[0].text == LineText("plain")
    assert page.lines[0].region_uid == page.regions[1].uid


def test_reading_direction_of_the_page() -> None:
    for attributes, expected in (
        ('readingDirection="right-to-left"', "horizontal-rl"),
        ('readingDirection="top-to-bottom"', "vertical-rl"),
        ('readingDirection="top-to-bottom" textLineOrder="left-to-right"', "vertical-lr"),
        ('readingDirection="bottom-to-top"', None),
    ):
        data = page_xml("").replace(b"<Page ", f"<Page {attributes} ".encode())
        assert CODEC.read(data).direction == expected


def test_regions_without_mention_follow_in_the_order_of_the_file() -> None:
    regions = "".join(f'<TextRegion id="r{i}"/>' for i in range(4))
    order = (
        '<ReadingOrder><UnorderedGroup id="g"><RegionRef regionRef="r2"/>'
        '<RegionRef regionRef="gone"/></UnorderedGroup></ReadingOrder>'
    )
    page = CODEC.read(page_xml(order + regions))
    assert [region.external_id for region in page.regions] == ["r2", "r0", "r1", "r3"]


@pytest.mark.parametrize(
    ("custom", "expected"),
    [
        ("structure {type:A;}", "A"),
        ("readingOrder {index:0;} structure {type: A b ;} language {type: deu;}", "A b"),
        (r"structure {type:Machine\u0020printed;}", "Machine printed"),
        ("structure {id:x; type:Zone:left;}", "Zone:left"),
        ("structure {type:;}", None),
        (r"structure {type:\ud83d\ude00 \ud800;}", "😀 \ufffd"),
        ("structure", None),
        ("", None),
    ],
)
def test_the_type_in_custom(custom: str, expected: str | None) -> None:
    assert value_of(parse_custom(custom), "structure", "type") == expected


@pytest.mark.parametrize("value", ["plain", "a b", "Zone:left", "a;b", "{x}", "\\u0020", "日本"])
def test_a_written_group_says_the_same(value: str) -> None:
    group = format_group("structure", type=value)
    assert value_of(parse_custom(group), "structure", "type") == value


@pytest.mark.parametrize("name", ["page-2010.xml", "page-2013-transkribus.xml"])
def test_reading_what_was_written_gives_the_same_page(name: str) -> None:
    once = CODEC.read(sample(name))
    written = CODEC.write(once)
    assert page_errors(written) == ""
    assert comparable(CODEC.read(written)) == comparable(once)


def test_odd_pages_are_written_valid_and_made_up_outlines_stay_out() -> None:
    first = RegionLayout(None, type="MainZone", external_id="a", attributes={"parent": "b"})
    second = RegionLayout(None, type="TableRegion", external_id="b", attributes={"parent": "a"})
    lines = (
        LineLayout(None, external_id="a", region_uid=first.uid),
        LineLayout(((-5, 10), (40, 10)), external_id="1", region_uid=second.uid),
        LineLayout(((5, 50), (40, 60)), region_uid="gone", text=LineText("\x01alone")),
    )
    written = CODEC.write(PageLayout(0, 0, regions=(first, second), lines=lines))
    assert page_errors(written) == ""
    again = CODEC.read(written)
    assert [region.polygon for region in again.regions] == [None, None]
    assert [line.mask for line in again.lines] == [None, None, None]
    assert again.lines[2].text == LineText("alone")
    assert again.lines[2].region_uid is None


def test_words_carry_their_text_and_every_id_is_used_once() -> None:
    square = ((0, 0), (9, 0), (9, 9))
    glyphs = tuple(Glyph(char, square, 0.5) for char in "a b")
    line = LineLayout(((0, 9), (9, 9)), square, text=LineText("a b", 0.5, glyphs))
    other = LineLayout(((0, 9), (9, 9)), square, text=LineText("a b", 0.5, glyphs))
    written = CODEC.write(PageLayout(9, 9, lines=(line, other)))
    assert page_errors(written) == ""
    root = etree.fromstring(written)
    words = root.findall(f".//{PAGE}Word")
    assert [word.findtext(f"{PAGE}TextEquiv/{PAGE}Unicode") for word in words] == ["a", "b"] * 2
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))


def test_what_made_the_page_is_written_and_read_again() -> None:
    metadata = {"software": "kraken 7.1.1", "model": "m.mlmodel", "source": "https://example.org"}
    again = CODEC.read(CODEC.write(PageLayout(9, 9, metadata=metadata)))
    assert metadata.items() <= again.metadata.items()


@pytest.mark.parametrize(
    ("data", "cause"), [(b"<alto/>", "no PAGE file"), (b"<PcGts/>", "no page")]
)
def test_what_cannot_be_read_says_so(data: bytes, cause: str) -> None:
    with pytest.raises(FormatError) as caught:
        CODEC.read(data, filename="x.xml")
    assert cause in str(caught.value)


def test_absurd_indices_are_ignored() -> None:
    region = '<TextRegion id="r{0}" custom="readingOrder {{index:{1};}}"/>'
    page = CODEC.read(page_xml(region.format(0, "9" * 6000) + region.format(1, "٣")))
    assert [region.external_id for region in page.regions] == ["r0", "r1"]
