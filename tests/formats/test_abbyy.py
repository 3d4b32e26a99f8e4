"""The XML of FineReader is read whole: blocks, tables, lines, characters and their doubts."""

import pytest

from apps.formats.base import FormatError
from apps.formats.registry import codec, detect, read_pages
from apps.layout.types import Glyph, PageLayout
from tests.formats.support import alto_errors

_URI = "http://www.abbyy.com/FineReader_xml/FineReader{}.xml"
_SCHEMAS = ("6-schema-v1", "8-schema-v2", "10-schema-v1")


def char(said: str, left: int, more: str = "", variants: str = "") -> str:
    return (
        f'<charParams l="{left}" t="10" r="{left + 9}" b="30" {more}>{variants}{said}</charParams>'
    )


WORDS = (
    char("I", 10, 'charConfidence="90" wordStart="true"')
    + char("n", 20, 'charConfidence="60" suspicious="true"')
    + char(" ", 30, 'charConfidence="255"')
    + char("m", 40, 'charConfidence="30"', (
        '<charRecVariants><charRecVariant charConfidence="30">m</charRecVariant>'
        '<charRecVariant charConfidence="22">rn</charRecVariant>'
        '<charRecVariant charConfidence="-1">nn</charRecVariant></charRecVariants>'
    ))
    + char("¬", 50, 'charConfidence="-1"')
)  # fmt: skip


def page(blocks: str) -> str:
    return f'<page width="400" height="300" resolution="300" originalCoords="1">{blocks}</page>'


def document(pages: str, schema: str = "10-schema-v1") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><document xmlns="{_URI.format(schema)}"'
        f' version="1.0" producer="FineReader 8.0" mainLanguage="German">{pages}</document>'
    ).encode()


def text_block(line: str, formatting: str = 'lang="German" ff="Times" fs="10." bold="true"') -> str:
    return (
        '<block blockType="Text" l="5" t="5" r="200" b="60"><region>'
        '<rect l="5" t="5" r="200" b="40"/><rect l="5" t="40" r="100" b="60"/></region>'
        '<text><par align="Justified" lineSpacing="1150">'
        f'<line baseline="28" l="10" t="10" r="190" b="32"><formatting {formatting}>{line}'
        "</formatting></line></par></text></block>"
    )


@pytest.mark.parametrize("schema", _SCHEMAS)
def test_characters_have_places_confidences_and_other_readings(schema: str) -> None:
    layout = read_one(document(page(text_block(WORDS)), schema))
    assert (layout.width, layout.height) == (400, 300)
    assert layout.metadata["software"] == "FineReader 8.0"
    (line,) = layout.lines
    assert line.text is not None
    assert line.text.text == "In m¬"
    assert line.text.confidence == 0.6
    assert [glyph.confidence for glyph in line.text.glyphs] == [0.9, 0.6, None, 0.3, None]
    assert line.text.glyphs[3] == Glyph(
        "m", ((40, 10), (49, 10), (49, 30), (40, 30)), 0.3, (("rn", 0.22), ("nn", 0.0))
    )
    assert line.baseline == ((10, 28), (190, 28))
    assert line.mask == ((10, 10), (190, 10), (190, 32), (10, 32))
    assert line.attributes["language"] == "German"
    assert line.attributes["abbyy.par.align"] == "Justified"
    assert '"bold":"true"' in line.text.attributes["abbyy.formatting"]


def test_bands_make_the_outline_of_a_block() -> None:
    layout = read_one(document(page(text_block(WORDS))))
    assert layout.regions[0].polygon == (
        (200, 5), (200, 40), (100, 40), (100, 60), (5, 60), (5, 40), (5, 5),
    )  # fmt: skip


def test_cells_of_tables_keep_row_column_and_table() -> None:
    def cell(said: str, left: int, spans: str = "") -> str:
        line = f'<line baseline="28" l="{left}" t="10" r="{left + 50}" b="32">'
        text = f"<text><par>{line}<formatting>{said}</formatting></line></par></text>"
        return f"<cell {spans}>{text}</cell>"

    wide = cell("a", 10, 'colSpan="2"')
    rows = f"<row>{wide}{cell('b', 200)}</row><row>{cell('c', 10)}</row>"
    layout = read_one(
        document(page(f'<block blockType="Table" l="5" t="5" r="300" b="60">{rows}</block>'))
    )
    table, *cells = layout.regions
    assert table.type == "TableRegion"
    places = [
        (c.attributes["row"], c.attributes["col"], c.attributes.get("colSpan")) for c in cells
    ]
    assert places == [("0", "0", "2"), ("0", "2", None), ("1", "0", None)]
    assert {c.attributes["parent"] for c in cells} == {table.external_id}
    assert [line.region_uid for line in layout.lines] == [c.uid for c in cells]
    assert cells[1].polygon == ((200, 10), (250, 10), (250, 32), (200, 32))


def test_pictures_separators_and_turned_text_are_told_apart() -> None:
    blocks = "".join(
        f'<block blockType="{kind}" l="1" t="1" r="9" b="9"/>'
        for kind in ("Picture", "Separator", "Barcode")
    )
    turned = text_block("x").replace("<text>", '<text orientation="RotatedClockwise">')
    layout = read_one(document(page(blocks + turned)))
    types = [region.type for region in layout.regions]
    assert types == ["ImageRegion", "SeparatorRegion", "GraphicRegion", None]
    assert layout.lines[0].attributes["orientation"] == "-90"
    assert layout.lines[0].baseline is None


def test_lines_from_the_right_have_their_baseline_in_reading_direction() -> None:
    layout = read_one(document(page(text_block("שלום", 'lang="Hebrew"'))))
    assert layout.lines[0].baseline == ((190, 28), (10, 28))


def test_every_page_of_a_file_is_read() -> None:
    data = document(page(text_block("one")) + page("") + page(text_block("two")))
    pages = read_pages(data, "book.xml")
    said = [[line.text.text for line in one.lines if line.text] for one in pages]
    assert said == [["one"], [], ["two"]]


def test_what_was_read_can_be_written_as_alto_and_read_again() -> None:
    layout = read_one(document(page(text_block(WORDS))))
    written = codec("alto").write(layout)
    assert alto_errors(written) == ""
    again = codec("alto").read(written)
    assert again.lines[0].text == layout.lines[0].text
    assert again.lines[0].attributes == layout.lines[0].attributes


@pytest.mark.parametrize("data", [document(""), b"<document/>"])
def test_files_without_pages_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"book\.xml"):
        read_pages(data, "book.xml")


def read_one(data: bytes) -> PageLayout:
    assert detect(data).name == "abbyy"
    (layout,) = read_pages(data)
    return layout
