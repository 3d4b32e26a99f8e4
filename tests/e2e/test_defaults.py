"""Work by one click with what is usual in a document, and the card of a model."""

import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE, ROOT, Watch

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SAMPLE = ROOT / "samples" / "pages" / "page-1.jpg"
MODEL = "Sample print"
KRAKEN = "kraken’s own model"
WORK = 4 * PATIENCE


@pytest.fixture
def document(page: Page, sample: str, tmp_path: Path) -> str:
    """The address of the images page of a new document with two small pages."""
    page.goto("/")
    page.get_by_role("button", name="New project").first.click()
    page.get_by_label("Name").fill("Usual")
    page.keyboard.press("Enter")
    page.wait_for_url("**/project/**")
    page.get_by_role("button", name="New document").first.click()
    page.get_by_label("Name").fill("Usual pages")
    page.keyboard.press("Enter")
    page.wait_for_url("**/images/")
    files = []
    with Image.open(SAMPLE) as image:
        width, height = image.size
        for number in (1, 2):
            path = tmp_path / f"{number}.jpg"
            image.crop((0, 0, width, height // 3 + number)).save(path)
            files.append(path)
    page.locator("#add-files").set_input_files(files)
    expect(page.locator(".page-card .page-thumb img")).to_have_count(2, timeout=WORK)
    return page.url


def _choose(page: Page, number: int) -> Locator:
    """Select one page; the bar with what can be done to it."""
    page.keyboard.press("Escape")
    page.locator(".page-card").nth(number).get_by_role("checkbox").check()
    return page.locator("#selection-bar")


def test_one_click_does_what_is_usual(page: Page, document: str) -> None:
    cards, dialog = page.locator(".page-card"), page.locator("#dialog")
    lines, read = re.compile(r"[1-9]\d* lines"), re.compile(r"[1-9]\d* %")

    bar = _choose(page, 0)
    bar.get_by_role("button", name="Segment", exact=True).click()
    dialog.get_by_label("Remember this for the document").check()
    dialog.get_by_role("button", name="Segment", exact=True).click()
    expect(dialog).to_be_hidden()
    now = bar.get_by_role("button", name=f"Segment with {KRAKEN}", exact=True)
    expect(now).to_be_visible()
    expect(cards.first).to_contain_text(lines, timeout=WORK)

    _choose(page, 1)
    now.click()
    expect(cards.nth(1)).to_contain_text(lines, timeout=WORK)
    expect(dialog).to_be_hidden()

    now.click()  # lines are there now: people are told what becomes of them
    expect(dialog).to_contain_text("of these pages has")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    _use_the_model(page, document)
    page.goto(document)
    bar = _choose(page, 0)
    transcribe = bar.get_by_role("button", name=re.compile(f"^Transcribe with “{MODEL}”"))
    transcribe.click(modifiers=["Shift"])
    expect(dialog.get_by_role("heading")).to_contain_text("Transcribe 1 page")
    page.keyboard.press("Escape")
    transcribe.click()
    expect(cards.first).to_contain_text(read, timeout=WORK)
    expect(dialog).to_be_hidden()

    cards.nth(1).locator(".page-open").click()
    page.wait_for_url("**/edit/**")
    page.locator("es-top-bar [data-command=transcribe]").first.click()
    expect(dialog).to_be_hidden()
    page.goto(document)
    expect(cards.nth(1)).to_contain_text(read, timeout=WORK)


def _use_the_model(page: Page, document: str) -> None:
    """Choose the sample's model for the document, in its settings."""
    dialog = page.locator("#dialog")
    page.goto(document.replace("images/", "settings/"))
    page.get_by_role("button", name="Choose…").click()
    chooser = dialog.get_by_label("Transcribe with")
    option = chooser.locator("option", has_text=MODEL).last
    chooser.select_option(value=option.get_attribute("value"))
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#defaults-title ~ dl, section dl.facts").first).to_contain_text(MODEL)


def test_a_card_is_written_and_packed(
    page: Page, watch: Watch, sample: str, tmp_path: Path
) -> None:
    watch.forgive("status of 422")  # a language that there is not
    page.goto("/models/")
    page.get_by_role("link", name=MODEL).first.click()
    page.wait_for_url("**/model/*/")
    model = page.url
    page.get_by_role("link", name="Write the card").click()
    languages = page.get_by_label("Languages")
    languages.fill("Klingonese")
    page.get_by_role("button", name="Save the card").click()
    expect(page.get_by_text("There is no language called “Klingonese”.")).to_be_visible()
    languages.fill("Latin, deu")
    page.get_by_label("Licence", exact=True).select_option("CC-BY-4.0")
    page.get_by_label("Scripts").fill("Latn")
    page.get_by_label("Description").fill("")
    page.get_by_role("button", name="Save the card").click()
    page.wait_for_url("**/model/*/")
    expect(page.locator("#card")).to_contain_text("Latin, German")

    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("button", name="Deposit at a repository").click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Description: say what the model is for")
    dialog.get_by_role("link", name="Fill in the card").click()
    page.get_by_label("Description").fill("Clean print of the sample.")
    page.get_by_role("button", name="Save the card").click()
    page.wait_for_url(model)

    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("button", name="Deposit at a repository").click()
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name="Download the package").click()
    waiting.value.save_as(tmp_path / "package.zip")
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        assert {"README.md", "metadata.json", "LICENSE", "SHA256SUMS"} <= set(archive.namelist())
