"""An edition laid onto the lines of the sample: paste, look, choose how sure, write, correct."""

import random
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.alignment.editions import misread
from tests.e2e.conftest import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
WORK = 60_000


def _get(page: Page, address: str) -> Any:
    return page.request.get(address).json()


def _texts(page: Page, document: str, part: int, layer: int) -> list[dict[str, Any]]:
    rows = _get(page, f"/api/documents/{document}/parts/{part}/transcriptions/?page_size=200")
    return [row for row in rows["results"] if row["transcription"] == layer]


def _choose_pages(page: Page, count: int) -> None:
    for number in range(count):
        page.locator(".page-card").nth(number).get_by_role("checkbox").check()


def _open(page: Page, words: str) -> Any:
    page.locator("#selection-bar").get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=words).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def _ask(page: Page, sample: str, layer: int, edition: str) -> None:
    page.goto(sample)
    _choose_pages(page, 2)
    dialog = _open(page, "Lay a text onto the lines")
    dialog.get_by_label("Lines were read in the layer").select_option(str(layer))
    dialog.get_by_role("button", name="Find the lines").click()
    expect(dialog.get_by_text("Give the text")).to_be_visible()
    dialog.get_by_label("Or paste it here").fill(edition)
    dialog.get_by_label("Name of the text").fill("Printed edition")
    dialog.get_by_role("button", name="Find the lines").click()
    expect(dialog).to_have_count(0)


def _look_and_write(page: Page, count: int) -> None:
    expect(page.locator("h1")).to_have_text("Align “Printed edition” with 2 pages")
    look = page.get_by_role("link", name="Look at the result")
    expect(look).to_be_visible(timeout=WORK)
    look.click()
    expect(page.get_by_text(f"of {count} lines are taken")).to_be_visible()
    expect(page.locator("es-line-crop").first).to_have_css("background-image", re.compile("media"))
    before = page.get_by_role("button", name=re.compile("^Write")).inner_text()
    page.locator("#aligned-threshold").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name=re.compile("^Write"))).not_to_have_text(before)
    page.locator("#aligned-threshold").focus()
    page.keyboard.press("Home")
    write = page.get_by_role("button", name=f"Write {count} lines")
    expect(write).to_be_visible()
    page.get_by_label("Write into the layer").fill("Edition")
    write.click()
    expect(
        page.get_by_role("heading", name="Write the aligned text into “Edition”")
    ).to_be_visible()
    expect(page.get_by_text("Pages: 2 done")).to_be_visible(timeout=WORK)


def test_from_a_pasted_edition_to_lines_in_the_editor(
    page: Page, watch: Watch, sample: str
) -> None:
    watch.forgive("status of 422")  # the first try gives no text
    document = re.search(r"/document/(\d+)/", sample)[1]  # type: ignore[index]
    parts = [row["pk"] for row in _get(page, f"/api/documents/{document}/parts/")["results"][:2]]
    layers = _get(page, f"/api/documents/{document}/transcriptions/")
    layer = layers[0] if isinstance(layers, list) else layers["results"][0]
    truth = [row["content"] for part in parts for row in _texts(page, document, part, layer["pk"])]
    rng = random.Random(3)
    edition = " ".join(misread(line.rstrip("-"), 0.04, "aeiou", rng) for line in truth)

    _ask(page, sample, layer["pk"], edition)
    _look_and_write(page, len(truth))
    layers = _get(page, f"/api/documents/{document}/transcriptions/")
    rows = layers if isinstance(layers, list) else layers["results"]
    written = next(row["pk"] for row in rows if row["name"] == "Edition")
    found = [row["content"] for part in parts for row in _texts(page, document, part, written)]
    assert len(found) == len(truth)
    page.goto(f"/document/{document}/part/{parts[0]}/edit/?layer={written}")
    expect(page.locator("es-editor")).to_contain_text(found[0][:12], timeout=WORK)
