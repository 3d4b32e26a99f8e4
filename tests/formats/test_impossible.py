"""A region whose coordinates cannot be is read without an outline, and the reader says which."""

import pytest

from apps.formats.registry import codec, read_pages
from apps.layout.types import PageLayout, RegionLayout

_PAGE = '<PcGts><Page imageFilename="a.png" imageWidth="90" imageHeight="90">{}</Page></PcGts>'
_ALTO = (
    '<alto><Layout><Page WIDTH="90" HEIGHT="90"><PrintSpace>{}</PrintSpace></Page></Layout></alto>'
)
_HOCR = '<html><body><div class="ocr_page" title="bbox 0 0 90 90">{}</div></body></html>'
_TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><facsimile>'
    '<surface ulx="0" uly="0" lrx="90" lry="90">{}</surface></facsimile></TEI>'
)
_ABBYY = (
    '<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml">'
    '<page width="90" height="90">{}</page></document>'
)


def read(frame: str, *inside: str) -> PageLayout:
    [page] = read_pages(frame.format("".join(inside)).encode(), "page.xml")
    return page


@pytest.mark.parametrize(
    ("frame", "impossible"),
    [
        (_PAGE, '<TextRegion id="r1"><Coords points="5,5 5,5 5,5"/></TextRegion>'),
        (_PAGE, '<TextRegion id="r1"><Coords points="1e99,5 9,5 9,9"/></TextRegion>'),
        (_PAGE, '<TextRegion id="r1"><Coords><Point x="1" y="1"/></Coords></TextRegion>'),
        (_ALTO, '<TextBlock ID="r1" HPOS="nan" VPOS="1" WIDTH="2" HEIGHT="3"/>'),
        (_ALTO, '<TextBlock ID="r1" HPOS="1"/>'),
        (_ALTO, '<TextBlock ID="r1"><Shape><Polygon POINTS="1 2 1 2"/></Shape></TextBlock>'),
        (_HOCR, '<div class="ocr_carea" id="r1" title="bbox 50 5 10 5"></div>'),
        (_HOCR, '<div class="ocr_carea" id="r1" title="poly 5 5 5 5"></div>'),
        (_TEI, '<zone xml:id="r1" points="5,5 5,5"/>'),
        (_TEI, '<zone xml:id="r1" ulx="x" uly="1" lrx="9" lry="9"/>'),
    ],
)
def test_coordinates_that_cannot_be_are_told_with_the_id(frame: str, impossible: str) -> None:
    page = read(frame, impossible)
    assert [region.polygon for region in page.regions] == [None]
    [note] = page.notes
    assert note == "Regions without an outline, because their coordinates cannot be: r1."


def test_blocks_of_abbyy_are_told_by_their_place_in_the_file() -> None:
    page = read(_ABBYY, '<block blockType="Text" l="1" t="x" r="9" b="9"/>')
    assert [note.endswith(": block_1.") for note in page.notes] == [True]


@pytest.mark.parametrize(
    ("frame", "fine"),
    [
        (_PAGE, '<TextRegion id="r1"/>'),
        (_PAGE, '<TextRegion id="r1"><Coords points=""/></TextRegion>'),
        (_PAGE, '<TextRegion id="r1"><Coords points="1,1 9,1 9,9"/></TextRegion>'),
        (_ALTO, '<TextBlock ID="r1"/>'),
        (_ALTO, '<TextBlock ID="r1" HPOS="1" VPOS="1" WIDTH="2" HEIGHT="3"/>'),
        (_HOCR, '<div class="ocr_carea" id="r1"></div>'),
        (_TEI, '<zone xml:id="r1"/>'),
    ],
)
def test_what_gives_no_place_or_a_good_one_is_not_told(frame: str, fine: str) -> None:
    page = read(frame, fine)
    assert len(page.regions) == 1
    assert page.notes == ()


def test_of_many_only_the_first_are_named() -> None:
    regions = [f'<TextRegion id="r{i}"><Coords points="1,1"/></TextRegion>' for i in range(7)]
    [note] = read(_PAGE, *regions, '<TextRegion><Coords points="1,1"/></TextRegion>').notes
    assert note.endswith(": r0, r1, r2, r3, r4 and 3 more.")
    [note] = read(_PAGE, '<TextRegion><Coords points="1,1"/></TextRegion>').notes
    assert note.endswith(": one without an id.")


@pytest.mark.parametrize(
    "name", ["alto", "alto-4.4", "alto-2.1", "page", "page-2013", "hocr", "tei"]
)
def test_our_own_files_of_regions_without_a_place_are_not_told(name: str) -> None:
    page = PageLayout(90, 90, "a.png", regions=(RegionLayout(None, external_id="r1"),))
    written = codec(name).write(page)
    [again] = read_pages(written, "a.xml")
    assert again.notes == ()
