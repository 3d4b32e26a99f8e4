"""Importing as a person does it: look first, choose a page by hand, leave out, import, stop."""

import base64
import io
import zipfile
from pathlib import Path
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
    """The row of the file of that name; other rows may speak of it."""
    return page.locator("tbody tr").filter(has=page.locator("td:first-child", has_text=name))


def plan_the_books(page: Page) -> None:
    page.get_by_role("button", name="Import").filter(visible=True).first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("More choices").click()
    expect(dialog.get_by_label("Images of an archive")).to_be_hidden()
    dialog.get_by_label("Files", exact=True).set_input_files(zipped(BOOKS))
    expect(dialog.get_by_label("Images of an archive")).to_be_visible()
    expect(dialog.get_by_label("Pages of a PDF")).to_be_hidden()
    dialog.get_by_label("Text goes into the layer").fill("first edition")
    dialog.get_by_role("button", name="Look through", exact=True).click()


def choose_the_page(page: Page, text: str, wanted: str) -> None:
    """Choose it with the keyboard."""
    page.get_by_role("button", name=f"Choose the page of {text}").press("Enter")
    dialog = page.locator("dialog[open]")
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
    choose_the_page(page, "blue/page/lost.xml", "99")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("alert")).to_contain_text("No page is called “99”")
    dialog.get_by_role("button", name="Cancel").click()
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
        dialog.get_by_label("Files", exact=True).set_input_files(zipped(files))
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


def pages_of(page: Page, document: int) -> list[str]:
    rows = page.request.get(f"/api/documents/{document}/parts/").json()["results"]
    return [row["filename"] for row in rows]


def test_the_plan_counts_anew_where_people_send_the_files(page: Page, document: int) -> None:
    def send(files: dict[str, bytes]) -> None:
        page.goto(f"/document/{document}/imports/")
        page.get_by_role("button", name="Import").filter(visible=True).first.click()
        dialog = page.locator("dialog[open]")
        dialog.get_by_label("Files", exact=True).set_input_files(zipped(files))
        dialog.get_by_role("button", name="Look through", exact=True).click()
        expect(page.locator("#import > p").first).to_contain_text("Nothing is written yet")

    send({"1.png": image(10), "2.png": image(20), "1.xml": page_file("1.png", ["one", "two"])})
    page.get_by_role("button", name="Import 3 files").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(3)
    send({name: page_file("x.png", ["one", "zwei", "drei"]) for name in ("a.xml", "b.xml")})

    page.get_by_role("button", name="Match by order").click()
    first, second = row(page, "a.xml"), row(page, "b.xml")
    expect(first).to_contain_text("1 new line")
    expect(first).to_contain_text("1 text changed")
    expect(second).to_contain_text("3 new lines")
    expect(second).to_contain_text("by order")

    # The second file takes the page of the first: that one has none any more, and is told why.
    choose_the_page(page, "b.xml", "1")
    expect(second).to_contain_text("1 text changed")
    expect(first).to_contain_text("Its page was given to b.xml by hand")
    expect(first).not_to_contain_text("new line")
    assert texts_on(page, document, 0) == ["one", "two"]
    page.get_by_role("button", name="Import 1 file").click()
    expect(second.locator(".badge.is-done")).to_be_visible()
    assert texts_on(page, document, 0) == ["drei", "one", "zwei"]


def test_a_folder_of_images_and_page_files_is_added_on_the_pages_tab(
    page: Page, document: int, tmp_path: Path
) -> None:
    folder = tmp_path / "shelf mark 12"
    (folder / "page").mkdir(parents=True)
    for number, shade in enumerate((40, 90), 1):
        (folder / f"f{number}.png").write_bytes(image(shade))
        data = page_file(f"f{number}.png", [f"text of {number}"])
        (folder / "page" / f"f{number}.xml").write_bytes(data)
    (folder / "notes.docx").write_bytes(b"no page")
    page.goto(f"/document/{document}/images/")
    page.locator("#add-folder").set_input_files(folder)

    # The images become pages first; then the dialog asks about the rest, packed together.
    dialog = page.locator("dialog[open]")
    note = dialog.get_by_role("status")
    expect(note).to_contain_text("2 files are packed together as shelf mark 12.zip.")
    expect(note).to_contain_text("The images are pages now")
    assert pages_of(page, document) == ["f1.png", "f2.png"]
    expect(page.locator("#uploads")).to_contain_text("1 file left out")
    dialog.get_by_role("button", name="Look through", exact=True).press("Enter")
    expect(page.locator("h1")).to_have_text("shelf mark 12.zip")
    expect(row(page, "f2.xml")).to_contain_text("f2")
    page.get_by_role("button", name="Import 2 files").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(2)
    assert texts_on(page, document, 0) == ["text of 1"]
    assert texts_on(page, document, 1) == ["text of 2"]


def drop(page: Page, target: str, files: dict[str, bytes]) -> None:
    """Drop files from the desktop on an element."""
    given = [(name, base64.b64encode(data).decode()) for name, data in files.items()]
    dropped = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const [name, base64] of files) {
                const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
                data.items.add(new File([bytes], name));
            }
            return data;
        }""",
        given,
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event(target, kind, {"dataTransfer": dropped})


def test_a_page_file_dropped_on_either_tab_waits_in_the_dialog(page: Page, document: int) -> None:
    data = page_file("x.png", ["one"])
    page.goto(f"/document/{document}/images/")
    drop(page, "#pages", {"x.png": image(1)})
    expect(page.locator(".page-card")).to_have_count(1)
    drop(page, "#pages", {"x.xml": data})
    dialog = page.locator("dialog[open]")
    field = dialog.get_by_label("Files", exact=True)
    chosen = "field => [...field.files].map(({ name }) => name)"
    expect(field).to_be_visible()
    page.wait_for_function("document.querySelector('dialog [name=upload_file]').files.length")
    assert field.evaluate(chosen) == ["x.xml"]
    dialog.get_by_label("Show me first what goes where").uncheck()
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_be_hidden()
    page.goto(f"/document/{document}/imports/")
    expect(page.locator("tbody")).to_contain_text("1 of 1 file imported")
    assert texts_on(page, document, 0) == ["one"]

    # Several there, and a book of its own: an import for each, with the same choices.
    books = {"a.xml": data, "b.xml": data, "c.zip": zipped({"c.xml": data})["buffer"]}
    drop(page, "body", books)
    expect(dialog.get_by_role("status")).to_contain_text("There will be 2 imports")
    assert field.evaluate(chosen) == ["c.zip", "2 files.zip"]
    dialog.get_by_role("button", name="Look through", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("2 files.zip")
