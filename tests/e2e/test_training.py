"""The novice's path: pages with text, one dialog, watch it learn, stop, and have a model."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WORK = 120_000
"""Milliseconds for real learning on a busy machine."""


def test_train_watch_pause_go_on_and_keep_the_best(program: Program, page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").first.click()
    page.wait_for_url("**/images/**")
    for number in (0, 1):
        page.locator(".page-card").nth(number).get_by_role("checkbox").check()
    page.locator("#selection-bar").get_by_role("button", name="Train").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Train on 2 pages")).to_be_visible()
    dialog.get_by_label("Name of the new model").fill("Novice")
    dialog.get_by_label("Start from").select_option(value="")
    dialog.get_by_label("Thorough").check()
    # However fast the machine: it does not end by itself while we look.
    dialog.get_by_text("Advanced", exact=True).click()
    dialog.get_by_label("Epochs at least").fill("400")
    dialog.get_by_role("button", name="Start training").click()
    page.wait_for_url("**/job/*/")

    expect(page.locator("[data-training-chart] canvas")).to_be_visible(timeout=WORK)
    expect(page.locator(".watched li").first).to_be_visible(timeout=WORK)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#job-live")).to_contain_text("Paused after epoch", timeout=WORK)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_function("first => location.pathname !== first", arg=_path(page))
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible(timeout=WORK)
    expect(page.locator("#job-live")).to_contain_text("Going on after epoch", timeout=WORK)
    _stop(page)


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def _stop(page: Page) -> None:
    page.get_by_role("button", name="Stop and keep the best").click()
    live: Any = page.locator("#job-live")
    expect(live.get_by_role("link", name="Open the model")).to_be_visible(timeout=WORK)
    live.get_by_role("link", name="Open the model").click()
    expect(page.locator("h1")).to_contain_text("Novice")
    expect(page.get_by_role("heading", name="Training")).to_be_visible()
