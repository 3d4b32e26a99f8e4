"""Exporting as a person does: from the pages, from the editor, and fetching what came of it."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from apps.formats.registry import codec

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def open_dialog(page: Page) -> Locator:
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading")).to_contain_text("Export")
    return dialog


def choose_pages(page: Page, sample: str, count: int) -> Locator:
    """Select the first pages and press Export."""
    page.goto(sample)
    for card in page.locator(".page-card").all()[:count]:
        card.get_by_role("checkbox").check()
    page.locator("#selection-bar").get_by_role("button", name="Export", exact=True).click()
    return open_dialog(page)


def choose_format(dialog: Locator, name: str) -> None:
    field = dialog.get_by_label("Format", exact=True)
    option = field.locator("option").get_by_text(name, exact=True)
    field.select_option(value=option.get_attribute("value"))


def fetch(page: Page, dialog: Locator) -> tuple[str, bytes]:
    """Send the dialog, wait until the page says that the file is ready, and download it."""
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog).to_be_hidden()
    notice = page.locator(".floating-notice")
    with page.expect_download() as download:
        notice.get_by_role("link", name="Download").click()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_pages_with_images_in_two_sizes(page: Page, sample: str) -> None:
    for label, is_smaller in (("As they were uploaded", False), ("Smaller", True)):
        dialog = choose_pages(page, sample, 2)
        expect(dialog.get_by_role("heading")).to_have_text("Export 2 pages")
        choose_format(dialog, "ALTO 4.2")
        dialog.get_by_role("radio", name=label).check()
        name, data = fetch(page, dialog)
        assert "_alto_" in name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert "METS.xml" in names
            layout = codec("alto").read(archive.read("page-1.xml"))
            assert layout.image_name in names
            size = Image.open(io.BytesIO(archive.read(layout.image_name))).size
        assert size == (layout.width, layout.height)
        assert len(layout.lines) > 10
        assert is_smaller is (max(size) <= 3500) or not is_smaller


def test_the_dialog_shows_what_belongs_to_the_format(page: Page, sample: str) -> None:
    dialog = choose_pages(page, sample, 1)
    images = dialog.get_by_role("group", name="Page images")
    characters = dialog.get_by_role("checkbox", name="Places of words and characters")
    choose_format(dialog, "PAGE 2019")
    expect(images).to_be_visible()
    expect(characters).to_be_visible()
    choose_format(dialog, "Plain text")
    expect(characters).to_be_hidden()
    expect(dialog.locator("[name=text-breaks]")).to_be_visible()
    choose_format(dialog, "Searchable PDF")
    expect(images).to_be_hidden()
    expect(dialog.locator("[name=text-breaks]")).to_be_hidden()
    choose_format(dialog, "Archive of everything")
    expect(dialog.get_by_role("group", name="Text of")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_one_page_from_the_editor_is_one_file_without_what_was_unticked(
    page: Page, sample: str
) -> None:
    page.goto(sample)
    page.locator(".page-card a[href*='/edit/']").first.click()
    page.get_by_role("button", name="More", exact=True).click()
    page.locator("[data-command=export]").first.click()
    dialog = open_dialog(page)
    choose_format(dialog, "PAGE 2019")
    dialog.get_by_role("radio", name="No images").check()
    dialog.locator("details summary").click()
    for box in dialog.get_by_role("group", name="Regions, with their lines").locator("input").all():
        box.uncheck()
    name, data = fetch(page, dialog)
    assert name.endswith(".xml")
    assert codec("page").read(data).lines == ()


def test_a_format_of_one_text_keeps_one_layer_ticked(page: Page, sample: str) -> None:
    document = sample.split("/document/")[1].split("/")[0]
    cookies = page.context.cookies()
    csrf = next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")
    made = page.request.post(
        f"/api/documents/{document}/transcriptions/",
        data={"name": "Second reading"},
        headers={"X-CSRFToken": csrf},
    )
    assert made.ok
    dialog = choose_pages(page, sample, 1)
    boxes = dialog.get_by_role("group", name="Text of").get_by_role("checkbox")
    choose_format(dialog, "PAGE 2019")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(boxes.nth(0)).to_be_checked()
    choose_format(dialog, "Word (DOCX)")
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    boxes.nth(1).check()
    expect(boxes.nth(0)).not_to_be_checked()


def test_the_list_of_files_tells_what_is_missing_and_deletes(page: Page, sample: str) -> None:
    dialog = choose_pages(page, sample, 6)
    choose_format(dialog, "Plain text")
    fetch(page, dialog)
    page.goto("/profile/files/")
    row = page.locator("tbody tr").first
    row.locator("summary").click()
    expect(row).to_contain_text("no lines to export")
    address = row.locator("a[download]").get_attribute("href")
    with page.expect_response(lambda response: response.url.endswith("/delete/")):
        row.get_by_role("button", name="Delete").click()
    expect(page.locator(f"tbody a[href='{address}']")).to_have_count(0)
    assert page.request.get(str(address)).status == 404


def test_the_lists_show_a_new_export_at_once_and_fit_a_phone(page: Page, sample: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(sample.replace("/images/", "/exports/"))
    page.get_by_role("button", name="Export all pages").click()
    dialog = open_dialog(page)
    choose_format(dialog, "Plain text")
    dialog.get_by_role("button", name="Export", exact=True).click()
    ready = page.locator(".floating-notice p")
    expect(ready).to_contain_text("is ready")
    name = (ready.text_content() or "").split(" is ready")[0]
    expect(page.locator("#export-rows").get_by_role("link", name=name)).to_be_visible()
    page.goto("/profile/files/")
    delete = page.get_by_role("button", name=f"Delete {name}")
    box = delete.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    delete.click()
    expect(page.get_by_role("link", name=name)).to_have_count(0)
