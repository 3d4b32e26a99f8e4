"""Importing PDF files: scans as they are, pages drawn, words with their places, odd files."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LineTranscription, Part
from apps.images.services import open_upright
from apps.imports.models import Import, ItemState
from apps.imports.sources.pdf import pages_in
from apps.jobs.models import JobState
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from apps.users.models import User
from tests.exports.writer_support import write_pages
from tests.imports.pdf_files import FULL, jpeg, saved, scan

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")

Importer = Callable[..., Import]


def stored(part: Part) -> bytes:
    with default_storage.open(str(part.image.file.name)) as file:
        return bytes(file.read())


def test_a_page_that_is_a_scan_is_taken_out_as_it_is(
    import_pdf: Importer, document: Document
) -> None:
    data = jpeg()
    run = import_pdf(scan(data, [FULL, FULL]))
    first, second = document.parts.select_related("image")
    assert stored(first) == stored(second) == data
    assert first.image.original_name == "book_page_1.jpg"
    assert run.job is not None
    assert run.job.state == JobState.DONE


def test_a_second_import_adds_no_page_twice(import_pdf: Importer, document: Document) -> None:
    data = scan(jpeg(), [FULL, FULL])
    import_pdf(data, pages="2")
    run = import_pdf(data)
    assert [item.state for item in run.items.all()] == [ItemState.DONE, ItemState.SKIPPED]
    assert document.parts.count() == 2


@pytest.mark.parametrize(
    ("content", "turn", "corner"),
    [
        (FULL, 90, "right top"),
        (FULL, 180, "right bottom"),
        (b"q -300 0 0 400 300 0 cm /I Do Q", 0, "right top"),
        (b"q 300 0 0 -400 0 400 cm /I Do Q", 0, "left bottom"),
        (b"q 0 400 -300 0 300 0 cm /I Do Q", 0, "left bottom"),
    ],
    ids=["turned page", "upside down page", "mirrored", "flipped", "turned image"],
)
def test_a_turned_scan_stands_upright_without_being_packed_again(
    import_pdf: Importer, document: Document, content: bytes, turn: int, corner: str
) -> None:
    data = jpeg()
    import_pdf(scan(data, [content], Rotate=turn))
    [part] = document.parts.select_related("image")
    found = stored(part)
    assert found.endswith(data[20:])
    image = open_upright(part.image)
    is_turned = turn == 90 or b"-300 0 300 0" in content
    assert image.size == ((800, 600) if is_turned else (600, 800))
    x = 10 if "left" in corner else image.width - 10
    y = 10 if "top" in corner else image.height - 10
    assert image.convert("L").getpixel((x, y)) < 50


@pytest.mark.parametrize(
    "content",
    [
        FULL + b" 1 0 0 rg 10 10 50 50 re f",
        b"q 10 10 100 100 re W n 300 0 0 400 0 0 cm /I Do Q",
        b"q 200 0 0 200 0 0 cm /I Do Q q 200 0 0 200 0 200 cm /I Do Q",
        b"q 250 60 -60 350 60 0 cm /I Do Q",
    ],
    ids=["with a stamp", "cut", "two images", "slanted"],
)
def test_pages_that_are_more_than_a_scan_are_drawn_as_fine_as_it(
    import_pdf: Importer, document: Document, content: bytes
) -> None:
    data = jpeg()
    import_pdf(scan(data, [content]))
    [part] = document.parts.select_related("image")
    assert stored(part) != data
    assert part.image.format == "JPEG"
    assert part.image.width >= 600


def test_text_below_a_scan_does_not_count(import_pdf: Importer, document: Document) -> None:
    data = jpeg()
    import_pdf(scan(data, [b"0 0 50 50 re f BT 3 Tr (x) Tj ET " + FULL + b" BT 3 Tr (x) Tj ET"]))
    assert stored(document.parts.get()) == data


@pytest.mark.parametrize(("dpi", "width"), [(None, 1250), (100, 417), ("72", 300)])
def test_pages_without_a_scan_are_drawn(
    import_pdf: Importer, document: Document, dpi: object, width: int
) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.Contents = Stream(pdf, b"10 10 50 50 re f")
    import_pdf(saved(pdf), **({"dpi": dpi} if dpi else {}))
    [part] = document.parts.select_related("image")
    assert (part.image.width, part.image.format) == (width, "PNG")


def test_blank_pages_are_pages_too(import_pdf: Importer, document: Document) -> None:
    pdf = Pdf.new()
    for _ in range(3):
        pdf.add_blank_page(page_size=(300, 400))
    import_pdf(saved(pdf), dpi=72)
    assert document.parts.count() == 3


def test_page_labels_and_facts_are_kept(import_pdf: Importer, document: Document) -> None:
    with Pdf.open(io.BytesIO(scan(jpeg(), [FULL, FULL]))) as pdf:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=4)]))
        pdf.docinfo["/Title"] = "Опись"
        data = saved(pdf)
    import_pdf(data)
    assert [part.title for part in document.parts.all()] == ["iv", "v"]
    assert document.metadata.filter(key="title", value="Опись").exists()


def test_words_come_with_their_places(
    import_pdf: Importer, document: Document, tmp_path: Path
) -> None:
    mask = ((100, 150), (500, 150), (500, 210), (100, 210))
    upright = ((560, 100), (590, 100), (590, 700), (560, 700))
    layout = PageLayout(
        600,
        800,
        lines=(
            LineLayout(((100, 200), (500, 200)), mask, text=LineText("one two")),
            LineLayout(((100, 400), (500, 400)), text=LineText("هذا كتاب صرف")),
            LineLayout(((575, 100), (575, 700)), upright, text=LineText("春はあけぼの")),
        ),
    )
    path, _ = write_pages("pdf", tmp_path, document, [(layout, jpeg())], image="original")
    document.parts.all().delete()
    import_pdf(path.read_bytes(), text_layer=True)
    rows = LineTranscription.objects.select_related("line", "layer")
    texts = {row.text: row for row in rows}
    assert set(texts) == {"one two", "هذا كتاب صرف", "春はあけぼの"}
    assert {row.layer.name for row in rows} == {"From the PDF"}
    glyphs = texts["one two"].glyphs or []
    assert [glyph[0] for glyph in glyphs] == ["one", " ", "two"]
    assert [min(x for x, _ in glyphs[0][1]), max(x for x, _ in glyphs[2][1])] == [
        pytest.approx(100, abs=3),
        pytest.approx(500, abs=3),
    ]
    (x0, y0), (x1, y1) = texts["one two"].line.baseline
    assert abs(y0 - 200) < 8
    assert y0 == y1
    (x0, y0), (x1, y1) = texts["春はあけぼの"].line.baseline
    assert x0 == x1 == pytest.approx(575, abs=3)
    assert y1 - y0 > 500
    first = (texts["هذا كتاب صرف"].glyphs or [])[0]
    assert first[0] == "هذا"
    assert max(x for x, _ in first[1]) == pytest.approx(500, abs=3)


def test_a_page_without_text_says_so(import_pdf: Importer, document: Document) -> None:
    run = import_pdf(scan(jpeg()), text_layer=True)
    [item] = run.items.all()
    assert (item.state, item.message) == (ItemState.DONE, "The page has no text of its own.")
    assert document.parts.count() == 1


def test_a_person_sends_a_pdf_through_the_dialog(
    client_of: Callable[..., Client], alice: User, document: Document
) -> None:
    form = {"upload_file": SimpleUploadedFile("b.PDF", scan(jpeg(), [FULL] * 3)), "pages": "2-3"}
    response = client_of(alice).post(f"/document/{document.pk}/import/", form)
    assert response.status_code == 204, response.content
    run = Import.objects.get()
    run_job(run.job_id)
    assert [item.name for item in run.items.all()] == ["Page 2", "Page 3"]
    assert document.parts.count() == 2


@pytest.mark.parametrize(
    ("said", "pages"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("2", [2]),
        ("1-2, 4", [1, 2, 4]),
        ("4-, 1", [1, 4, 5]),
        ("-2", [1, 2]),
        ("2 – 3;5", [2, 3, 5]),
        ("1 3", [1, 3]),
        ("3-99", [3, 4, 5]),
    ],
)
def test_ranges_of_pages(said: str, pages: list[int]) -> None:
    assert pages_in(said, 5) == pages


@pytest.mark.parametrize("said", ["x", "3-2", "0", "9", "1-2-3", "-", "1..3"])
def test_ranges_that_name_no_page(said: str) -> None:
    with pytest.raises(ApplicationError, match="names no pages"):
        pages_in(said, 5)


def test_resolutions_and_ranges_that_make_no_sense_are_refused(
    import_pdf: Importer, document: Document
) -> None:
    for source in ({"dpi": "many"}, {"dpi": 5000}, {"pages": "99"}):
        run = import_pdf(scan(jpeg()), **source)
        assert run.job is not None
        assert run.job.state == JobState.FAILED
    assert not document.parts.exists()


@needs_data
@pytest.mark.parametrize("name", ["Inc59_full_021-027.pdf", "input_2pages.pdf"])
def test_real_files(import_pdf: Importer, document: Document, name: str) -> None:
    path = DATA / "pdf" / name
    import_pdf(path.read_bytes(), name)
    with Pdf.open(path) as pdf:
        for part, page in zip(document.parts.select_related("image"), pdf.pages, strict=True):
            [image] = page.get_images().values()
            assert stored(part) == image.read_raw_bytes()
