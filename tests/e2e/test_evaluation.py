"""Comparing two layers as a person does: ask, read the figures, look at lines, open one."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE
from tests.e2e.frame import patch

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def _api(page: Page, path: str, data: object) -> dict[str, object]:
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    headers = {"X-CSRFToken": token, "Referer": page.url}
    answer = page.request.post(path, data=data, headers=headers)
    assert answer.ok, answer.text()
    found: dict[str, object] = answer.json()
    return found


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("E2E_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _second_layer(page: Page, document: str) -> None:
    """A copy of the sample's text in which the first line of the first page has an error."""
    source = _layers(page, document)["manual"]
    parts = page.request.get(f"/api/documents/{document}/parts/").json()["results"]
    wanted = {"source": source, "new_layer": "Second reader", "parts": [parts[0]["pk"]]}
    _api(page, f"/api/documents/{document}/copy_layer/", wanted)
    target = _layers(page, document)["Second reader"]
    texts = f"/api/documents/{document}/parts/{parts[0]['pk']}/transcriptions/"
    for _ in range(120):
        rows = page.request.get(f"{texts}?page_size=500").json()["results"]
        copied = [row for row in rows if row["transcription"] == target]
        if copied:
            break
        page.wait_for_timeout(250)
    patch(page, f"{texts}{copied[0]['pk']}/", {"content": copied[0]["content"].upper()})


def _layers(page: Page, document: str) -> dict[str, int]:
    layers = page.request.get(f"/api/documents/{document}/transcriptions/").json()
    rows = layers["results"] if isinstance(layers, dict) else layers
    return {row["name"]: row["pk"] for row in rows}


def _evaluate(page: Page) -> None:
    """Measure the second layer on the first page, from the selection to the dialog's button."""
    page.locator(".page-card").first.get_by_role("checkbox").check()
    page.locator("#selection-bar").get_by_role("button", name="More").click()
    page.get_by_role("button", name="Evaluate models and layers…").click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading")).to_contain_text("Evaluate on 1 page")
    truth = dialog.get_by_label("Layer with the true text").locator("option")
    value = truth.filter(has_not_text="Choose").filter(has_not_text="Second").first
    dialog.get_by_label("Layer with the true text").select_option(value.get_attribute("value"))
    dialog.get_by_role("checkbox", name="Second reader").check()
    _picture(page, "evaluation-dialog")
    dialog.get_by_role("button", name="Evaluate", exact=True).click()
    expect(dialog).to_be_hidden()


def test_two_layers_are_compared_and_the_worst_line_opens(page: Page, sample: str) -> None:
    page.goto(sample)
    document = re.findall(r"/document/(\d+)/", sample)[0]
    _second_layer(page, document)
    _evaluate(page)
    page.goto(f"/document/{document}/models/")
    page.get_by_role("link", name=re.compile("Evaluate layer")).first.click()
    expect(page.get_by_role("heading", name="Error rates")).to_be_visible(timeout=4 * PATIENCE)
    rate = page.locator("tbody strong").first
    before = rate.inner_text()
    assert before != "0.00 %"
    _picture(page, "evaluation-overview")
    page.get_by_role("checkbox", name="case").check()
    expect(rate).to_have_text("0.00 %")
    expect(page).to_have_url(re.compile("without=case"))
    page.get_by_role("checkbox", name="case").uncheck()
    expect(rate).to_have_text(before)

    page.get_by_role("link", name="Characters", exact=True).click()
    page.locator(".confusion-rows summary").first.click()
    cut = page.locator(".line-example image").first
    expect(cut).to_have_attribute("href", re.compile("^/media/view/"))
    _picture(page, "evaluation-characters")
    page.get_by_role("link", name="Worst lines").click()
    cut = page.locator(".worst-lines image").first
    expect(cut).to_have_attribute("href", re.compile("^/media/view/"))
    expect(page.locator(".worst-lines del").first).to_be_visible()
    _picture(page, "evaluation-lines")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report").click()
    assert "data:image/jpeg" in Path(download.value.path()).read_text("utf-8")
    page.locator(".worst-lines a.line-crop").first.click()
    expect(page).to_have_url(re.compile(r"/edit/\?line=1"))
    expect(page.locator("es-transcription-list")).to_be_visible()
