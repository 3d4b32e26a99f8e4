"""Virtual keyboards and the search for characters, with mouse and keys, down to the database."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import preferences_kept

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def editor(page: Page, sample: str) -> Page:
    """The editor of the sample's third page with its first line open."""
    page.goto(sample)
    page.locator(".page-open").nth(2).click()
    page.wait_for_url("**/edit/**")
    _open_line(page, 0)
    return page


def _open_line(page: Page, row: int) -> None:
    item = page.locator("es-transcription-list li.line").nth(row)
    item.locator("button.row, [data-line-text]").first.click()
    expect(_field(page)).to_be_focused()
    page.keyboard.press("Control+A")


def _field(page: Page) -> Locator:
    return page.locator("es-line-editor [data-line-text]")


def _type(page: Page, words: str) -> None:
    """In the place of what is there."""
    _field(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def _saved_texts(page: Page) -> list[str]:
    """What the server has by now."""
    expect(page.locator("es-save-state .state.saved")).to_be_visible()
    texts: list[str] = page.evaluate(
        """async () => {
            const here = JSON.parse(document.getElementById("bootstrap").textContent);
            const answer = await fetch(`${here.urls.editor}?layer=${here.layer}`);
            const data = await answer.json();
            return data.lines.map((line) => line.text?.text ?? "");
        }"""
    )
    return texts


def _keyboards(page: Page) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.evaluate(
        """async () => {
            const rows = await (await fetch("/api/keyboards/")).json();
            const own = rows.filter((row) => !row.builtin);
            return Promise.all(own.map(async ({ id }) =>
                (await fetch(`/api/keyboards/${id}/`)).json()));
        }"""
    )
    return rows


def _open_keyboard(page: Page, name: str) -> Locator:
    page.keyboard.press("Control+Shift+K")
    sheet = page.locator("es-keyboard")
    sheet.locator("select[name=keyboard]").select_option(label=name)
    expect(sheet.locator(".key").first).to_be_visible()
    return sheet


def _tools(sheet: Locator) -> None:
    if sheet.get_by_role("button", name="New").is_hidden():
        sheet.locator("summary").click()


def test_keys_type_at_the_caret_and_leave_it_there(editor: Page) -> None:
    _type(editor, "Abcd")
    editor.keyboard.press("ArrowLeft")
    editor.keyboard.press("ArrowLeft")
    sheet = _open_keyboard(editor, "Medieval Latin")
    _field(editor).focus()
    sheet.get_by_role("button", name="latin small letter long s", exact=True).click()
    expect(_field(editor)).to_be_focused()
    editor.keyboard.type("x")
    expect(_field(editor)).to_have_value("Abſxcd")
    editor.keyboard.press("Alt+p")
    expect(_field(editor)).to_have_value("Abſxꝑcd")
    editor.keyboard.press("Control+Shift+K")
    expect(sheet).to_be_hidden()
    editor.keyboard.press("Alt+e")
    expect(_field(editor)).to_have_value("Abſxꝑ⁊cd")
    assert _saved_texts(editor)[0] == "Abſxꝑ⁊cd"


def test_the_keyboard_of_a_document_is_there_again_and_its_keys_can_be_switched_off(
    editor: Page,
) -> None:
    _open_keyboard(editor, "Medieval Latin")
    editor.get_by_label("Its key bindings work").uncheck()
    preferences_kept(editor)
    editor.keyboard.press("Control+Shift+K")
    editor.reload()
    _open_line(editor, 0)
    editor.keyboard.type("s")
    editor.keyboard.press("Alt+s")
    expect(_field(editor)).to_have_value("s")
    editor.keyboard.press("Control+Shift+K")
    sheet = editor.locator("es-keyboard")
    expect(sheet.locator("select option:checked")).to_have_text("Medieval Latin")
    expect(sheet.locator(".key").first).to_be_visible()
    _field(editor).focus()
    editor.keyboard.press("Alt+s")
    expect(_field(editor)).to_have_value("sſ")
    editor.get_by_label("Its key bindings work").check()
    preferences_kept(editor)


def test_an_own_keyboard_is_made_and_arranged(editor: Page) -> None:
    sheet = _open_keyboard(editor, "IPA")
    _tools(sheet)
    sheet.get_by_role("button", name="New").click()
    making = editor.locator("es-keyboard-editor")
    making.get_by_label("Name").fill("Charters")
    making.get_by_label("Characters to add").fill("ab c")
    making.get_by_role("button", name="Add a key for each").click()
    making.get_by_role("button", name="Add a key to row 2").click()
    making.get_by_label("Characters", exact=True).fill("orum")
    making.get_by_label("Label").fill("ꝝ")
    making.get_by_label("Key binding").press("Alt+o")
    making.get_by_role("button", name="Done").click()
    making.get_by_role("button", name="Key c", exact=False).first.focus()
    editor.keyboard.press("Alt+ArrowLeft")
    editor.keyboard.press("Alt+ArrowDown")
    first, last = (
        making.get_by_role("button", name="Key b"),
        making.get_by_role("button", name="Key a"),
    )
    first.drag_to(last)
    making.get_by_role("button", name="Save keyboard").click()
    expect(sheet.locator("select option:checked")).to_have_text("Charters")
    [made] = _keyboards(editor)
    keys = [(key["row"], key["column"], key["character"], key["keyboard_code"])
            for key in made["keyboard"]["characters"]]  # fmt: skip
    assert keys == [
        (0, 0, "b", None),
        (0, 1, "a", None),
        (1, 0, "orum", "Alt+O"),
        (1, 1, "c", None),
    ]
    assert made["keyboard"]["characters"][2]["label"] == "ꝝ"
    _type(editor, "x ")
    editor.keyboard.press("Alt+o")
    expect(_field(editor)).to_have_value("x orum")


def test_an_own_keyboard_is_shared_changed_and_deleted(editor: Page) -> None:
    sheet = _open_keyboard(editor, "Charters")
    making = editor.locator("es-keyboard-editor")
    _tools(sheet)
    sheet.get_by_role("button", name="Share with Sample").click()
    expect(sheet.get_by_role("button", name="Stop sharing")).to_be_visible()
    assert _keyboards(editor)[0]["project_name"] == "Sample"
    sheet.get_by_role("button", name="Edit", exact=True).click()
    making.get_by_role("button", name="Key a").click()
    making.get_by_role("button", name="Remove key").click()
    making.get_by_role("button", name="Save keyboard").click()
    expect(sheet.locator(".key")).to_have_count(3)
    _tools(sheet)
    sheet.get_by_role("button", name="Delete…").click()
    sheet.get_by_role("button", name="for good").click()
    expect(sheet.locator("select option:checked")).to_have_text("Medieval Latin")
    assert _keyboards(editor) == []


def test_keyboards_are_imported_exported_and_duplicated(editor: Page, tmp_path: Path) -> None:
    key = {"row": 0, "column": 0, "character": "q\u0303", "keyboard_code": None, "x": "kept"}
    file = {"version": "0.1", "name": "Imported", "author": "Jane", "characters": [key]}
    path = tmp_path / "keyboard.json"
    path.write_text(json.dumps(file))
    sheet = _open_keyboard(editor, "IPA")
    _tools(sheet)
    sheet.locator("input[type=file]").set_input_files(path)
    expect(sheet.locator("select option:checked")).to_have_text("Imported")
    with editor.expect_download() as download:
        sheet.get_by_role("link", name="Export").click()
    assert download.value.suggested_filename == "imported.json"
    assert json.loads(Path(download.value.path()).read_text()) == file
    path.write_text("no keyboard")
    sheet.locator("input[type=file]").set_input_files(path)
    expect(sheet.get_by_role("alert")).to_contain_text("keyboard.json is no JSON file")
    sheet.get_by_role("button", name="Duplicate").click()
    expect(sheet.locator("select option:checked")).to_have_text("Imported (copy)")
    assert sorted(board["name"] for board in _keyboards(editor)) == ["Imported", "Imported (copy)"]
    assert _keyboards(editor)[1]["keyboard"]["characters"] == [key]


def test_characters_are_found_typed_and_kept(editor: Page) -> None:
    _type(editor, "")
    editor.keyboard.press("Control+Shift+E")
    sheet = editor.locator("es-characters")
    search = sheet.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill("tironian et")
    expect(sheet.locator("[data-character='U+204A']")).to_be_visible()
    editor.keyboard.press("Enter")
    expect(_field(editor)).to_have_value("⁊")
    search.fill("U+A751")
    sheet.locator("[data-character='U+A751']").click()
    expect(_field(editor)).to_have_value("⁊ꝑ")
    sheet.get_by_role("button", name="Favourite").click()
    search.fill("ſ")
    expect(sheet.locator(".found")).to_contain_text("Latin small letter long s")
    search.fill("")
    preferences_kept(editor)
    expect(sheet.get_by_role("region", name="Favourites").get_by_role("button")).to_have_text(["ꝑ"])
    recent = sheet.get_by_role("region", name="Used recently").get_by_role("button")
    expect(recent).to_have_text(["ꝑ", "⁊"])
    recent.nth(1).click()
    expect(_field(editor)).to_have_value("⁊ꝑ⁊")
    assert _saved_texts(editor)[0] == "⁊ꝑ⁊"
