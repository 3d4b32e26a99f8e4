"""The editor in a browser: drawing, undo, a server that is away, two people, and reading only."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

READER = "vera"


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


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _type(page: Page, row: int, words: str) -> None:
    _rows(page).nth(row).locator("button.row, input").click()
    expect(page.locator("es-line-editor input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


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


def test_nothing_is_lost_while_the_server_is_away(editor: Page, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch")
    editor.context.set_offline(True)
    _type(editor, 2, "typed without a server")
    editor.keyboard.press("Enter")
    state = editor.locator("es-save-state .state")
    expect(state).to_contain_text("Offline")
    editor.context.set_offline(False)
    _expect_saved(editor)
    editor.reload()
    expect(_rows(editor).nth(2).locator(".text")).to_have_text("typed without a server")


def test_what_is_unsent_outlives_a_reload(editor: Page, watch: Watch) -> None:
    watch.forgive("ERR_FAILED", "Failed to load resource")
    editor.on("dialog", lambda dialog: dialog.accept())
    editor.route("**/changes/", lambda route: route.abort())
    _type(editor, 3, "kept in this browser")
    editor.keyboard.press("Enter")
    expect(editor.locator("es-save-state .state")).to_contain_text("Offline")
    editor.unroute("**/changes/")
    editor.reload()
    expect(_rows(editor).nth(3).locator(".text")).to_have_text("kept in this browser")
    _expect_saved(editor)


@pytest.fixture
def second(browser: Browser, program: Program, watch: Watch) -> Iterator[Page]:
    """A second browser of the same person."""
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        yield page


def test_two_texts_of_one_line_are_both_shown(
    editor: Page, second: Page, sample: str, watch: Watch
) -> None:
    watch.forgive("status of 409", "ERR_FAILED")
    _open(second, sample)
    second.route("**/editor/**", lambda route: route.abort())
    second.route("**/events/**", lambda route: route.abort())
    _type(editor, 4, "the first hand")
    editor.keyboard.press("Enter")
    _expect_saved(editor)
    _type(second, 4, "the second hand")
    second.keyboard.press("Enter")
    expect(second.locator("es-save-state .state")).not_to_contain_text("Saved")
    second.unroute("**/editor/**")
    decide = second.locator(".decide")
    expect(decide).to_contain_text("the first hand")
    expect(decide).to_contain_text("the second hand")
    decide.get_by_role("button", name="Keep mine").click()
    _expect_saved(second)
    editor.reload()
    expect(_rows(editor).nth(4).locator(".text")).to_have_text("the second hand")


def test_pages_are_turned_by_button_and_key(editor: Page) -> None:
    editor.get_by_role("button", name="Next page").click()
    expect(editor.get_by_label("Page number")).to_have_value("2")
    expect(_rows(editor).first).to_be_visible()
    editor.keyboard.press("PageUp")
    expect(editor.get_by_label("Page number")).to_have_value("1")


def test_a_viewer_reads_and_cannot_change(
    browser: Browser, program: Program, watch: Watch, page: Page, sample: str
) -> None:
    account = ("--email", "vera@example.org", "--password", PASSWORD)
    program.manage("user", "create", READER, *account)
    page.goto(sample)
    page.locator(".crumbs a").first.click()
    page.get_by_role("button", name="Share").click()
    page.get_by_label("User name or e-mail").fill(READER)
    page.get_by_label("Role").select_option("viewer")
    page.locator("#dialog").get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#dialog .edit-rows")).to_contain_text(READER)
    with watched_context(browser, program.url) as context:
        reader = context.new_page()
        watch.follow(reader)
        log_in(reader, READER)
        _open(reader, sample)
        expect(reader.locator("es-save-state")).to_contain_text("Read only")
        expect(reader.locator("[data-command=draw-line]")).to_have_count(0)
        _rows(reader).first.locator("button.row").click()
        expect(reader.locator("es-line-editor input")).not_to_be_editable()
