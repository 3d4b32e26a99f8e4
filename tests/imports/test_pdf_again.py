"""A PDF whose pages the document has already: its text is added to them, and nothing twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document, Line, LineTranscription, Part
from apps.documents.models.transcription import TextSource
from apps.formats.registry import read_pages
from apps.imports.models import Import, ItemState
from apps.imports.pdf_process import PdfProcess
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from tests import factories
from tests.exports.writer_support import write_pages
from tests.imports.pdf_files import FULL, jpeg, scan

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data" / "pdf"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")

Importer = Callable[..., Import]


def page(*texts: str) -> PageLayout:
    lines = [
        LineLayout(
            ((100, 200 + 90 * n), (500, 200 + 90 * n)),
            ((100, 150 + 90 * n), (500, 150 + 90 * n), (500, 210 + 90 * n), (100, 210 + 90 * n)),
            text=LineText(text),
        )
        for n, text in enumerate(texts)
    ]
    return PageLayout(600, 800, lines=tuple(lines))


@pytest.fixture
def book(tmp_path: Path) -> bytes:
    """Two scans, of which only the first has text."""
    pages = [(page("one two", "three"), jpeg()), (page(), jpeg(shade=90))]
    other = factories.DocumentFactory()
    path, _ = write_pages("pdf", tmp_path, other, pages, image="original")
    return path.read_bytes()


def texts_of(document: Document, layer: str = "From the PDF") -> list[list[str]]:
    def texts(part: Part) -> list[str]:
        rows = LineTranscription.objects.filter(line__part=part, layer__name=layer)
        return [row.text for row in rows.order_by("line__order")]

    return [texts(part) for part in document.parts.all()]


def test_the_text_layer_comes_later_than_the_images(
    import_pdf: Importer, document: Document, book: bytes
) -> None:
    import_pdf(book)
    assert texts_of(document) == [[], []]
    # The same file may be called otherwise now, and be drawn at another resolution.
    run = import_pdf(book, "book (1).pdf", text_layer=True, dpi=100)
    assert texts_of(document) == [["one two", "three"], []]
    first, second = run.items.all()
    assert (first.state, first.matched_by) == (ItemState.DONE, "source")
    assert (first.facts["lines"], first.facts["texts"]) == (2, 2)
    assert second.state == ItemState.SKIPPED
    assert second.message.endswith("The page has no text of its own.")
    (x0, y0), (x1, _) = document.parts.get(order=0).lines.first().baseline
    assert (x0, y0, x1) == (pytest.approx(100, abs=3), pytest.approx(200, abs=9), 500)


def test_a_third_time_changes_nothing(
    import_pdf: Importer, document: Document, book: bytes
) -> None:
    for _ in range(3):
        import_pdf(book, text_layer=True)
    assert texts_of(document) == [["one two", "three"], []]
    assert document.parts.count() == 2
    assert Line.objects.filter(part__document=document).count() == 2


def test_text_that_people_typed_stays(
    import_pdf: Importer, document: Document, book: bytes
) -> None:
    import_pdf(book, text_layer=True)
    LineTranscription.objects.filter(line__part__document=document, text="three").update(
        text="drei", source=TextSource.MANUAL
    )
    LineTranscription.objects.filter(line__part__document=document, text="one two").delete()
    run = import_pdf(book, text_layer=True)
    assert texts_of(document) == [["one two", "drei"], []]
    assert run.items.all()[0].message == "1 line keeps the text typed there."


def test_pages_are_known_by_their_image_in_a_pdf_from_elsewhere(
    import_pdf: Importer, document: Document, tmp_path: Path
) -> None:
    pages = [(page("erste"), jpeg()), (page("zweite"), jpeg(shade=90)), (page(), jpeg(shade=50))]
    path, _ = write_pages("pdf", tmp_path, document, pages, image="original")
    run = import_pdf(path.read_bytes(), "read elsewhere.pdf", text_layer=True)
    items = [(item.state, item.matched_by) for item in run.items.all()]
    # A page without text may be any blank one: it is added, as ever.
    assert items == [("done", "content"), ("done", "content"), ("done", "")]
    assert texts_of(document) == [["erste"], ["zweite"], [], []]


def test_an_image_that_several_pages_have_is_not_taken_for_one_of_them(
    import_pdf: Importer, document: Document, tmp_path: Path
) -> None:
    pages = [(page("a"), jpeg()), (page("b"), jpeg())]
    path, _ = write_pages("pdf", tmp_path, document, pages, image="original")
    import_pdf(path.read_bytes(), text_layer=True)
    assert texts_of(document) == [[], [], ["a"], ["b"]]


def test_a_plan_says_what_the_text_does_to_pages_that_are_there_and_to_new_ones(
    import_pdf: Importer, document: Document, book: bytes, alice: Any, client_of: Any
) -> None:
    import_pdf(book, pages="1")
    browser: Client = client_of(alice)
    form = {
        "upload_file": SimpleUploadedFile("book.pdf", book),
        "layer_name": "old edition",
        "text_layer": "on",
        "look_first": "on",
    }
    url = browser.post(f"/document/{document.pk}/import/", form)["Location"]
    run_job(Job.objects.get(kind="import", state=JobState.QUEUED).pk)
    run = Import.objects.get(finished_at=None)
    assert run.summary == (
        "2 of 2 files can be imported, 1 new page, text for 1 page that is there already."
        " Nothing is written yet."
    )
    shown = " ".join(browser.get(url).content.decode().split())
    assert "2 new lines" in shown
    assert "2 new texts" in shown
    assert "The page has no text of its own." in shown
    assert texts_of(document) == [[]]
    browser.post(f"{url}do/start/")
    run_job(Job.objects.get(kind="import", state=JobState.QUEUED).pk)
    assert texts_of(document, "old edition") == [["one two", "three"], []]


def test_a_page_without_a_scan_is_not_drawn_for_its_text(
    import_pdf: Importer, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan(jpeg(), [FULL + b" 1 0 0 rg 10 10 50 50 re f"])
    import_pdf(data)
    asked: list[int] = []

    def note(self: Any, seconds: float, **question: Any) -> dict[str, Any]:
        asked.append(question.get("dpi", 0))
        return original(self, seconds, **question)

    original = PdfProcess.ask
    monkeypatch.setattr(PdfProcess, "ask", note)
    run = import_pdf(data, text_layer=True)
    assert [item.state for item in run.items.all()] == [ItemState.SKIPPED]
    assert asked == [0, -1]


@needs_data
def test_a_real_book_that_was_read_elsewhere_brings_its_text_home(
    import_pdf: Importer, document: Document, tmp_path: Path
) -> None:
    import_pdf((DATA / "Inc59_full_021-027.pdf").read_bytes(), "Inc59.pdf")
    files = sorted((DATA / "Inc59_alto").glob("*.xml"))
    layouts = [read_pages(path.read_bytes(), path.name)[0] for path in files]
    images = []
    for part in document.parts.select_related("image"):
        with default_storage.open(str(part.image.file.name)) as file:
            images.append(file.read())
    other = factories.DocumentFactory()
    pages = list(zip(layouts, images, strict=True))
    path, _ = write_pages("pdf", tmp_path, other, pages, image="original")
    run = import_pdf(path.read_bytes(), "searchable.pdf", text_layer=True)
    assert {item.matched_by for item in run.items.all()} == {"content"}
    assert document.parts.count() == len(files)
    words = [set(" ".join(texts).split()) for texts in texts_of(document)]
    said = [
        {w for line in layout.lines if line.text for w in line.text.text.split()}
        for layout in layouts
    ]
    for found, wanted in zip(words, said, strict=True):
        assert len(found & wanted) > 0.8 * len(wanted)
