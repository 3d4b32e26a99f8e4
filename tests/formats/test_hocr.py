"""hOCR: what Tesseract and others write is read, and what is written is read again."""

import pytest
from hypothesis import given, settings

from apps.formats.base import FormatError
from apps.formats.registry import codec, detect, read_pages
from apps.layout.types import (
    Glyph,
    LineLayout,
    LineText,
    PageLayout,
    Polyline,
    RegionLayout,
    TextDirection,
)
from tests.formats.support import comparable
from tests.formats.test_round_trip import layouts

TESSERACT = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title></title>
<meta name='ocr-system' content='tesseract 5.3' /></head><body>
<div class='ocr_page' id='page_1'
  title='image "C:\\scans\\f 1; a.png"; bbox 0 0 800 600; ppageno 0'>
 <div class='ocr_carea' id='block_1_1' title="bbox 50 40 700 200">
  <p class='ocr_par' id='par_1_1' lang='lat' title="bbox 50 40 700 200">
   <span class='ocr_line' id='line_1_1' title="bbox 50 40 700 90; baseline 0.01 -10; x_size 40">
    <span class='ocrx_word' id='word_1_1' title='bbox 50 40 200 90; x_wconf 90'>Arma</span>
    <span class='ocrx_word' title='bbox 220 40 400 90; x_wconf 70'><strong>&amp;</strong>
    </span>
   </span>
   <span class='ocr_header' id='line_1_2' title="bbox 50 120 600 160"></span>
  </p>
 </div>
 <div class='ocr_photo' id='block_1_2' title="bbox 10 300 700 500"></div>
</div></body></html>"""


def test_a_file_of_tesseract_is_read() -> None:
    layout = detect(TESSERACT, "f1.hocr").read(TESSERACT, filename="f1.hocr")
    assert (layout.width, layout.height, layout.image_name) == (800, 600, "f 1; a.png")
    assert [region.type for region in layout.regions] == [None, "GraphicZone"]
    first, second = layout.lines
    assert first.baseline == ((50, 80), (700, 86))
    assert first.mask == ((50, 40), (700, 40), (700, 90), (50, 90))
    assert first.region_uid == layout.regions[0].uid
    assert first.text is not None
    assert (first.text.text, first.text.confidence) == ("Arma &", 0.8)
    assert (second.text, second.baseline, second.type) == (None, None, "HeadingLine")


@pytest.mark.parametrize("is_rtl", [False, True])
def test_what_is_written_is_read_again(is_rtl: bool) -> None:
    baseline = ((60, 110), (590, 130))
    glyphs = tuple(
        Glyph(char, ((60 + 20 * i, 70), (75 + 20 * i, 70), (75 + 20 * i, 115)), 0.5)
        for i, char in enumerate("ab c")
    )
    region = RegionLayout(((40, 40), (700, 40), (700, 300)), external_id="r1")
    line = LineLayout(
        baseline[::-1] if is_rtl else baseline,
        ((50, 60), (600, 60), (600, 140)),
        region_uid=region.uid,
        external_id="l1",
        text=LineText("ab c", 0.5, glyphs),
    )
    bare = LineLayout(((60, 400), (500, 400)), text=LineText('<em>x</em> < "y" & z'))
    page = PageLayout(800, 600, image_name="f1.jpg", regions=(region,), lines=(line, bare))
    data = codec("hocr").write(page)
    again = detect(data, "f1.hocr").read(data)
    assert (again.width, again.height, again.image_name) == (800, 600, "f1.jpg")
    assert again.regions[0].polygon == region.polygon
    read, plain = again.lines
    assert (read.mask, read.external_id) == (line.mask, "l1")
    assert read.text is not None
    assert (read.text.text, read.text.confidence) == ("ab c", 0.5)
    assert read.baseline is not None
    ends = (read.baseline[0], read.baseline[-1])
    assert (ends[0][0] > ends[1][0]) is is_rtl
    assert min(y for _, y in ends) == pytest.approx(110, abs=2)
    assert plain.text is not None
    assert plain.text.text == '<em>x</em> < "y" & z'
    assert read.baseline == line.baseline
    assert read.text.glyphs[0] == glyphs[0]
    assert "".join(glyph.char for glyph in read.text.glyphs) == "ab c"
    assert (plain.mask, plain.baseline) == (None, bare.baseline)


def test_a_file_without_a_page_is_refused_with_words() -> None:
    data = b"<html><body>ocr_page</body></html>"
    with pytest.raises(FormatError, match=r"book\.html: it holds no page"):
        read_pages(data, "book.html")


def test_every_page_of_a_book_is_read() -> None:
    pages = "".join(
        f"""<div class=ocr_page title="image 'x/{n}.png'; bbox 0 0 9 {n}; scan_res 300 300">
        <span class=ocr_line title="bbox 1 1 5 5">line {n}</span></div>"""
        for n in (8, 9)
    )
    found = read_pages(f"<html><body>{pages}</body></html>".encode(), "book.html")
    assert [(page.image_name, page.height) for page in found] == [("8.png", 8), ("9.png", 9)]
    assert [line.text and line.text.text for page in found for line in page.lines] == [
        "line 8",
        "line 9",
    ]
    assert found[0].metadata == {"hocr.scan_res": "300 300"}


def test_words_without_characters_have_their_places() -> None:
    first, _ = detect(TESSERACT, "f1.hocr").read(TESSERACT).lines
    assert first.text is not None
    arma, space, sign = first.text.glyphs
    assert (arma.char, arma.confidence) == ("Arma", 0.9)
    assert arma.polygon == ((50, 40), (200, 40), (200, 90), (50, 90))
    assert (space.char, sign.char) == (" ", "&")
    assert first.attributes == {"hocr.x_size": "40", "language": "lat"}
    again = codec("hocr").read(codec("hocr").write(PageLayout(800, 600, lines=(first,))))
    assert comparable(again).lines == comparable(PageLayout(800, 600, lines=(first,))).lines


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_any_page_comes_back(page: PageLayout) -> None:
    data = codec("hocr").write(page)
    assert comparable(codec("hocr").read(data)) == comparable(page)


@pytest.mark.parametrize(
    ("baseline", "text", "direction", "said"),
    [
        (((90, 50), (10, 50)), "12", "horizontal-lr", 'dir="rtl"'),
        (((90, 50), (10, 50)), "ab", "horizontal-lr", 'dir="ltr"'),
        (((10, 50), (90, 50)), "ab", "horizontal-rl", 'dir="ltr"'),
        (((10, 50), (90, 50)), "a \u0645\u0646", "horizontal-lr", 'dir="rtl"'),
        (None, "123", "horizontal-rl", 'dir="rtl"'),
        (((50, 90), (50, 10)), "ab", "horizontal-lr", "textangle 90"),
        (((50, 10), (50, 90)), "ab", "horizontal-lr", "textangle 270"),
    ],
)
def test_the_way_a_line_runs_is_told(
    baseline: Polyline | None, text: str, direction: TextDirection, said: str
) -> None:
    line = LineLayout(baseline, ((10, 10), (90, 10), (90, 90)), text=LineText(text))
    page = PageLayout(99, 99, lines=(line,), direction=direction)
    assert said in codec("hocr").write(page).decode()


@pytest.mark.parametrize(("text", "direction"), [("\u6587", None), ("12", "vertical-rl")])
def test_columns_of_upright_letters_are_not_turned(
    text: str, direction: TextDirection | None
) -> None:
    line = LineLayout(((50, 10), (50, 90)), text=LineText(text))
    written = codec("hocr").write(PageLayout(99, 99, lines=(line,), direction=direction))
    assert b"textangle" not in written
    assert codec("hocr").read(written).lines[0].baseline == line.baseline


def test_entities_and_foreign_files_are_not_followed() -> None:
    bomb = b"""<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>
<html><body><div class="ocr_page" title="bbox 0 0 9 9"><span class="ocr_line"
title="bbox 0 0 5 5">&b; &a; x</span></div></body></html>"""
    [line] = detect(bomb, "a.html").read(bomb).lines
    assert line.text is not None
    assert "root:" not in line.text.text
    assert "aaaa" not in line.text.text


def test_other_html_is_no_page_file() -> None:
    with pytest.raises(FormatError):
        detect(b"<!DOCTYPE html><html><body>Hello</body></html>", "a.html")
