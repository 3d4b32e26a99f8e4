"""A model between people: shared with a person and a team, taken back; its card and a deposit."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

MODEL = "catmus-print-fondue-tiny-2024-01-31.safetensors"
FILE = Path(settings.BASE_DIR).parent / "shared" / "data" / "models" / MODEL
NAME = "Prints to be shared"
TEAM = """
from apps.users.models import Team, User
team = Team.objects.create(name="Readers of prints", owner=User.objects.get(username="alice"))
team.members.add(User.objects.get(username="olga"))
"""


@pytest.fixture(scope="module")
def others(program: Program) -> tuple[str, str]:
    """Nina, who is in no team, and Olga, who is in one of Alice's."""
    for name in ("nina", "olga"):
        mail = f"{name}@example.org"
        program.manage("user", "create", name, "--email", mail, "--password", PASSWORD)
    program.manage("shell", "-c", TEAM)
    return "nina", "olga"


@pytest.fixture
def theirs(
    browser: Browser, program: Program, others: tuple[str, str], watch: Watch
) -> Iterator[tuple[Page, Page]]:
    """The browsers of both."""
    # What is not shared is not there, and a form that is refused comes back: both say so.
    watch.forgive("status of 404", "status of 422")
    with (
        watched_context(browser, program.url) as one,
        watched_context(browser, program.url, viewport={"width": 390, "height": 844}) as other,
    ):
        pages = one.new_page(), other.new_page()
        for page, name in zip(pages, others, strict=True):
            watch.follow(page)
            log_in(page, name)
        yield pages


@pytest.fixture
def model(page: Page) -> str:
    """The address of a model of Alice's."""
    if not FILE.exists():
        pytest.skip("the folder of real models is not here")
    page.goto("/models/")
    page.get_by_role("button", name="Add a model").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(FILE)
    dialog.get_by_label("Name").fill(NAME)
    dialog.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/model/*/")
    return page.url


def _share(page: Page) -> Locator:
    page.get_by_role("button", name="Share", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text(f"Share “{NAME}”")
    return dialog


def _status(page: Page, url: str) -> int:
    return page.request.get(url).status


def test_a_model_is_shared_and_taken_back(
    page: Page, model: str, theirs: tuple[Page, Page]
) -> None:
    nina, olga = theirs
    nina.goto(model)
    expect(nina.get_by_role("heading", level=1)).to_have_text("There is nothing here")

    dialog = _share(page)
    page.keyboard.type("nobody-of-that-name")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("There is no account named")
    dialog.get_by_label("User name or e-mail").fill("nina")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Stop sharing with nina")).to_be_visible()
    dialog.get_by_label("Or a team").select_option(label="Readers of prints")
    dialog.get_by_role("button", name="Share", exact=True).click()
    expect(dialog.get_by_role("button", name="Stop sharing with Readers")).to_be_visible()

    for person, words in ((nina, "with you"), (olga, "with your team Readers of prints")):
        person.goto(model)
        expect(person.get_by_label("The model in short")).to_contain_text(f"shares it {words}")
        expect(person.get_by_role("button", name="Share", exact=True)).to_have_count(0)
        expect(person.get_by_role("link", name="Write the card")).to_have_count(0)
        assert _status(person, f"{model}with-card/") == 200
        for part in ("share/", "card/", "edit/", "delete/", "package/"):
            assert _status(person, model + part) == 404

    dialog.get_by_role("button", name="Stop sharing with nina").click()
    expect(dialog.get_by_role("button", name="Stop sharing with nina")).to_have_count(0)
    nina.goto(model)
    expect(nina.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    assert _status(olga, model) == 200
    page.goto(model)
    expect(page.get_by_label("The model in short")).to_contain_text("Readers of prints team")


def _deposit(page: Page) -> Locator:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Deposit at a repository…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text(f"Deposit “{NAME}” at a repository")
    return dialog


def _fill_the_card(page: Page) -> None:
    """What is wrong is brought before the eyes; the rest of what was typed is still there."""
    expect(page.get_by_label("Licence", exact=True)).to_be_focused()
    page.get_by_label("Licence", exact=True).select_option("CC-BY-4.0")
    page.get_by_label("Description").fill("Old prints.\n\nFails on marginal notes.")
    page.get_by_label("Languages").fill("French, Klingonish")
    page.get_by_label("Scripts").fill("Latin")
    page.get_by_role("button", name="Save the card").click()
    expect(page.get_by_text("There is no language called “Klingonish”.")).to_be_in_viewport()
    expect(page.get_by_label("Languages")).to_be_focused()
    page.get_by_label("Languages").fill("French, Latin")
    page.keyboard.press("Enter")


def test_a_card_is_completed_and_the_package_taken(page: Page, model: str, watch: Watch) -> None:
    watch.forgive("status of 422")
    dialog = _deposit(page)
    expect(dialog.get_by_role("link", name="Download the package")).to_have_count(0)
    dialog.get_by_role("link", name="Licence: choose").click()
    _fill_the_card(page)
    page.wait_for_url(model)
    expect(page.get_by_role("region", name="Card")).to_contain_text("French, Latin")
    dialog = _deposit(page)
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download the package").click()
    with zipfile.ZipFile(Path(download.value.path())) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        card = archive.read("README.md").decode()
        found: dict[str, Any] = json.loads(archive.read("metadata.json"))["metadata"]
        [weights] = [name for name in names if name.endswith(".safetensors")]
        assert archive.getinfo(weights).file_size == FILE.stat().st_size
    assert {"README.md", "metadata.json", "LICENSE", "CITATION.cff", "SHA256SUMS"} < names
    assert card.startswith("---\n") and "Fails on marginal notes." in card
    assert (found["license"], found["creators"]) == ("CC-BY-4.0", [{"name": "alice"}])
    assert found["description"] == "Old prints.\n\nFails on marginal notes."
