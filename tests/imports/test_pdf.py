"""Importing PDF files: scans as they are, pages drawn, words with their places, odd files."""

import io
import os
import signal
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LineTranscription, Part
from apps.images.services import open_upright
from apps.imports import pdf_process
from apps.imports.models import Import, ItemState
from apps.imports.services import request_import
from apps.imports.sources.pdf import pages_in
from apps.jobs.models import JobState
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from apps.users.models import User
from tests.exports.writer_support import write_pages

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")

FULL = b"q 300 0 0 400 0 0 cm /I Do Q"
Importer = Callable[..., Import]


@pytest.fixture
def importer(alice: User, document: Document) -> Importer:
    """Ask for the import of a PDF and do it."""

    def do(data: bytes, name: str = "book.pdf", **source: Any) -> Import:
        asked = request_import(
            user=alice,
            document=document,
            kind="pdf",
            upload=SimpleUploadedFile(name, data),
            options={"layer": "From the PDF", "source": source},
        )
        run_job(asked.job_id)
        return Import.objects.select_related("job").get(pk=asked.pk)

    return do


def jpeg(width: int = 600, height: int = 800, shade: int = 200) -> bytes:
    image = Image.new("L", (width, height), shade)
    ImageDraw.Draw(image).rectangle((0, 0, width // 3, height // 8), fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def scan(
    data: bytes,
    contents: Sequence[bytes] = (FULL,),
    *,
    size: tuple[int, int] = (600, 800),
    **entries: Any,
) -> bytes:
    """A PDF of 300 × 400 points a page, on which a JPEG is painted in some way."""
    pdf = Pdf.new()
    for content in contents:
        page = pdf.add_blank_page(page_size=(300, 400))
        image = Stream(pdf, data)
        for key, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": size[0],
            "/Height": size[1],
            "/BitsPerComponent": 8,
            "/ColorSpace": Name.DeviceGray,
            "/Filter": Name.DCTDecode,
        }.items():
            image[key] = value
        page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
        page.Contents = Stream(pdf, content)
        for key, value in entries.items():
            page.obj[f"/{key}"] = value
    return saved(pdf)


def saved(pdf: Pdf, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


def stored(part: Part) -> bytes:
    with default_storage.open(str(part.image.file.name)) as file:
        return bytes(file.read())


def only_message(run: Import) -> str:
    [item] = run.items.all()
    assert item.state == ItemState.FAILED
    return item.message


def test_a_page_that_is_a_scan_is_taken_out_as_it_is(
    importer: Importer, document: Document
) -> None:
    data = jpeg()
    run = importer(scan(data, [FULL, FULL]))
    first, second = document.parts.select_related("image")
    assert stored(first) == stored(second) == data
    assert first.image.original_name == "book_page_1.jpg"
    assert run.job is not None
    assert run.job.state == JobState.DONE


def test_a_second_import_adds_no_page_twice(importer: Importer, document: Document) -> None:
    data = scan(jpeg(), [FULL, FULL])
    importer(data, pages="2")
    run = importer(data)
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
    importer: Importer, document: Document, content: bytes, turn: int, corner: str
) -> None:
    data = jpeg()
    importer(scan(data, [content], Rotate=turn))
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
    importer: Importer, document: Document, content: bytes
) -> None:
    data = jpeg()
    importer(scan(data, [content]))
    [part] = document.parts.select_related("image")
    assert stored(part) != data
    assert part.image.format == "JPEG"
    assert part.image.width >= 600


def test_text_below_a_scan_does_not_count(importer: Importer, document: Document) -> None:
    data = jpeg()
    importer(scan(data, [b"0 0 50 50 re f BT 3 Tr (x) Tj ET " + FULL + b" BT 3 Tr (x) Tj ET"]))
    assert stored(document.parts.get()) == data


@pytest.mark.parametrize(("dpi", "width"), [(None, 1250), (100, 417), ("72", 300)])
def test_pages_without_a_scan_are_drawn(
    importer: Importer, document: Document, dpi: object, width: int
) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.Contents = Stream(pdf, b"10 10 50 50 re f")
    importer(saved(pdf), **({"dpi": dpi} if dpi else {}))
    [part] = document.parts.select_related("image")
    assert (part.image.width, part.image.format) == (width, "PNG")


def test_blank_pages_are_pages_too(importer: Importer, document: Document) -> None:
    pdf = Pdf.new()
    for _ in range(3):
        pdf.add_blank_page(page_size=(300, 400))
    importer(saved(pdf), dpi=72)
    assert document.parts.count() == 3


def test_page_labels_and_facts_are_kept(importer: Importer, document: Document) -> None:
    with Pdf.open(io.BytesIO(scan(jpeg(), [FULL, FULL]))) as pdf:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=4)]))
        pdf.docinfo["/Title"] = "Опись"
        data = saved(pdf)
    importer(data)
    assert [part.title for part in document.parts.all()] == ["iv", "v"]
    assert document.metadata.filter(key="title", value="Опись").exists()


def test_words_come_with_their_places(
    importer: Importer, document: Document, tmp_path: Path
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
    importer(path.read_bytes(), text_layer=True)
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


def test_a_page_without_text_says_so(importer: Importer, document: Document) -> None:
    run = importer(scan(jpeg()), text_layer=True)
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


# --- Files that are odd, broken or hostile ---


def loose(pages: bytes, kids: bytes = b"[3 0 R]") -> bytes:
    """A PDF written by hand: what nobody checks before it is read."""
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1000000000/Kids" + kids + b">>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R" + pages + b">>\nendobj\n"
        b"trailer\n<</Root 1 0 R/Size 4>>\n%%EOF"
    )


def locked(*, user: str) -> bytes:
    with Pdf.open(io.BytesIO(scan(jpeg()))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="secret", user=user))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (locked(user="open"), "book.pdf is locked with a password."),
        (b"", "book.pdf"),
        (b"<html>no</html>", "book.pdf is not a PDF"),
        (scan(jpeg())[:200], "book.pdf is damaged"),
        (loose(b"", kids=b"[2 0 R 3 0 R]"), "book.pdf is damaged"),
        (loose(b"", kids=b"[]"), "book.pdf"),
    ],
    ids=["password", "empty", "not a PDF", "cut", "pages in a circle", "no pages"],
)
def test_a_file_that_cannot_be_read_says_why(
    importer: Importer, document: Document, data: bytes, said: str
) -> None:
    try:
        run = importer(data)
    except ApplicationError as error:
        message = error.message
    else:
        assert run.job is not None
        assert run.job.state == JobState.FAILED
        message = run.job.error
    assert said in message
    assert not document.parts.exists()


def test_a_pdf_that_only_its_author_may_change_can_be_read(
    importer: Importer, document: Document
) -> None:
    importer(locked(user=""))
    assert document.parts.count() == 1


def bomb() -> bytes:
    """60,000 × 60,000 pixels in a few megabytes, and in truth none of them."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    image = Stream(pdf, zlib.compress(bytes(100_000)))
    for key, value in {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 60_000,
        "/Height": 60_000,
        "/BitsPerComponent": 8,
        "/ColorSpace": Name.DeviceGray,
        "/Filter": Name.FlateDecode,
    }.items():
        image[key] = value
    page.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
    page.Contents = Stream(pdf, FULL)
    return saved(pdf)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (loose(b"/MediaBox[0 0 14400000 14400000]"), "60,000,000 × 60,000,000 pixels"),
        (loose(b"/MediaBox[0 0 7200 7200]"), "Choose a resolution of at most"),
        (bomb(), "60,000 × 60,000 pixels"),
    ],
    ids=["gigantic page", "large page", "pixel bomb"],
)
def test_a_page_that_is_too_large_is_named(
    importer: Importer, document: Document, settings: Any, data: bytes, said: str
) -> None:
    settings.MAX_IMAGE_MEGAPIXELS = 100
    message = only_message(importer(data))
    assert said in message
    assert message.startswith("Page 1 of book.pdf")
    assert not document.parts.exists()


def test_a_form_that_draws_itself_ends(importer: Importer, document: Document) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    form = pdf.make_indirect(Stream(pdf, b"/F Do /F Do"))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 400])
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    page.Resources = Dictionary(XObject=Dictionary(F=form))
    page.Contents = Stream(pdf, b"/F Do")
    importer(saved(pdf), dpi=72)
    assert document.parts.count() == 1


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read(
    importer: Importer, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pdf_process.PdfProcess.ask

    def halted(self: pdf_process.PdfProcess, seconds: float, **question: Any) -> dict[str, Any]:
        if question.get("number") != 1:
            return asked(self, seconds, **question)
        os.kill(self._started().pid, signal.SIGSTOP)
        return asked(self, 0, **question)

    monkeypatch.setattr(pdf_process.PdfProcess, "ask", halted)
    run = importer(scan(jpeg(), [FULL, FULL]))
    first, second = run.items.all()
    assert (first.state, second.state) == (ItemState.FAILED, ItemState.DONE)
    assert "takes too long" in first.message


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
    importer: Importer, document: Document
) -> None:
    for source in ({"dpi": "many"}, {"dpi": 5000}, {"pages": "99"}):
        run = importer(scan(jpeg()), **source)
        assert run.job is not None
        assert run.job.state == JobState.FAILED
    assert not document.parts.exists()


@needs_data
@pytest.mark.parametrize("name", ["Inc59_full_021-027.pdf", "input_2pages.pdf"])
def test_real_files(importer: Importer, document: Document, name: str) -> None:
    path = DATA / "pdf" / name
    importer(path.read_bytes(), name)
    with Pdf.open(path) as pdf:
        for part, page in zip(document.parts.select_related("image"), pdf.pages, strict=True):
            [image] = page.get_images().values()
            assert stored(part) == image.read_raw_bytes()


def test_what_is_missing_on_a_page_is_said(importer: Importer, document: Document) -> None:
    with Pdf.open(io.BytesIO(scan(jpeg()))) as pdf:
        pdf.pages[0].Contents = Stream(pdf, b"/Lost Do " + FULL)
        data = saved(pdf)
    [item] = importer(data).items.all()
    assert item.state == ItemState.DONE
    assert "something on this page is missing" in item.message
    assert document.parts.count() == 1
