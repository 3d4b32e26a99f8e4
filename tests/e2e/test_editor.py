"""The editor in a browser: what is drawn and deleted is saved, and comes back with its text."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import editor_ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def editor(page: Page, sample: str) -> Page:
    """The editor of the sample's first page, which has true text."""
    _open(page, sample)
    return page


def _open(page: Page, document: str, number: int = 0) -> None:
    page.goto(document)
    page.locator(".page-open").nth(number).click()
    page.wait_for_url("**/edit/**")
    expect(_rows(page).first).to_be_visible()
    editor_ready(page)


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _expect_saved(page: Page) -> None:
    expect(page.locator("es-save-state .state.saved")).to_be_visible()


def test_a_drawn_line_is_saved_and_can_be_undone(editor: Page) -> None:
    before = _rows(editor).count()
    editor.locator("[data-command=draw-line]").click()
    well = editor.locator(".map").bounding_box()
    assert well is not None
    middle, low = well["x"] + well["width"] / 2, well["y"] + well["height"] - 60
    editor.mouse.move(middle - 80, low)
    editor.mouse.down()
    editor.mouse.move(middle + 80, low, steps=8)
    editor.mouse.up()
    expect(_rows(editor)).to_have_count(before + 1)
    _expect_saved(editor)
    editor.reload()
    expect(_rows(editor)).to_have_count(before + 1)
    editor.locator("es-transcription-list li.line").last.locator("button.row").click()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Delete")
    expect(_rows(editor)).to_have_count(before)
    _expect_saved(editor)


def test_a_deleted_line_comes_back_with_its_text(editor: Page) -> None:
    before, words = _rows(editor).count(), _rows(editor).nth(1).locator(".text").inner_text()
    _rows(editor).nth(1).locator("button.row").click()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Delete")
    expect(_rows(editor)).to_have_count(before - 1)
    _expect_saved(editor)
    editor.keyboard.press("Control+Z")
    expect(_rows(editor)).to_have_count(before)
    _expect_saved(editor)
    editor.reload()
    expect(_rows(editor).nth(1).locator(".text")).to_have_text(words)
