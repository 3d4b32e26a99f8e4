"""TEI: zones and line beginnings that point to each other, markup, and files of other programs."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from apps.formats.base import FormatError
from apps.formats.registry import codec, detect, read_pages
from apps.layout.glyphs import join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import DATA, REAL, comparable

TRANSKRIBUS = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader/>
<facsimile xml:id="facs_1">
 <surface ulx="0" uly="0" lrx="800" lry="600"><graphic url="scans/f1.jpg" width="800px"/>
  <zone points="10,10 700,10 700,300" rendition="TextRegion" xml:id="r1">
   <zone points="20,20 600,20 600,60" rendition="Line" xml:id="l1"/>
   <zone ulx="20" uly="80" lrx="600" lry="120" rendition="Line" xml:id="l2"/>
  </zone>
 </surface>
</facsimile>
<text><body><pb facs="#facs_1" n="1"/><p facs="#r1">
 <lb facs="#l2" n="N001"/>The <hi rend="italic">second</hi>
     zone<note>not this</note>
 <lb facs="#l1" n="N002"/>comes first</p></body></text></TEI>"""


def test_a_file_of_transkribus_is_read_in_the_order_of_its_text() -> None:
    layout = detect(TRANSKRIBUS, "f1.xml").read(TRANSKRIBUS)
    assert (layout.width, layout.height, layout.image_name) == (800, 600, "f1.jpg")
    assert layout.regions[0].type is None
    first, second = layout.lines
    assert first.text == LineText("The <em>second</em> zone")
    assert first.mask == ((20, 80), (600, 80), (600, 120), (20, 120))
    assert second.text == LineText("comes first")
    assert {line.region_uid for line in layout.lines} == {layout.regions[0].uid}


def test_a_text_without_facsimile_has_lines_without_places() -> None:
    path = REAL / "format_samples/escriptorium_importer_exporter_tests"
    path /= "samples_tei_xml_export_full_part1.xml"
    if not path.exists():
        pytest.skip("The folder of real files is not here.")
    layout = detect(path.read_bytes(), path.name).read(path.read_bytes())
    assert len(layout.lines) == 5
    assert layout.lines[0].text == LineText("A simple test for eScriptorium")
    assert all(line.mask is None and line.baseline is None for line in layout.lines)


types = st.none() | st.text("ab :\u00e9\u0645", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("ab \u00e9\u0628&<>*", max_size=12).map(lambda text: text.strip()), max_size=4
    ),
    types,
    types,
)
def test_what_is_written_is_valid_and_read_again(
    said: list[str], kind: str | None, line_kind: str | None
) -> None:
    attributes = {"language": "fr", "tei.rend": "x"}
    region = RegionLayout(
        ((1, 1), (90, 1), (90, 90)), type=kind, external_id="r1", attributes=attributes
    )
    marked = [LineText("<em>a</em><strong>b</strong> <s>c <u>d</u></s>  e", 0.25)]
    lines = tuple(
        LineLayout(
            ((5, 10 * i), (80, 10 * i)),
            ((5, 10 * i), (80, 10 * i), (80, 10 * i + 5)),
            region_uid=region.uid,
            type=line_kind,
            external_id=f"l{i}",
            text=text,
            attributes=attributes,
        )
        for i, text in enumerate([*marked, *(LineText(text) if text else None for text in said)])
    )
    facts = {"source": "https://x.org/1", "model": "m.mlmodel", "software": "kraken 7"}
    page = PageLayout(100, 90, image_name="f 1.jpg", regions=(region,), lines=lines, metadata=facts)
    data = codec("tei").write(page)
    assert tei_errors(data) == ""
    again = detect(data, "f1.xml").read(data)
    assert (again.width, again.height, again.image_name) == (100, 90, "f 1.jpg")
    assert comparable(again) == comparable(page)


def tei_errors(data: bytes) -> str:
    """What the schema of TEI P5 has against a file; empty when it is valid."""
    grammar = schema()
    grammar.validate(etree.fromstring(data))
    return str(grammar.error_log)


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(DATA / "schemas" / "tei-all.rng"))


def test_words_have_zones_and_come_back() -> None:
    glyphs = (
        Glyph("One", ((1, 1), (20, 1), (20, 9)), 0.5),
        *join_glyphs([[Glyph("t", ((25, 1), (30, 1), (30, 9)), 1.0)]]),
    )
    spelt = join_glyphs([glyphs[:1], glyphs[1:]])
    line = LineLayout(((1, 9), (90, 9)), text=LineText("One t", 0.75, spelt))
    data = codec("tei").write(PageLayout(99, 99, lines=(line,)))
    assert tei_errors(data) == ""
    again = codec("tei").read(data).lines[0].text
    assert again is not None
    assert (again.text, again.confidence) == ("One t", 0.75)
    assert again.glyphs[0] == glyphs[0]
    assert [(glyph.char, glyph.confidence) for glyph in again.glyphs[1:]] == [(" ", None), ("t", 1)]


def test_columns_begin_where_text_stands_beside_the_text_before() -> None:
    boxes = [(0, 0, 90, 10), (0, 20, 40, 80), (50, 20, 90, 50), (50, 55, 90, 80), (0, 85, 90, 99)]
    regions = tuple(
        RegionLayout(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), external_id=f"r{i}")
        for i, (x0, y0, x1, y1) in enumerate(boxes)
    )
    lines = tuple(
        LineLayout(((1, 1), (9, 1)), region_uid=region.uid, text=LineText("a"))
        for region in regions
    )
    data = codec("tei").write(PageLayout(99, 99, regions=regions, lines=lines))
    assert tei_errors(data) == ""
    found = [
        (element.get("n"), element.get("facs")) for element in etree.fromstring(data).iter("{*}cb")
    ]
    assert found == [("1", "#r1"), ("2", "#r2")]


BOOK = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><facsimile>
<surface xml:id="p1" lrx="9" lry="9"><zone xml:id="p1_l1" type="line" points="1,1 5,1 5,5"/>
</surface>
<surface xml:id="p2"><graphic url="b.jpg" width="8px" height="7px"/>
 <zone xml:id="p2_l1" type="line" points="1,1 5,1 5,5"/></surface></facsimile>
<text><body><pb facs="#p1"/><p><lb facs="#p1_l1"/>one</p>
<pb facs="#p2"/><p><lb facs="#p2_l1"/>two <note>left out</note></p></body></text></TEI>"""


def test_each_surface_of_a_book_is_a_page() -> None:
    with pytest.raises(FormatError, match=r"book\.xml: it holds 2 pages"):
        detect(BOOK, "book.xml").read(BOOK, filename="book.xml")
    first, second = read_pages(BOOK, "book.xml")
    assert [said(page) for page in (first, second)] == [["one"], ["two"]]
    assert (second.width, second.height, second.image_name) == (8, 7, "b.jpg")
    assert first.lines[0].external_id == "l1"


def test_text_without_a_facsimile_is_parted_by_its_page_beginnings() -> None:
    data = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>
    <pb facs="img/a.jpg"/><lb/>one<lb/>two<pb facs="b.jpg"/><lb/>three
    <fw>running head</fw></p></body></text></TEI>"""
    pages = read_pages(data, "book.xml")
    assert [page.image_name for page in pages] == ["a.jpg", "b.jpg"]
    assert [said(page) for page in pages] == [["one", "two"], ["three"]]


def test_a_source_document_has_its_text_in_its_zones() -> None:
    data = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><sourceDoc><surface lrx="9" lry="9">
    <zone type="main" ulx="0" uly="0" lrx="9" lry="9"><line points="1,1 5,1 5,5">a <hi>b</hi></line>
    <line>c</line></zone></surface></sourceDoc></TEI>"""
    page = codec("tei").read(data)
    assert said(page) == ["a b", "c"]
    assert page.lines[0].mask == ((1, 1), (5, 1), (5, 5))
    assert page.lines[0].region_uid == page.regions[0].uid


def said(page: PageLayout) -> list[str]:
    return [line.text.text for line in page.lines if line.text]


def test_real_pages_are_written_valid() -> None:
    for name in ("print_fr_17c", "print_de_fraktur", "rtl_ar_hand", "format_samples"):
        for path in sorted((REAL / name).rglob("*.xml"))[:8]:
            try:
                pages = read_pages(path.read_bytes(), path.name)
            except FormatError:
                continue
            for page in pages:
                assert tei_errors(codec("tei").write(page)) == "", path
