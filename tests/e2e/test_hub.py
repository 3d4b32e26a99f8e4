"""A public model from the search to the list of one's own models, by mouse and keyboard."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE, Program
from tests.hub.repository import Deposit, Repository, card
from tests.web_server import held, running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

MODELS = Path(settings.BASE_DIR).parent / "shared" / "data" / "models"
TINY = "catmus-print-fondue-tiny-2024-01-31"
TITLE = "Reads old prints of many languages"


@pytest.fixture
def repository(program: Program) -> Iterator[Repository]:
    """A repository on this machine: a real model in two formats, and one that is none."""
    if not MODELS.exists():
        pytest.skip("the folder of real models is not here")
    with running(program.repository_port) as server:
        found = Repository(server)
        prints = {"README.md": card(TITLE, language=["lat", "fra"], body="## Data\n\nTen books.")}
        for suffix in (".safetensors", ".mlmodel"):
            prints[f"tiny{suffix}"] = (MODELS / f"{TINY}{suffix}").read_bytes()
        found.add(Deposit(101, "Prints", prints, published="2024-01-31"))
        hebrew = card("Reads Hebrew", script=["Hebr"], language=["heb"])
        found.add(Deposit(201, "Hebrew", {"README.md": hebrew, "h.mlmodel": b"\x80\x04 old"}))
        yield found


def _models(page: Page) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.request.get("/api/models/?paginate_by=50").json()["results"]
    return [row for row in rows if row["name"] == TITLE]


def _expect_to_be_tried(page: Page) -> None:
    page.locator("#model-rows").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Try them").click()
    expect(page.get_by_role("dialog")).to_contain_text("Try on which document?")


def _install_watching(page: Page, repository: Repository) -> None:
    """Press Install; the page says how much of the file is here, before the rest comes."""
    weights, release = repository.deposits[101].files["tiny.safetensors"], threading.Event()
    on_its_way = held(weights, len(weights) * 42 // 100 + 1, release)
    repository.server.routes["/files/101/tiny.safetensors"] = on_its_way
    install = page.get_by_role("button", name="Install", exact=True)
    install.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hub-offer")).to_contain_text("tiny.safetensors")
    expect(page.locator(".hub-offer")).to_contain_text(", 42 %")
    release.set()


def test_a_public_model_is_found_read_about_and_installed(
    page: Page, repository: Repository
) -> None:
    page.goto("/models/")
    page.get_by_role("link", name="Find a public model").first.click()
    page.get_by_role("button", name="Fetch the list").click()
    expect(page.get_by_text("2 models of the public repository")).to_be_visible()
    expect(page.locator(".hub-item")).to_have_count(2)

    # The choices came with the list, without loading the page anew.
    page.get_by_label("Script").select_option("Hebr")
    expect(page.locator(".hub-item")).to_have_count(1)
    expect(page.locator(".hub-item")).to_contain_text("Reads Hebrew")
    page.get_by_role("button", name="Install Reads Hebrew").click()
    expect(page.get_by_text("Could not be installed")).to_be_visible(timeout=2 * PATIENCE)
    page.get_by_label("Script").select_option("")

    page.get_by_label("Find a public model").fill("books FRENCH")
    expect(page.locator(".hub-item", has_text="Reads Hebrew")).to_have_count(0)
    expect(page.locator(".hub-item")).to_contain_text(TITLE)
    page.wait_for_url("**q=books%20FRENCH**")
    link = page.get_by_role("link", name=TITLE)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ten books.")).to_be_visible()
    expect(page.get_by_text("Creative Commons Attribution 4.0")).to_be_visible()
    _install_watching(page, repository)
    expect(page.get_by_role("link", name="Open the model")).to_be_visible(timeout=2 * PATIENCE)
    assert repository.asked_files.count("tiny.safetensors") == 1
    assert "tiny.mlmodel" not in repository.asked_files

    [row] = _models(page)
    assert (row["job"], row["owner"], row["script"]) == ("Recognize", "alice", "Latin")
    page.get_by_role("link", name="Open the model").click()
    expect(page.get_by_text("10.5281/zenodo.101").first).to_be_visible()
    page.goto("/models/")
    expect(page.locator("#model-rows").get_by_role("link", name=TITLE).first).to_be_visible()
    _expect_to_be_tried(page)
