"""Importing as a person does it: look first, choose a page by hand, leave out, import, stop."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from apps.formats.registry import codec
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout
from tests.e2e.conftest import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SIZE = (600, 800)


def image(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", SIZE, shade).save(file, "PNG")
    return file.getvalue()


def page_file(name: str, texts: list[str], format_name: str = "alto") -> bytes:
    region = RegionLayout(((10, 10), (590, 10), (590, 790), (10, 790)), type="MainZone")
    lines = tuple(
        LineLayout(
            ((30, 60 + 40 * n), (570, 62 + 40 * n)), region_uid=region.uid, text=LineText(text)
        )
        for n, text in enumerate(texts)
    )
    return codec(format_name).write(PageLayout(*SIZE, name, (region,), lines))


def zipped(files: dict[str, bytes]) -> dict[str, Any]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return {"name": "books.zip", "mimeType": "application/zip", "buffer": buffer.getvalue()}


BOOKS = {
    "books/red/f1.png": image(200),
    "books/red/page/f1.XML": page_file("f1.png", ["red one", "red two"]),
    "books/blue/f1.png": image(100),
    "books/blue/page/f1.XML": page_file("f1.png", ["ב blue"], "page"),
    "books/blue/page/lost.xml": page_file("nowhere.png", ["lost", "and found"]),
    "books/broken.xml": b"<alto><Layout>",
    "__MACOSX/books/._f1.png": b"junk",
}


@pytest.fixture
def document(page: Page) -> int:
    """An empty document of alice, open on its imports."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": page.url}

    def post(url: str, data: dict[str, Any]) -> Any:
        answer = page.request.post(f"/api/{url}", headers=headers, data=data)
        assert answer.ok, answer.text()
        return answer.json()

    project = post("projects/", {"name": "Shelf"})["slug"]
    body = {"project": project, "name": "Books", "main_script": "Latin", "read_direction": "ltr"}
    number: int = post("documents/", body)["pk"]
    page.goto(f"/document/{number}/imports/")
    return number


def texts_on(page: Page, document: int, place: int) -> list[str]:
    base = f"/api/documents/{document}"
    part = page.request.get(f"{base}/parts/").json()["results"][place]["pk"]
    rows = page.request.get(f"{base}/parts/{part}/transcriptions/").json()["results"]
    return sorted(row["content"] for row in rows)


def row(page: Page, name: str) -> Any:
    return page.locator("tbody tr").filter(has_text=name)


def plan_the_books(page: Page) -> None:
    page.get_by_role("button", name="Import").filter(visible=True).first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("More choices").click()
    expect(dialog.get_by_label("Images of an archive")).to_be_hidden()
    dialog.get_by_label("File").first.set_input_files(zipped(BOOKS))
    expect(dialog.get_by_label("Images of an archive")).to_be_visible()
    expect(dialog.get_by_label("Pages of a PDF")).to_be_hidden()
    dialog.get_by_label("Text goes into the layer").fill("first edition")
    dialog.get_by_role("button", name="Look through", exact=True).click()


def choose_the_page(page: Page, text: str, wanted: str) -> None:
    """Name a page that is not there first, then the one that is."""
    page.get_by_role("button", name=f"Choose the page of {text}").press("Enter")
    dialog = page.locator("dialog[open]")
    field = dialog.get_by_label("Page", exact=True)
    field.fill("99")
    field.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("No page is called “99”")
    dialog.get_by_label("Page", exact=True).fill(wanted)
    dialog.get_by_label("Page", exact=True).press("Enter")


def test_two_books_are_planned_mended_by_hand_and_imported(
    page: Page, document: int, watch: Watch
) -> None:
    watch.forgive("status of 422")  # a page that is not there is asked for below
    plan_the_books(page)

    # Folders tell the books apart, nothing is written.
    expect(page.locator("#import > p").first).to_contain_text("Nothing is written yet")
    expect(row(page, "red/page/f1.XML")).to_contain_text("new: red/f1.png")
    expect(row(page, "blue/page/f1.XML")).to_contain_text("new: blue/f1.png")
    expect(row(page, "lost.xml")).to_contain_text("nowhere.png")
    expect(row(page, "broken.xml")).to_contain_text("not well-formed")
    assert page.request.get(f"/api/documents/{document}/parts/").json()["count"] == 0

    row(page, "red/page/f1.XML").get_by_role("button", name="Leave out").click()
    expect(row(page, "red/page/f1.XML")).to_contain_text("Left out.")
    page.get_by_role("button", name="Import 3 files").click()
    expect(page.locator("#import > p .badge.is-done")).to_be_visible()
    assert texts_on(page, document, 0) == ["ב blue"]
    assert texts_on(page, document, 1) == []

    # What had no page goes to one chosen by hand, with the keyboard; what was left out, too.
    choose_the_page(page, "blue/page/lost.xml", "red/f1")
    expect(row(page, "lost.xml")).to_contain_text("by hand")
    page.get_by_role("button", name="Go on with 1 file").click()
    expect(row(page, "lost.xml").locator(".badge.is-done")).to_be_visible()
    assert texts_on(page, document, 1) == ["and found", "lost"]

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the report").click()
    report = download.value.path().read_text()
    assert "blue/page/lost.xml,text,done,red/f1,hand" in report
    page.get_by_role("link", name="Imports").click()
    expect(page.locator("tbody tr")).to_contain_text("4 of 6")


def test_files_go_to_pages_in_order_and_the_report_is_deleted(page: Page, document: int) -> None:
    def send(files: dict[str, bytes]) -> None:
        page.goto(f"/document/{document}/imports/")
        page.get_by_role("button", name="Import").filter(visible=True).first.click()
        dialog = page.locator("dialog[open]")
        dialog.get_by_label("File").first.set_input_files(zipped(files))
        dialog.get_by_role("button", name="Look through", exact=True).click()
        expect(page.locator("#import > p").first).to_contain_text("Nothing is written yet")

    send({"1.png": image(10), "2.png": image(20)})
    page.get_by_role("button", name="Import 2 files").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(2)
    send({"a.xml": page_file("x.png", ["first"]), "b.xml": page_file("y.png", ["second"])})
    expect(page.locator("tbody")).to_contain_text("choose it by hand")
    page.get_by_role("button", name="Match by order").click()
    expect(row(page, "b.xml")).to_contain_text("by order")
    page.get_by_role("button", name="Import 2 files").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(2)
    assert texts_on(page, document, 0) == ["first"]
    assert texts_on(page, document, 1) == ["second"]
    page.get_by_role("button", name="Delete the report").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert texts_on(page, document, 1) == ["second"]
