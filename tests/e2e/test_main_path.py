"""The main path as a person walks it: from an empty data folder to a better model and a zip."""

import base64
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from apps.formats.registry import detect
from tests.e2e.conftest import PASSWORD, ROOT, Program, Watch, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SAMPLES = ROOT / "samples" / "pages"
MODEL = "Sample print"
WORK = 240_000
"""Milliseconds that the longest job, a training of two epochs, may take on two busy cores."""

FIRST, SECOND = "A first line, corrected by hand.", "And a second one; with ſ and é."


@pytest.fixture
def new_program() -> Iterator[Program]:
    """The program on an empty data folder."""
    data = Path(tempfile.mkdtemp(prefix="es-e2e-"))
    program = Program(data)
    try:
        program.start()
        yield program
    finally:
        if program.process is not None and program.process.poll() is None:
            program.stop()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def visitor(browser: Browser, new_program: Program) -> Iterator[Page]:
    watch = Watch(new_program.url)
    with watched_context(browser, new_program.url) as context:
        page = context.new_page()
        watch.follow(page)
        yield page
    assert watch.complaints == []


def test_from_an_empty_folder_to_a_better_model(new_program: Program, visitor: Page) -> None:
    link = new_program.wait_for(r"/setup/", seconds=10).strip()
    _make_the_first_account(visitor, link)
    _find_the_sample(visitor)
    document = _make_a_document(visitor)
    _drop_pages(visitor, [SAMPLES / f"page-{number}.jpg" for number in (1, 2, 5)])
    cards = visitor.locator(".page-card")
    _segment(visitor, cards, 3)
    _transcribe(visitor, cards.first, MODEL)
    layer = _correct(visitor, cards.first)
    trained = _train(visitor, document, layer)
    visitor.goto(document)
    _transcribe(visitor, cards.nth(1), trained)
    for name in ("PAGE", "ALTO"):
        _export_and_read(visitor, document, layer, name)


def _make_the_first_account(page: Page, link: str) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="One step to go")).to_be_visible()
    page.goto(link)
    page.get_by_label("User name").fill("ada")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def _find_the_sample(page: Page) -> None:
    page.get_by_role("link", name="Sample", exact=True).first.click()
    page.get_by_role("link", name="Printed pages").first.click()
    expect(page.locator(".page-card .page-thumb img")).to_have_count(6, timeout=WORK)
    page.goto("/models/")
    _reload_until(page, page.get_by_role("link", name=MODEL).first, MODEL)


def _make_a_document(page: Page) -> str:
    """The address of the new document's pages."""
    page.goto("/")
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Name").fill("My project")
    page.keyboard.press("Enter")
    page.wait_for_url("**/project/**")
    page.get_by_role("button", name="New document").first.click()
    page.get_by_label("Name").fill("My book")
    page.keyboard.press("Enter")
    page.wait_for_url("**/images/")
    return page.url


def _drop_pages(page: Page, paths: list[Path]) -> None:
    """Drop files from a folder of the desktop on the page."""
    files = [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in paths]
    dropped = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const [name, base64] of files) {
                const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
                data.items.add(new File([bytes], name, { type: "image/jpeg" }));
            }
            return data;
        }""",
        files,
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event("#pages", kind, {"dataTransfer": dropped})
    expect(page.locator(".page-card .page-thumb img")).to_have_count(len(paths), timeout=WORK)


def _select(cards: Locator) -> None:
    for card in cards.all():
        card.get_by_role("checkbox").check()


def _start(page: Page, action: str) -> Locator:
    """Press a button of the selection bar and get the dialog."""
    page.locator("#selection-bar").get_by_role("button", name=action, exact=True).click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading").first).to_contain_text(action)
    return dialog


def _send(dialog: Locator, button: str) -> None:
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog).to_be_hidden()


def _segment(page: Page, cards: Locator, count: int) -> None:
    _select(cards)
    expect(page.locator("#selection-bar")).to_contain_text(f"{count} pages")
    _send(_start(page, "Segment"), "Segment")
    for card in cards.all():
        expect(card).to_contain_text(re.compile(r"[1-9]\d* lines"), timeout=WORK)
    page.locator("#selection-bar").get_by_role("button", name="Clear").click()


def _transcribe(page: Page, card: Locator, model: str) -> None:
    _select(card)
    dialog = _start(page, "Transcribe")
    option = dialog.get_by_label("Model").locator("option", has_text=model).last
    dialog.get_by_label("Model").select_option(value=option.get_attribute("value"))
    _send(dialog, "Transcribe")
    expect(card).to_contain_text(re.compile(r"100 %"), timeout=WORK)
    page.locator("#selection-bar").get_by_role("button", name="Clear").click()


def _correct(page: Page, card: Locator) -> str:
    """Correct two lines by keyboard, see them saved, and undo a third; gives the layer's name."""
    card.locator(".page-open").click()
    page.wait_for_url("**/edit/**")
    rows = page.locator("es-transcription-list li.line")
    layer = page.locator("#layer")
    layer.select_option(label=MODEL)
    expect(rows.first.locator(".text")).not_to_contain_text("no text yet")
    rows.first.locator("button.row").click()
    field = page.locator("es-line-editor input")
    for words in (FIRST, SECOND):
        expect(field).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(page.locator(".state.saved")).to_be_visible()
    third = field.input_value()
    page.keyboard.press("Control+A")
    page.keyboard.type("a mistake")
    expect(field).to_have_value("a mistake")
    page.keyboard.press("Control+Z")
    expect(field).to_have_value(third)
    expect(page.locator(".state.saved")).to_be_visible()
    page.reload()
    layer.select_option(label=MODEL)
    for row, words in ((0, FIRST), (1, SECOND), (2, third)):
        expect(rows.nth(row).locator(".text")).to_have_text(words)
    return MODEL


def _train(page: Page, document: str, layer: str) -> str:
    """Fine-tune the sample model on the corrected page; gives the name of the new one."""
    page.goto(document)
    _select(page.locator(".page-card"))
    dialog = _start(page, "Train")
    dialog.get_by_label("Name of the new model").fill("My hand")
    dialog.get_by_label("Layer with the true text").select_option(label=layer)
    base = dialog.get_by_label("Start from").locator("option", has_text=MODEL).first
    dialog.get_by_label("Start from").select_option(value=base.get_attribute("value"))
    dialog.get_by_text("Advanced").click()
    dialog.get_by_label("Epochs at most").fill("2")
    dialog.get_by_role("button", name="Start training").click()
    page.wait_for_url("**/job/*/")
    expect(page.locator("[data-training-chart] canvas")).to_be_visible(timeout=WORK)
    expect(page.locator("#job-live")).to_contain_text("Use this model", timeout=WORK)
    page.goto("/models/")
    page.get_by_role("link", name="My hand").first.click()
    expect(page.locator("main")).to_contain_text(MODEL)
    return "My hand"


def _export_and_read(page: Page, document: str, layer: str, name: str) -> None:
    page.goto(document)
    _select(page.locator(".page-card").first)
    dialog = _start(page, "Export")
    options = dialog.get_by_label("Format", exact=True).locator("option", has_text=name).first
    dialog.get_by_label("Format", exact=True).select_option(value=options.get_attribute("value"))
    for box in dialog.get_by_role("group", name="Text of").get_by_role("checkbox").all():
        box.uncheck()
    dialog.get_by_role("checkbox", name=layer).check()
    _send(dialog, "Export")
    page.goto("/profile/files/")
    link = page.locator("table a[download]").first
    _reload_until(page, link, name)
    with page.expect_download() as download:
        link.click()
    layout = _layout_of(Path(download.value.path()).read_bytes())
    texts = [line.text.text for line in layout.lines if line.text]
    assert texts[:2] == [FIRST, SECOND]
    assert len(texts) > 10


def _reload_until(page: Page, link: Locator, words: str) -> None:
    """Wait for what a job puts on a page that is made anew with each visit."""
    for _ in range(120):
        if link.count() and words.lower() in (link.text_content() or "").lower():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"No {words!r} at {page.url}")


def _layout_of(data: bytes) -> Any:
    """The one page, which is a bare file."""
    return detect(data, "page.xml").read(data, filename="page.xml")
