"""PDF files that are odd, broken or hostile: each gives its message and changes nothing."""

import io
import os
import signal
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.imports import pdf_process
from apps.imports.models import Import, ItemState
from apps.jobs.models import JobState
from tests.imports.pdf_files import FULL, jpeg, saved, scan

pytestmark = pytest.mark.django_db
Importer = Callable[..., Import]


def only_message(run: Import) -> str:
    [item] = run.items.all()
    assert item.state == ItemState.FAILED
    return item.message


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
    import_pdf: Importer, document: Document, data: bytes, said: str
) -> None:
    try:
        run = import_pdf(data)
    except ApplicationError as error:
        message = error.message
    else:
        assert run.job is not None
        assert run.job.state == JobState.FAILED
        message = run.job.error
    assert said in message
    assert not document.parts.exists()


def test_a_pdf_that_only_its_author_may_change_can_be_read(
    import_pdf: Importer, document: Document
) -> None:
    import_pdf(locked(user=""))
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
    import_pdf: Importer, document: Document, settings: Any, data: bytes, said: str
) -> None:
    settings.MAX_IMAGE_MEGAPIXELS = 100
    message = only_message(import_pdf(data))
    assert said in message
    assert message.startswith("Page 1 of book.pdf")
    assert not document.parts.exists()


def test_a_form_that_draws_itself_ends(import_pdf: Importer, document: Document) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    form = pdf.make_indirect(Stream(pdf, b"/F Do /F Do"))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 400])
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    page.Resources = Dictionary(XObject=Dictionary(F=form))
    page.Contents = Stream(pdf, b"/F Do")
    import_pdf(saved(pdf), dpi=72)
    assert document.parts.count() == 1


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read(
    import_pdf: Importer, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pdf_process.PdfProcess.ask

    def halted(self: pdf_process.PdfProcess, seconds: float, **question: Any) -> dict[str, Any]:
        if question.get("number") != 1:
            return asked(self, seconds, **question)
        os.kill(self._started().pid, signal.SIGSTOP)
        return asked(self, 0, **question)

    monkeypatch.setattr(pdf_process.PdfProcess, "ask", halted)
    run = import_pdf(scan(jpeg(), [FULL, FULL]))
    first, second = run.items.all()
    assert (first.state, second.state) == (ItemState.FAILED, ItemState.DONE)
    assert "takes too long" in first.message


def test_what_is_missing_on_a_page_is_said(import_pdf: Importer, document: Document) -> None:
    with Pdf.open(io.BytesIO(scan(jpeg()))) as pdf:
        pdf.pages[0].Contents = Stream(pdf, b"/Lost Do " + FULL)
        data = saved(pdf)
    [item] = import_pdf(data).items.all()
    assert item.state == ItemState.DONE
    assert "something on this page is missing" in item.message
    assert document.parts.count() == 1
