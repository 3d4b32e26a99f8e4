"""Annotations in a browser: decided on their page, marked on the image and in the text."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import becomes, editor_ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def kinds(page: Page, sample: str) -> Page:
    """The sample's document with a kind for the image, a kind for words, and a question."""
    page.goto(sample.replace("/images/", "/annotations/"))
    if page.get_by_text("Place name").count() == 0:
        _fill(page, "Questions", {"Name": "hand", "Answers": "first\nsecond"})
        _fill(page, "Kinds of annotation", {"Name": "Ornament"}, marks="Rectangle")
        _fill(page, "Kinds of annotation", {"Name": "Place name"}, marks="Background colour")
    page.goto(sample)
    page.locator(".page-open").first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("es-transcription-list li.line").first).to_be_visible()
    editor_ready(page)
    return page


def _fill(page: Page, section: str, words: dict[str, str], marks: str = "") -> None:
    page.get_by_role("region", name=section).get_by_role("button", name="Add").click()
    dialog = page.locator("dialog[open]")
    for label, value in words.items():
        dialog.get_by_label(label).first.fill(value)
    if marks:
        dialog.get_by_label("Marks").select_option(label=marks)
        dialog.get_by_label("hand").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text(words["Name"])


def _stored(page: Page, kind: str) -> list[dict[str, Any]]:
    found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
    assert found is not None
    url = f"/api/documents/{found[1]}/parts/{found[2]}/annotations/{kind}/"
    rows: list[dict[str, Any]] = page.request.get(url).json()["results"]
    return rows


def test_a_place_on_the_image_is_marked_described_and_deleted(kinds: Page) -> None:
    kinds.keyboard.press("Control+Shift+A")
    sheet = kinds.locator("es-annotations")
    sheet.get_by_role("button", name="Ornament").click()
    well = kinds.locator(".map").first.bounding_box()
    assert well is not None
    x, y = well["x"] + well["width"] / 2, well["y"] + well["height"] / 2
    kinds.mouse.move(x - 60, y - 40)
    kinds.mouse.down()
    kinds.mouse.move(x + 60, y + 40, steps=6)
    kinds.mouse.up()
    expect(sheet.get_by_role("region", name="On the image", exact=True)).to_be_visible()
    sheet.get_by_label("hand").select_option("first")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_role("button", name="Save")).to_have_count(0)
    becomes(kinds, lambda: len(_stored(kinds, "image")), 1)
    [row] = _stored(kinds, "image")
    assert len(row["coordinates"]) == 4
    assert row["components"][0]["value"] == "first"
    sheet.get_by_role("region", name="On the image", exact=True).get_by_role("button").first.click()
    sheet.get_by_role("button", name="Delete").click()
    expect(sheet.get_by_role("region", name="On the image", exact=True)).to_have_count(0)
    becomes(kinds, lambda: _stored(kinds, "image"), [])


def test_selected_words_are_marked_and_follow_the_text(kinds: Page) -> None:
    rows = kinds.locator("es-transcription-list li.line")
    kinds.keyboard.press("Control+Shift+A")
    rows.nth(1).locator("button.row").click()
    field = kinds.locator("es-line-editor input, es-line-editor textarea").first
    expect(field).to_be_focused()
    words = field.input_value()
    kinds.keyboard.press("Home")
    for _ in range(4):
        kinds.keyboard.press("Shift+ArrowRight")
    kinds.locator("es-annotations").get_by_role("button", name="Place name").click()
    becomes(kinds, lambda: len(_stored(kinds, "text")), 1)
    [row] = _stored(kinds, "text")
    assert row["quote"] == words[:4]
    kinds.keyboard.press("Home")
    kinds.keyboard.type("NB ")
    kinds.keyboard.press("Enter")
    expect(kinds.locator("es-save-state .state.saved")).to_be_visible()
    [row] = _stored(kinds, "text")
    assert (row["start_offset"], row["end_offset"]) == (3, 7)
    marked = "[...CSS.highlights].filter(([n, h]) => n.startsWith('es-mark') && h.size > 0).length"
    becomes(kinds, lambda: kinds.evaluate(marked), 1)
