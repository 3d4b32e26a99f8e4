"""A project goes out as one file and comes back as another project, by mouse and keyboard."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def texts(page: Page, document: str) -> list[list[str]]:
    """What the lines of each page say, by the REST API."""
    parts: list[dict[str, Any]] = page.request.get(
        f"/api/documents/{document}/parts/?paginate_by=50"
    ).json()["results"]
    found = []
    for part in parts:
        rows = page.request.get(
            f"/api/documents/{document}/parts/{part['pk']}/transcriptions/"
        ).json()["results"]
        found.append([row["content"] for row in rows])
    return found


def test_export_everything_and_restore_it(page: Page, sample: str, tmp_path: Path) -> None:
    original = sample.split("/document/")[1].split("/")[0]
    page.goto("/project/sample/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Export everything").click()
    expect(page.get_by_text("The archive of “Sample” is being made")).to_be_visible()

    page.get_by_role("button", name="Jobs").or_(page.get_by_text("1 running")).first.click()
    link = page.locator("a[href^='/export/']:visible").first
    expect(link).to_be_visible(timeout=4 * PATIENCE)
    with page.expect_download() as download:
        link.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == ".zip"

    page.goto("/projects/")
    page.get_by_role("button", name="Restore an archive").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_label("Into the project").select_option("A new project")
    dialog.get_by_role("button", name="Restore", exact=True).click()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Jobs").or_(page.get_by_text("1 running")).first.click()
    opened = page.get_by_text("6 pages are restored").first
    expect(opened).to_be_visible(timeout=4 * PATIENCE)
    page.get_by_role("link", name="Open", exact=True).first.click()
    page.wait_for_url("**/document/*/images/")
    restored = page.url.split("/document/")[1].split("/")[0]
    assert restored != original
    expect(page.locator(".page-card .page-thumb img")).to_have_count(6, timeout=4 * PATIENCE)
    assert texts(page, restored) == texts(page, original)
    assert any(texts(page, restored))
