"""Searchable PDFs: read again by a text extractor and drawn again by a renderer."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.test import Client
from lxml import etree
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.layout.bidi import has_rtl
from apps.layout.glyphs import join_glyphs
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, Polygon, TextDirection
from apps.users.models import User
from tests.exports.test_exports import do_export, fetched
from tests.exports.writer_support import write_pages
from tests.factories import DocumentMetadataFactory

pytestmark = pytest.mark.django_db

SIZE = (600, 800)


def picture(image_format: str = "PNG", mode: str = "RGB", orientation: int = 1) -> bytes:
    """A page that looks different whichever way it is turned."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 200, 100), fill="black")
    draw.rectangle((400, 600, 599, 799), fill="red" if mode != "1" else "black")
    options: dict[str, object] = {}
    if orientation > 1:
        exif = Image.Exif()
        exif[274] = orientation
        options["exif"] = exif
    if image_format == "JPEG":
        options["quality"] = 95
    buffer = BytesIO()
    image.convert(mode).save(buffer, image_format, **options)
    return buffer.getvalue()


def page(*lines: LineLayout, direction: TextDirection | None = None) -> PageLayout:
    return PageLayout(*SIZE, lines=lines, direction=direction)


def line(text: str, *points: tuple[int, int], mask: Polygon | None = None) -> LineLayout:
    return LineLayout(points or None, mask, text=LineText(text))


@dataclass(frozen=True)
class Word:
    """A word that the extractor found: its box in pixels of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words(path: Path) -> list[Word]:
    run = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, timeout=60
    )
    found = []
    for word in etree.HTML(run.stdout.decode()).iter("word"):
        box = [float(word.get(side)) * 300 / 72 for side in ("xmin", "ymin", "xmax", "ymax")]
        text = word.text or ""  # as it is seen: the extractor sorts whole lines, not single words
        found.append(Word(text[::-1] if has_rtl(text) else text, *box))
    return found


def drawn(path: Path, dpi: int = 300) -> Image.Image:
    out = path.parent / "drawn"
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", path, out], check=True, timeout=60
    )
    return Image.open(out.with_suffix(".png")).convert("RGB")


def test_words_lie_where_they_are_written(tmp_path: Path, document: Document) -> None:
    mask = ((100, 150), (500, 150), (500, 210), (100, 210))
    layout = page(line("one two", (100, 200), (500, 200), mask=mask))
    path, warnings = write_pages("pdf", tmp_path, document, [(layout, picture())])
    one, two = words(path)
    assert (one.text, two.text) == ("one", "two")
    assert one.left == pytest.approx(100, abs=2)
    assert two.right == pytest.approx(500, abs=2)
    assert one.right < two.left
    assert (one.top, one.bottom) == (pytest.approx(150, abs=3), pytest.approx(210, abs=3))
    assert not warnings


def test_known_places_of_words_are_used(tmp_path: Path, document: Document) -> None:
    def word(text: str, left: int, right: int) -> Glyph:
        return Glyph(text, ((left, 150), (right, 150), (right, 210), (left, 210)))

    glyphs = join_glyphs([[word("in", 100, 130)], [word("principio", 400, 500)]])
    found = LineLayout(((100, 200), (500, 200)), text=LineText("in principio", None, glyphs))
    path, _ = write_pages("pdf", tmp_path, document, [(page(found), picture())])
    first, second = words(path)
    assert (first.left, first.right) == (pytest.approx(100, abs=2), pytest.approx(130, abs=2))
    assert (second.left, second.right) == (pytest.approx(400, abs=2), pytest.approx(500, abs=2))


@pytest.mark.parametrize("is_reversed", [False, True], ids=["from the left", "as it is read"])
def test_right_to_left_words_read_in_order_from_the_right(
    tmp_path: Path, document: Document, is_reversed: bool
) -> None:
    points = ((100, 200), (500, 200))
    found = line("هذا كتاب 12 abc صرف", *(points[::-1] if is_reversed else points))
    layout = page(found, direction="horizontal-rl")
    path, _ = write_pages("pdf", tmp_path, document, [(layout, picture())])
    by_text = {word.text: word for word in words(path)}
    assert set(by_text) == {"هذا", "كتاب", "12", "abc", "صرف"}
    order = sorted(by_text.values(), key=lambda word: -word.left)
    assert [word.text for word in order] == ["هذا", "كتاب", "12", "abc", "صرف"]
    assert by_text["هذا"].right == pytest.approx(500, abs=2)
    assert by_text["صرف"].left == pytest.approx(100, abs=2)
    assert by_text["هذا"].top < 200 < by_text["هذا"].bottom
    text = "".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    assert text == "هذاكتاب12abcصرف"


def test_vertical_lines_run_down_and_to_the_left(tmp_path: Path, document: Document) -> None:
    layout = page(
        line("春はあけぼの", (500, 100), (500, 700)),
        line("夏は夜", (400, 100), (400, 400)),
        direction="vertical-rl",
    )
    path, _ = write_pages("pdf", tmp_path, document, [(layout, picture())])
    spring, summer = words(path)
    assert (spring.text, summer.text) == ("春はあけぼの", "夏は夜")
    assert (spring.top, spring.bottom) == (pytest.approx(100, abs=2), pytest.approx(700, abs=2))
    assert (spring.left + spring.right) / 2 == pytest.approx(500, abs=2)
    assert pypdf.PdfReader(path).pages[0].extract_text().split() == ["春はあけぼの", "夏は夜"]


@pytest.mark.parametrize(
    ("points", "first_is"),
    [
        (((300, 700), (300, 100)), "below"),
        (((300, 100), (300, 700)), "above"),
        (((500, 400), (100, 400)), "right"),
        (((100, 500), (400, 460)), "left"),
    ],
    ids=["upwards", "downwards", "upside down", "slanted"],
)
def test_turned_lines_keep_their_words_in_order(
    tmp_path: Path, document: Document, points: tuple[tuple[int, int], ...], first_is: str
) -> None:
    (x0, y0), (x1, y1) = points
    up = (60, 0) if x0 == x1 else (0, -60)
    mask = (*points, (x1 + up[0], y1 + up[1]), (x0 + up[0], y0 + up[1]))
    layout = page(line("alpha omega", *points, mask=mask))
    path, _ = write_pages("pdf", tmp_path, document, [(layout, picture())])
    found = {word.text: word for word in words(path)}
    assert {"alpha", "omega"} == set(found)
    alpha, omega = found["alpha"], found["omega"]
    assert {
        "below": alpha.top > omega.bottom,
        "above": alpha.bottom < omega.top,
        "right": alpha.left > omega.right,
        "left": alpha.left < omega.left and alpha.top > omega.top,
    }[first_is]
    assert pypdf.PdfReader(path).pages[0].extract_text().split() == ["alpha", "omega"]


def test_a_bent_baseline_bends_its_words(tmp_path: Path, document: Document) -> None:
    layout = page(line("left peak right", (100, 400), (300, 250), (500, 400)))
    path, _ = write_pages("pdf", tmp_path, document, [(layout, picture())])
    found = words(path)
    assert min(word.top for word in found) < 250 < 400 < max(word.bottom for word in found)
    assert "leftpeakright" in "".join(pypdf.PdfReader(path).pages[0].extract_text().split())


def test_markup_and_lines_without_place_stay_out(tmp_path: Path, document: Document) -> None:
    layout = page(line("<strong>bold</strong> 𐌰\x00\ue001", (100, 200), (500, 200)), line("lost"))
    path, _ = write_pages("pdf", tmp_path, document, [(layout, picture())])
    assert [word.text for word in words(path)] == ["bold", "𐌰\ue001"]


@pytest.mark.parametrize(
    ("image_format", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "RGBA"),
        ("TIFF", "1"),
        ("TIFF", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("JPEG2000", "RGB"),
        ("WEBP", "RGB"),
    ],
)
def test_images_of_every_kind_look_as_they_did(
    tmp_path: Path, document: Document, image_format: str, mode: str
) -> None:
    data = picture(image_format, mode)
    path, warnings = write_pages("pdf", tmp_path, document, [(page(), data)], image="original")
    assert not warnings
    expected = Image.open(BytesIO(picture("PNG", "1" if mode == "1" else "RGB"))).convert("RGB")
    if mode in ("L", "1"):
        expected = expected.convert("L").convert("RGB")
    made = drawn(path)
    assert made.size == SIZE
    assert max(ImageStat.Stat(ImageChops.difference(made, expected)).mean) < 6


@pytest.mark.parametrize("orientation", range(2, 9))
def test_turned_photographs_stand_upright(
    tmp_path: Path, document: Document, orientation: int
) -> None:
    data = picture("JPEG", orientation=orientation)
    layout = page()
    if orientation > 4:
        layout = PageLayout(*reversed(SIZE))
    path, _ = write_pages("pdf", tmp_path, document, [(layout, data)], image="original")
    expected = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    made = drawn(path)
    assert made.size == expected.size
    assert max(ImageStat.Stat(ImageChops.difference(made, expected)).mean) < 3


def test_pages_have_bookmarks_and_the_file_a_title(tmp_path: Path, document: Document) -> None:
    DocumentMetadataFactory(document=document, key="Author", value="Хайям & عمر")
    pages = [(page(line(f"word{n}", (100, 200), (500, 200))), picture()) for n in range(3)]
    path, _ = write_pages("pdf", tmp_path, document, pages)
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [f"folio {n}ʳ" for n in (1, 2, 3)]
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == document.name
            assert metadata["dc:creator"] == ["Хайям & عمر"]
        assert str(pdf.docinfo["/Author"]) == "Хайям & عمر"


def test_a_page_whose_image_is_damaged_keeps_its_text(tmp_path: Path, document: Document) -> None:
    data = picture("WEBP")
    broken = data[:60] + bytes(len(data) - 60)
    pages = [(page(line("kept", (100, 200), (500, 200))), broken)]
    path, [warning] = write_pages("pdf", tmp_path, document, pages, image="original")
    assert "folio 1ʳ" in warning
    assert [word.text for word in words(path)] == ["kept"]


def test_a_person_gets_one_pdf(
    client_of: Callable[[User], Client], alice: User, transcribed: Part, layer: TranscriptionLayer
) -> None:
    export = do_export(client_of(alice), transcribed, layer, format="pdf")
    assert export.name.endswith(".pdf")
    [made] = pypdf.PdfReader(BytesIO(fetched(client_of(alice), export))).pages
    lines = [" ".join(line.split()) for line in made.extract_text().splitlines()]
    assert sorted(lines) == [f"line {number} <&> ſ" for number in range(4)]
    assert len(made.images) == 1
