"""Text over the page, comparing layers, copying them, the history of a line, and markup."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Program, Watch, log_in, watched_context
from tests.e2e.editor_texts import (
    ask,
    choose,
    document_id,
    expect_saved,
    field_of,
    layer_id,
    open_row,
    over_page,
    rows_of,
    show_layer,
    show_over_page,
    stored_text,
    type_row,
    uid_of,
)

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

OTHER = "Second reading"


@pytest.fixture(scope="module")
def second_layer(browser: Browser, program: Program, sample: str) -> Iterator[str]:
    """The sample's text copied into another layer, by its own dialog on the layers page."""
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        log_in(page, "alice")
        page.goto(sample.replace("/images/", "/layers/"))
        page.get_by_role("button", name=re.compile("^Copy manual into")).click()
        dialog = page.locator("#dialog")
        dialog.get_by_label("Name of the new layer").fill(OTHER)
        dialog.get_by_role("button", name="Copy the texts").click()
        expect(dialog).not_to_be_visible()
        document = document_id(sample)
        page.wait_for_function(
            """async (url) => {
                const answer = await fetch(url, { headers: { Accept: "application/json" } });
                const tasks = (await answer.json()).results;
                return tasks.some((task) => task.method === "core.tasks.copy")
                    && tasks.every((task) => task.done_at !== null);
            }""",
            arg=f"/api/tasks/?document={document}",
            polling=500,
        )
        yield OTHER


@pytest.fixture
def editor(page: Page, sample: str, second_layer: str) -> Page:
    """The editor of the sample's third page, whose layers say the same."""
    page.goto(sample)
    page.locator(".page-open").nth(2).click()
    page.wait_for_url("**/edit/**")
    expect(rows_of(page).first).to_be_visible()
    show_layer(page, "manual", other=OTHER)
    expect(page.locator("es-save-state .state.saved")).to_be_visible()
    return page


def _compare(page: Page) -> None:
    choose(page.get_by_label("Compare with"), f"with {OTHER}")
    expect(page.locator("es-compare-bar .figure")).to_be_visible()


def test_differences_are_shown_walked_and_taken(editor: Page) -> None:
    line, uid = rows_of(editor).nth(1), uid_of(editor, 1)
    theirs = stored_text(editor, OTHER, uid)["text"]
    assert theirs
    first, *others = theirs.split(" ")
    type_row(editor, 1, f"{first}Xx " + " ".join(others))
    _compare(editor)
    expect(editor.locator("es-compare-bar .figure")).to_contain_text("1 line differs")
    row = line.locator("es-compare-row")
    expect(row.locator("del")).to_have_text("Xx")
    # From difference to difference, by key, while typing.
    open_row(editor, 4)
    editor.keyboard.press("Shift+F7")
    expect(rows_of(editor).nth(1).locator("[data-line-text]")).to_be_focused()
    # A word that differs is a button that puts it into the text.
    row.locator("button.word").first.click()
    expect(field_of(editor)).to_have_value(theirs)
    expect(editor.locator("es-compare-row")).to_have_count(0)
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"] == theirs
    # A whole line, by button and by key; each is one step of undo.
    type_row(editor, 1, "quite another thing")
    row.get_by_role("button", name="Take", exact=True).click()
    expect(field_of(editor)).to_have_value(theirs)
    editor.keyboard.press("Control+Z")
    type_row(editor, 1, "and another")
    editor.keyboard.press("F8")
    expect(field_of(editor)).to_have_value(theirs)
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"] == theirs


def test_what_unicode_writes_in_two_ways_is_no_difference(editor: Page) -> None:
    type_row(editor, 2, "caf\u00e9")
    show_layer(editor, OTHER, other="manual")
    type_row(editor, 2, "cafe\u0301")
    choose(editor.get_by_label("Compare with"), "with manual")
    expect(editor.locator("es-compare-row .note")).to_have_text(
        "the same letters, encoded in another way"
    )
    expect(editor.locator("es-compare-bar .figure")).to_contain_text("0 lines differ")


def test_a_whole_page_is_taken_as_one_step(editor: Page) -> None:
    uids = [uid_of(editor, row) for row in (3, 4)]
    theirs = [stored_text(editor, OTHER, uid)["text"] for uid in uids]
    for row in (3, 4):
        type_row(editor, row, f"other words {row}")
    _compare(editor)
    editor.get_by_role("button", name="Take page").click()
    expect(editor.locator("es-compare-row")).to_have_count(0)
    expect_saved(editor)
    assert [stored_text(editor, "manual", uid)["text"] for uid in uids] == theirs
    editor.keyboard.press("Escape")
    editor.keyboard.press("Control+Z")
    expect_saved(editor)
    mine = [stored_text(editor, "manual", uid)["text"] for uid in uids]
    assert mine == ["other words 3", "other words 4"]


def test_a_layer_is_copied_from_the_editor(editor: Page) -> None:
    uid = uid_of(editor, 5)
    type_row(editor, 5, "to be copied")
    _compare(editor)
    editor.get_by_role("button", name="Copy layer…").click()
    dialog = editor.locator("#dialog")
    choose(dialog.get_by_label("Copy the texts of"), "manual")
    choose(dialog.get_by_label("Into the layer"), OTHER)
    dialog.get_by_label(re.compile("Are replaced")).check()
    dialog.get_by_role("button", name="Copy the texts").click()
    expect(dialog).not_to_be_visible()
    # The job's end is heard of, and the other layer is read again.
    expect(rows_of(editor).nth(5).locator("es-compare-row")).to_have_count(0)
    assert stored_text(editor, OTHER, uid)["text"] == "to be copied"


def test_the_history_of_a_line_and_bringing_a_version_back(editor: Page) -> None:
    uid, before = uid_of(editor, 6), rows_of(editor).nth(6).locator("button.row .text").inner_text()
    type_row(editor, 6, "a first correction")
    editor.keyboard.press("Escape")
    editor.keyboard.press("H")
    sheet = editor.locator("es-line-history")
    expect(sheet.locator("li")).to_have_count(2)
    expect(sheet.locator("li").nth(0)).to_contain_text("Typed")
    expect(sheet.locator("li").nth(0)).to_contain_text("alice")
    expect(sheet.locator("li").nth(1)).to_contain_text("Imported from")
    sheet.get_by_label("Differences").select_option("present")
    sheet.locator("li").nth(1).get_by_role("button", name="Bring back").click()
    expect(sheet.locator("li")).to_have_count(3)
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"] == before
    found = ask(editor, f"lines/{uid}/history/?layer={layer_id(editor, 'manual')}")
    assert [row["source"] for row in found["versions"]] == ["import", "manual", "import"]
    editor.locator(".map").first.focus()
    editor.keyboard.press("Control+Z")
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"] == "a first correction"


MARKS = {"b": "strong", "i": "em", "u": "u", "Shift+X": "s"}


def test_keys_and_buttons_mark_up_the_selected_words(editor: Page) -> None:
    uid = uid_of(editor, 7)
    for key, tag in MARKS.items():
        type_row(editor, 7, "one two")
        editor.keyboard.press("Control+Shift+ArrowLeft")
        editor.keyboard.press(f"Control+{key}")
        expect(field_of(editor)).to_have_value(f"one <{tag}>two</{tag}>")
        expect_saved(editor)
        assert stored_text(editor, "manual", uid)["text"] == f"one <{tag}>two</{tag}>"
        editor.keyboard.press("ArrowUp")
        expect(rows_of(editor).nth(7).locator(f"button.row .text {tag}")).to_have_text("two")
    type_row(editor, 7, "one two")
    editor.keyboard.press("Control+Shift+ArrowLeft")
    italic = editor.locator("es-mark-buttons").get_by_role("button", name="Italic")
    italic.click()
    expect(field_of(editor)).to_have_value("one <em>two</em>")
    italic.click()
    expect(field_of(editor)).to_have_value("one two")


def test_nothing_that_is_typed_becomes_html(editor: Page, watch: Watch) -> None:
    evil = '<img src=x onerror="window.hacked=1"><em onclick="x">a</em><script>hacked=1</script>'
    type_row(editor, 8, evil)
    editor.keyboard.press("ArrowUp")
    expect(rows_of(editor).nth(8).locator("button.row .text")).to_have_text(evil)
    _compare(editor)
    show_over_page(editor)
    uid = uid_of(editor, 8)
    expect(over_page(editor, uid).locator("text")).to_have_text(evil)
    editor.keyboard.press("Escape")
    editor.keyboard.press("H")
    expect(editor.locator("es-line-history")).to_be_visible()
    assert editor.evaluate("window.hacked === undefined")
    assert editor.locator("es-transcription-list img").count() == 0
