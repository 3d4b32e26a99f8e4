"""A PDF from the dialog to pages with text, and out again as a PDF and a text for Word."""

import io
from typing import Any

import docx
import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from apps.formats.pdf_file import PdfFile
from apps.formats.pdf_font import InvisibleFont
from tests.e2e.test_export import choose_format, choose_pages, fetch

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WORDS = ("Erste Seite", "Zweite Seite", "Dritte Seite")


def book() -> bytes:
    """A PDF of three scans, a line of invisible text on each."""
    out = io.BytesIO()
    file = PdfFile(out)
    font = InvisibleFont(file)
    for number, words in enumerate(WORDS):
        scan = io.BytesIO()
        Image.new("L", (600, 800), 120 + 40 * number).save(scan, "JPEG")
        image = file.stream(
            scan.getvalue(),
            b"/Type /XObject /Subtype /Image /Width 600 /Height 800 /BitsPerComponent 8"
            b" /ColorSpace /DeviceGray /Filter /DCTDecode",
        )
        content = file.stream(
            b"q 300 0 0 400 0 0 cm /I Do Q BT 3 Tr /F 24 Tf 30 200 Td %s Tj ET" % font.encode(words)
        )
        file.page(
            b"/MediaBox [0 0 300 400] /Contents %d 0 R /Resources << /Font << /F %d 0 R >>"
            b" /XObject << /I %d 0 R >> >>" % (content, font.number, image),
            words,
        )
    font.write()
    file.finish(info=b"/Title (Buch)", metadata=b"")
    return out.getvalue()


@pytest.fixture
def document(page: Page) -> int:
    """An empty document of alice, open on its images."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": page.url}

    def post(url: str, data: dict[str, Any]) -> Any:
        answer = page.request.post(f"/api/{url}", headers=headers, data=data)
        assert answer.ok, answer.text()
        return answer.json()

    project = post("projects/", {"name": "Scans"})["slug"]
    body = {"project": project, "name": "Buch", "main_script": "Latin", "read_direction": "ltr"}
    number: int = post("documents/", body)["pk"]
    page.goto(f"/document/{number}/images/")
    return number


def _export(page: Page, document: int, name: str, **chosen: str) -> bytes:
    dialog = choose_pages(page, f"/document/{document}/images/", 2)
    choose_format(dialog, name)
    for label, choice in chosen.items():
        dialog.get_by_label(label, exact=True).select_option(label=choice)
    _, data = fetch(page, dialog)
    return data


def test_a_pdf_comes_in_with_its_text_and_goes_out_again(page: Page, document: int) -> None:
    page.get_by_role("button", name="Import").filter(visible=True).first.click()
    dialog = page.locator("dialog[open]")
    upload = {"name": "Buch.PDF", "mimeType": "application/pdf", "buffer": book()}
    dialog.get_by_label("Files", exact=True).set_input_files(upload)
    dialog.get_by_text("More choices").click()
    dialog.get_by_label("Pages of a PDF").fill("1, 3")
    dialog.get_by_label("Take the text layer of a PDF").check()
    dialog.get_by_label("Show me first what goes where").uncheck()
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_be_hidden()

    def pages() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = page.request.get(f"/api/documents/{document}/parts/").json()[
            "results"
        ]
        return found

    page.goto(f"/document/{document}/imports/")
    expect(page.locator("tbody")).to_contain_text("2 of 2 files imported, 2 line texts.")
    assert [part["filename"] for part in pages()] == ["Buch_page_1.jpg", "Buch_page_3.jpg"]

    made = pypdf.PdfReader(
        io.BytesIO(_export(page, document, "Searchable PDF", Images="As uploaded: best quality"))
    )
    assert [part.extract_text().split() for part in made.pages] == [
        WORDS[0].split(),
        WORDS[2].split(),
    ]
    text = docx.Document(io.BytesIO(_export(page, document, "Word (DOCX)")))
    said = [row.text for row in text.paragraphs if row.style.name == "Normal"]
    assert said == [WORDS[0], WORDS[2]]
