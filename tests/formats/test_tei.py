"""TEI: zones and line beginnings that point to each other, markup, and files of other programs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.formats.base import FormatError
from apps.formats.registry import codec, detect
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import REAL

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


@settings(max_examples=60)
@given(
    st.lists(st.text("ab \u00e9\u0628&<>*", max_size=12).map(lambda text: text.strip()), max_size=4)
)
def test_what_is_written_is_read_again(said: list[str]) -> None:
    region = RegionLayout(((1, 1), (90, 1), (90, 90)), type="MainZone", external_id="r1")
    marked = [LineText("<em>a</em><strong>b</strong> <s>c <u>d</u></s>  e")]
    lines = tuple(
        LineLayout(
            ((5, 10 * i), (80, 10 * i)),
            ((5, 10 * i), (80, 10 * i), (80, 10 * i + 5)),
            region_uid=region.uid,
            type="HeadingLine",
            external_id=f"l{i}",
            text=text,
        )
        for i, text in enumerate([*marked, *(LineText(text) if text else None for text in said)])
    )
    page = PageLayout(100, 90, image_name="f1.jpg", regions=(region,), lines=lines)
    data = codec("tei").write(page)
    again = detect(data, "f1.xml").read(data)
    assert (again.width, again.height, again.image_name) == (100, 90, "f1.jpg")
    assert [(r.polygon, r.type) for r in again.regions] == [(region.polygon, "MainZone")]
    assert [(n.baseline, n.mask, n.type, n.text) for n in again.lines] == [
        (n.baseline, n.mask, n.type, n.text) for n in lines
    ]


def test_a_book_is_refused_with_words() -> None:
    data = b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><facsimile><surface/><surface/></facsimile></TEI>'
    with pytest.raises(FormatError, match=r"book\.xml: it holds 2 pages"):
        detect(data, "book.xml").read(data, filename="book.xml")
