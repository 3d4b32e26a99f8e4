"""What to correct next: ranked, walked through with mouse and keys, and sorted by."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE, becomes

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def unread(page: Page, sample: str) -> str:
    """The sample, whose layer is not vouched for any more: its lines are there to be corrected."""
    page.goto(sample.replace("/images/", "/layers/"))
    if page.locator("td .badge", has_text="ground truth").count():
        page.get_by_role("button", name="Change").first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Ground truth").uncheck()
        dialog.get_by_role("button", name="Save").click()
        expect(page.locator("td .badge", has_text="ground truth")).to_have_count(0)
    return sample


def _sheet(page: Page) -> Locator:
    return page.locator("es-work-list")


def _done(page: Page) -> Locator:
    return _sheet(page).locator(".count")


def _answer(page: Page) -> Any:
    """The work list of the shown layer as the API tells it."""
    return page.evaluate(
        """async () => {
            const here = JSON.parse(document.getElementById("bootstrap").textContent);
            const layer = new URLSearchParams(location.search).get("layer");
            return (await fetch(`${here.urls.worklist}?layer=${layer}`)).json();
        }"""
    )


def _here(page: Page) -> Any:
    return page.evaluate("document.querySelector('es-editor').session.selection.current")


def test_from_the_images_page_through_the_list_and_back(page: Page, unread: str) -> None:
    page.goto(unread)
    page.get_by_role("link", name="Correct next").click()
    page.get_by_role("button", name="Rank the lines").first.click()
    lines = page.locator(".work-lines li")
    expect(lines.first).to_be_visible(timeout=4 * PATIENCE)
    expect(page.get_by_text("Not calibrated")).to_be_visible()
    expect(page.get_by_role("heading", name="What more corrected lines bring")).to_be_visible()
    page.get_by_role("link", name="Start correcting").click()

    _correct_the_first(page)
    expect(_sheet(page).get_by_role("button", name="Done, next line")).to_be_enabled()
    _sheet(page).get_by_role("button", name="Skip").click()
    expect(_done(page)).to_have_text("2 of 50")
    expect(_sheet(page).get_by_role("button", name="Done, next line")).to_be_enabled()
    _sheet(page).get_by_role("button", name="Done, next line").click()
    expect(_done(page)).to_have_text("3 of 50")

    page.goto(unread)
    expect(page.locator(".mark-worth").first).to_contain_text("wrong")
    page.get_by_label("Order of the pages").select_option("correct")
    expect(page.locator(".page-card").first.locator("meter")).to_have_attribute("value", "1.00")
    page.reload()
    expect(page.locator(".page-card").first.locator("meter")).to_have_attribute("value", "1.00")

    page.get_by_role("link", name="Correct next").click()
    page.get_by_role("button", name="Bring back 1 skipped line").click()
    expect(page.get_by_text("2 of 50 lines of this portion").last).to_be_visible()


def _correct_the_first(page: Page) -> None:
    expect(_done(page)).to_have_text("0 of 50")
    expect(_sheet(page).get_by_role("heading", name="Why this line")).to_be_visible()
    first = _answer(page)["lines"][0]["line"]
    field = page.locator("[data-line-text]:focus")
    expect(field).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.type(" corrected")
    page.keyboard.press("F9")
    expect(_done(page)).to_have_text("1 of 50")

    def left() -> list[str]:
        return [line["line"] for line in _answer(page)["lines"]]

    becomes(page, lambda: first in left(), False)


def test_the_list_leads_to_another_page_and_opens_there(page: Page, unread: str) -> None:
    page.goto(unread)
    page.get_by_role("link", name="Correct next").click()
    page.get_by_role("link", name="Start correcting").click()
    expect(_sheet(page).get_by_role("heading", name="After it")).to_be_visible()
    elsewhere = (
        _sheet(page)
        .locator("button.line", has_text="page-")
        .or_(_sheet(page).locator("button.line", has_text="Page "))
    )
    while elsewhere.count() == 0:
        done = _done(page).inner_text()
        _sheet(page).get_by_role("button", name="Skip").click()
        expect(_done(page)).not_to_have_text(done)
        expect(_sheet(page).get_by_role("button", name="Skip")).to_be_enabled()
    before = page.url.split("?")[0]
    wanted = elsewhere.first
    text = wanted.locator("bdi").inner_text()
    wanted.click()
    page.wait_for_url(lambda url: "at=" in url and url.split("?")[0] != before)
    expect(_sheet(page).get_by_role("heading", name="Why this line")).to_be_visible()
    expect(page.locator("[data-line-text]:focus")).to_have_count(1)
    at = page.url.split("at=")[1].split("&")[0]
    assert next(line for line in _answer(page)["lines"] if line["line"] == at)["text"] == text
