"""The history of a page in a browser: take a snapshot, see what changed, bring it back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


PAGE = """
from apps.users.models import User
from tests import factories as f
project = f.ProjectFactory(owner=User.objects.get(username="alice"), name="Past", slug="past")
document = f.DocumentFactory(project=project, name="A page with a past")
layer = f.TranscriptionLayerFactory(document=document, name="manual", is_protected=True)
part = f.PartFactory(document=document, line_count=12)
for order in range(12):
    y = 30 + 20 * order
    line = f.LineFactory(part=part, order=order, baseline=[[20, y], [380, y]], mask=None)
    f.LineTranscriptionFactory(line=line, layer=layer, text=f"line {order + 1}")
print(f"document:{document.pk}")
"""


@pytest.fixture(scope="module")
def book(program: Program) -> str:
    """The address of a document whose one page has twelve lines."""
    found = re.search(r"document:(\d+)", program.manage("shell", "-c", PAGE))
    assert found
    return f"/document/{found[1]}"


@pytest.fixture
def editor(page: Page, book: str) -> Page:
    page.goto(f"{book}/page/1/")
    page.wait_for_url("**/edit/**")
    expect(_rows(page).first).to_be_visible()
    return page


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _saved(page: Page) -> None:
    expect(page.locator("es-save-state .state.saved")).to_be_visible()


def _texts(page: Page) -> list[str]:
    found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
    assert found
    url = f"/api/documents/{found[1]}/parts/{found[2]}/editor/"
    state: dict[str, Any] = page.request.get(url).json()
    lines = sorted(state["lines"], key=lambda line: line["order"])
    return [(line["text"] or {}).get("text", "") for line in lines]


def test_a_page_is_brought_back_to_a_snapshot(editor: Page) -> None:
    before = _texts(editor)
    editor.keyboard.press("Control+Alt+H")
    sheet = editor.locator("es-page-history")
    sheet.get_by_label("What this state is").fill("Before the test")
    sheet.get_by_role("button", name="Take a snapshot").click()
    first = sheet.locator("[data-snapshot]").first
    expect(first).to_contain_text("Before the test")
    expect(first).to_contain_text(f"{len(before)} lines")
    _rows(editor).nth(1).locator("button.row, input").click()
    expect(editor.locator("es-line-editor input")).to_be_focused()
    editor.keyboard.press("Control+A")
    editor.keyboard.type("other words")
    _rows(editor).nth(0).locator("button.row, input").click()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Delete")
    expect(_rows(editor)).to_have_count(len(before) - 1)
    _saved(editor)
    first.get_by_role("button", name="Look").click()
    detail = first.locator(".detail")
    expect(detail).to_contain_text("1 line gone since then")
    expect(detail).to_contain_text("2 texts differ")
    expect(detail.locator("ins").first).to_be_visible()
    detail.get_by_role("button", name="Texts of then").click()
    expect(detail.locator(".texts li").nth(1)).to_contain_text(before[1])
    first.get_by_role("button", name=re.compile("Bring back")).click()
    first.get_by_role("button", name="Bring back", exact=True).click()
    expect(_rows(editor)).to_have_count(len(before))
    expect(sheet.locator("[data-snapshot]").first).to_contain_text("Before going back to")
    assert _texts(editor) == before


def test_deleting_many_lines_can_be_looked_up_and_taken_back(editor: Page) -> None:
    before = _texts(editor)
    assert len(before) > 10
    editor.locator(".map").first.focus()
    editor.keyboard.press("Control+A")
    editor.keyboard.press("Delete")
    expect(_rows(editor)).to_have_count(0)
    _saved(editor)
    editor.keyboard.press("Control+Alt+H")
    first = editor.locator("es-page-history [data-snapshot]").first
    expect(first).to_contain_text(f"Before {len(before)} lines were deleted")
    first.get_by_role("button", name=re.compile("Bring back")).click()
    first.get_by_role("button", name="Bring back", exact=True).click()
    expect(_rows(editor)).to_have_count(len(before))
    assert _texts(editor) == before
