"""Finding and replacing in a browser: on the page, in the document, by key, and taking it back."""

import json
import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Program, Watch, becomes

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

Json = dict[str, Any]


BOOK = """
from apps.users.models import User
from tests import factories as f
project = f.ProjectFactory(owner=User.objects.get(username="alice"), name="Finds", slug="finds")
document = f.DocumentFactory(project=project, name="A book of finds")
layer = f.TranscriptionLayerFactory(document=document, name="manual", is_protected=True)
for number in range(5):
    part = f.PartFactory(document=document, line_count=5)
    for order in range(5):
        y = 40 + 50 * order
        mask = [[20, y - 25], [380, y - 25], [380, y + 8], [20, y + 8]]
        line = f.LineFactory(part=part, order=order, baseline=[[20, y], [380, y]], mask=mask)
        text = f"page {number + 1} line {order + 1}"
        f.LineTranscriptionFactory(line=line, layer=layer, text=text)
print(f"document:{document.pk}")
"""


@pytest.fixture(scope="module")
def book(program: Program) -> str:
    """The address of a document of five pages with five lines each."""
    found = re.search(r"document:(\d+)", program.manage("shell", "-c", BOOK))
    assert found
    return f"/document/{found[1]}"


@pytest.fixture
def editor(page: Page, book: str) -> Page:
    """The editor of the first page."""
    _open(page, book, 1)
    return page


def _open(page: Page, document: str, number: int) -> None:
    page.goto(f"{document}/page/{number}/")
    page.wait_for_url("**/edit/**")
    expect(_rows(page).first).to_be_visible()


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _api(page: Page, url: str, body: Json | None = None) -> Json:
    """The answer of the REST API to the person in this browser."""
    csrf = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    if body is None:
        answer = page.request.get(url)
    else:
        headers = {"X-CSRFToken": csrf, "Content-Type": "application/json"}
        answer = page.request.post(url, data=json.dumps(body), headers=headers)
    assert answer.ok, answer.text()
    found: Json = answer.json()
    return found


def _place(page: Page) -> tuple[int, int]:
    found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
    assert found
    return int(found[1]), int(found[2])


def _state(page: Page) -> Json:
    document, part = _place(page)
    return _api(page, f"/api/documents/{document}/parts/{part}/editor/")


def _texts(page: Page) -> list[str]:
    """What the database has, in the layer that is shown."""
    lines = sorted(_state(page)["lines"], key=lambda line: line["order"])
    return [(line["text"] or {}).get("text", "") for line in lines]


def _write(page: Page, texts: dict[int, str]) -> None:
    """Put texts on lines of the page, as another browser would, and load it again."""
    document, part = _place(page)
    state = _state(page)
    lines = sorted(state["lines"], key=lambda line: line["order"])
    body = {
        "id": str(uuid.uuid4()),
        "base_revision": state["part"]["revision"],
        "reason": "edit",
        "texts": [
            {
                "line": lines[number]["uid"],
                "layer": state["layer"],
                "text": text,
                "base_version": (lines[number]["text"] or {"version": 0})["version"],
            }
            for number, text in texts.items()
        ],
    }
    _api(page, f"/api/documents/{document}/parts/{part}/changes/", body)
    page.reload()
    expect(_rows(page).first).to_be_visible()


def _field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Find", exact=True)


def _find(page: Page, words: str) -> None:
    page.keyboard.press("Control+F")
    field = _field(page)
    expect(field).to_be_focused()
    field.fill(words)


def _status(page: Page) -> Locator:
    return page.locator("es-find .status")


def _selected(field: Locator) -> list[int]:
    found: list[int] = field.evaluate("f => [f.selectionStart, f.selectionEnd]")
    return found


def _saved(page: Page) -> None:
    expect(page.locator("es-save-state .state.saved")).to_be_visible()


def test_find_on_the_page_by_key(editor: Page) -> None:
    _write(editor, {1: "alpha Quux beta quux", 3: "<em>quux</em> étoit"})
    _find(editor, "quux")
    expect(_status(editor)).to_have_text("3 hits on this page")
    becomes(editor, lambda: editor.evaluate("CSS.highlights.get('es-hit').size"), 3)
    editor.keyboard.press("Enter")
    expect(_status(editor)).to_have_text("1 of 3")
    editor.keyboard.press("Shift+Enter")
    expect(_status(editor)).to_have_text("3 of 3")
    editor.keyboard.press("F3")
    expect(_status(editor)).to_have_text("1 of 3")
    field = editor.locator("es-transcription-list es-line-editor input")
    expect(field).to_be_focused()
    becomes(editor, lambda: _selected(field), [6, 10])
    editor.keyboard.press("F3")
    becomes(editor, lambda: _selected(field), [16, 20])
    editor.keyboard.press("Shift+F3")
    becomes(editor, lambda: _selected(field), [6, 10])
    # The sheet takes what is selected; case, words and diacritics count on request.
    editor.keyboard.press("Control+F")
    expect(_field(editor)).to_have_value("Quux")
    editor.get_by_role("button", name="Match case").click()
    expect(_status(editor)).to_have_text("1 hit on this page")
    editor.get_by_role("button", name="Match case").click()
    _find(editor, "etoit")
    expect(_status(editor)).to_have_text("Nothing found on this page.")
    editor.get_by_role("button", name="Ignore diacritics").click()
    expect(_status(editor)).to_have_text("1 hit on this page")
    editor.get_by_role("button", name="Ignore diacritics").click()
    _find(editor, "qu")
    editor.get_by_role("button", name="Whole words").click()
    expect(_status(editor)).to_have_text("Nothing found on this page.")
    editor.keyboard.press("Escape")
    expect(editor.locator("es-find")).to_have_count(0)
    becomes(editor, lambda: editor.evaluate("CSS.highlights.get('es-hit').size"), 0)
    # Back in the text, where it was left.
    expect(field).to_be_focused()
    assert _selected(field) == [6, 10]


def test_an_expression_is_found_in_what_is_not_saved(editor: Page, watch: Watch) -> None:
    watch.forgive("status of 400", "ERR_FAILED")
    _write(editor, {1: "Zyx 12 zyx 345"})
    editor.route("**/changes/", lambda route: route.abort())
    editor.on("dialog", lambda dialog: dialog.accept())
    _rows(editor).nth(2).locator("button.row, input").click()
    expect(editor.locator("es-line-editor input")).to_be_focused()
    editor.keyboard.press("Control+A")
    editor.keyboard.type("Zyx 6789")
    _find(editor, "zyx (")
    editor.get_by_role("button", name="Regular expression").click()
    alert = editor.locator("es-find [role=alert]")
    expect(alert).to_contain_text("fault at character")
    _field(editor).fill(r"zyx (\d+)")
    expect(_status(editor)).to_have_text("3 hits on this page")
    expect(alert).to_have_count(0)
    editor.unroute("**/changes/")


def test_replace_on_the_page_is_one_step_of_undo(editor: Page) -> None:
    _write(editor, {1: "<em>vo</em> vo & vo", 2: "evo"})
    before = _texts(editor)
    _rows(editor).nth(1).locator("button.row, input").click()
    expect(editor.locator("es-line-editor input")).to_be_focused()
    editor.keyboard.press("Control+H")
    _field(editor).fill("vo")
    editor.get_by_role("button", name="Whole words").click()
    editor.get_by_label("Replace by").fill("<u>$&")
    expect(editor.locator("es-find-results ins").first).to_contain_text("<u>$&")
    boxes = editor.locator("es-find-results .each input")
    boxes.nth(1).uncheck()
    editor.get_by_role("button", name="Replace 2 hits").click()
    expect(_rows(editor).nth(1)).to_contain_text("vo & <u>$&")
    _saved(editor)
    assert _texts(editor)[1:3] == ["<em><u>$&</em> vo & <u>$&", "evo"]
    editor.keyboard.press("Control+Z")
    _saved(editor)
    editor.reload()
    expect(_rows(editor).first).to_be_visible()
    assert _texts(editor) == before


def test_a_hit_on_another_page_is_opened_there(editor: Page, book: str) -> None:
    _open(editor, book, 3)
    _write(editor, {0: "wexmar prima wexmar"})
    _open(editor, book, 2)
    _write(editor, {0: "wexmar secunda"})
    _open(editor, book, 1)
    _find(editor, "wexmar")
    editor.get_by_label("Where").select_option("document")
    expect(_status(editor)).to_contain_text("3 hits in 2 texts. Searched 5 of 5 pages.")
    expect(editor.locator("es-find-results h3")).to_have_count(2)
    editor.locator("es-find-results mark").last.click()
    expect(editor.get_by_label("Page number")).to_have_value("3")
    field = editor.locator("es-transcription-list es-line-editor input")
    expect(field).to_be_focused()
    becomes(editor, lambda: _selected(field), [13, 19])
    expect(_field(editor)).to_have_value("wexmar")
    expect(_status(editor)).to_contain_text("3 hits in 2 texts")
    # Past the first hit of the page back leads to the page before.
    editor.keyboard.press("Shift+F3")
    becomes(editor, lambda: _selected(field), [0, 6])
    editor.keyboard.press("Shift+F3")
    expect(editor.get_by_label("Page number")).to_have_value("2")


def test_replace_in_the_document_is_a_job_that_is_undone_as_one(editor: Page, book: str) -> None:
    _open(editor, book, 5)
    _write(editor, {0: "Dromax, ait", 1: "et dromax"})
    _open(editor, book, 4)
    _write(editor, {0: "dromax"})
    editor.keyboard.press("Control+H")
    _field(editor).fill(r"(d)rom(ax)")
    editor.get_by_role("button", name="Regular expression").click()
    editor.get_by_label("Replace by").fill(r"\1-\2")
    editor.get_by_label("Where").select_option("document")
    expect(_status(editor)).to_contain_text("3 hits in 3 texts")
    editor.get_by_label("Replace in Line 2").uncheck()
    editor.get_by_role("button", name="Replace 2 hits").click()
    row = editor.locator("es-find [data-replacement]").first
    expect(row).to_contain_text("2 changed")
    expect(_rows(editor).first).to_contain_text("d-ax")
    assert _texts(editor)[0] == "d-ax"
    document, _ = _place(editor)
    found = _api(editor, f"/api/search/?q=D-ax,&match_case=1&document={document}")
    assert found["pages"][0]["lines"][0]["text"] == "D-ax, ait"
    row.get_by_role("button", name="Undo this replacement").click()
    expect(row).to_contain_text("2 brought back")
    assert _texts(editor)[0] == "dromax"
    editor.goto(f"/document/{document}/activity/")
    expect(editor.locator("main").get_by_text("Replace “(d)rom(ax)” by").first).to_be_visible()
    last = _api(editor, f"/api/search/replacements/?document={document}")["results"][0]
    editor.goto(f"/replacement/{last['id']}/")
    expect(editor.get_by_text("Old text is back")).to_have_count(2)
