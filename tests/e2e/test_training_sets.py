"""A training set in a browser: made from a selection, split, checked, frozen."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
NAME = "Press of the sample"


def test_a_set_is_made_split_checked_and_frozen(page: Page, sample: str, program: Program) -> None:
    page.goto(sample)
    _make_set(page)
    _look_at_the_split(page)
    _move_a_page(page)
    _look_at_the_check(page)
    _freeze(page)
    found = page.request.get("/api/collections/").json()["results"]
    [made] = [row for row in found if row["name"] == NAME]
    [version] = page.request.get(f"/api/collections/{made['id']}/versions/").json()["results"]
    assert version["facts"]["pages"] == 6, json.dumps(version)
    assert version["facts"]["by"] == "pages"


def _make_set(page: Page) -> None:
    page.keyboard.press("Control+a")
    bar = page.get_by_role("region", name="Selected pages")
    expect(bar).to_contain_text("6")
    bar.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Add to a training set…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Add 6 pages to a training set")
    dialog.get_by_label("Name of the new set").fill(NAME)
    dialog.get_by_role("button", name="Add to the set").click()
    page.wait_for_url("**/training/set/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


def _look_at_the_split(page: Page) -> None:
    expect(page.locator(".set-table tbody tr")).to_have_count(6)
    expect(page.locator("[data-split=train]")).to_contain_text("4 pages")
    expect(page.locator("[data-split=validation]")).to_contain_text("1 page,")
    expect(page.locator("[data-split=test]")).to_contain_text("1 page,")


def _move_a_page(page: Page) -> None:
    """By keyboard, on the row's own choice; then two at once by ticking them."""
    rows = page.locator(".set-table tbody tr")
    row = rows.filter(has=page.locator("select:has(option[value=train][selected])")).first
    number = row.get_attribute("data-item")
    moved = page.locator(f"tr[data-item='{number}']")
    moved.get_by_role("combobox").select_option("Validation")
    expect(moved).to_contain_text("by hand")
    expect(page.locator("[data-split=validation]")).to_contain_text("2 pages")
    moved.get_by_role("checkbox").check()
    page.get_by_role("button", name="To training").click()
    expect(page.locator("[data-split=validation]")).to_contain_text("1 page,")


def _look_at_the_check(page: Page) -> None:
    page.get_by_role("link", name="Check", exact=True).click()
    expect(page.get_by_label("Characters").get_by_role("heading")).to_have_text("Characters")
    finding = page.locator("details[data-code=rare]")
    finding.locator("summary").click()
    expect(finding.locator(".check-line image").first).to_be_visible()
    expect(finding.get_by_role("link", name="line").first).to_be_visible()


def _freeze(page: Page) -> None:
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("button", name="Freeze now").click()
    row = page.get_by_role("row").filter(has_text="v1")
    expect(row).to_contain_text("nothing has changed since")
    page.get_by_role("button", name="Freeze now").click()
    expect(page.get_by_role("row").filter(has_text="v2")).to_have_count(0)
