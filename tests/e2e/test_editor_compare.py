"""Text over the page, comparing layers, copying them, the history of a line, and markup."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ROOT, Program, Watch, log_in, watched_context

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
        document = _document(sample)
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
    expect(_rows(page).first).to_be_visible()
    _show_layer(page, "manual", other=OTHER)
    expect(page.locator("es-save-state .state.saved")).to_be_visible()
    return page


def _document(address: str) -> str:
    found = re.search(r"/document/(\d+)/", address)
    assert found is not None
    return found[1]


def _choose(field: Locator, words: str) -> None:
    """Choose the option that says these words, perhaps with more behind them."""
    expect(field).to_be_visible()
    labels = [label.strip() for label in field.locator("option").all_inner_texts()]
    field.select_option(label=next(label for label in labels if label.startswith(words)))


def _show_layer(page: Page, name: str, *, other: str) -> None:
    """Show a layer; it is there once the other one can be compared with."""
    _choose(page.locator("select#layer"), name)
    options = page.get_by_label("Compare with").locator("option")
    expect(options.nth(1)).to_contain_text(f"with {other}")


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _field(page: Page) -> Locator:
    return page.locator("es-transcription-list [data-line-text]")


def _open(page: Page, row: int) -> Locator:
    _rows(page).nth(row).locator("button.row, [data-line-text]").first.click()
    expect(_field(page)).to_be_focused()
    return _field(page)


def _type(page: Page, row: int, words: str) -> None:
    _open(page, row)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    _expect_saved(page)


def _expect_saved(page: Page) -> None:
    expect(page.locator("es-save-state .state.saved")).to_be_visible()


def _uid(page: Page, row: int) -> str:
    return _rows(page).nth(row).get_attribute("data-line") or ""


def _api(page: Page, path: str) -> Any:
    """What the server says of this page, asked as the person who is logged in."""
    found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
    assert found is not None
    answer = page.request.get(f"/api/documents/{found[1]}/parts/{found[2]}/{path}")
    assert answer.ok, answer.status
    return json.loads(answer.body())


def _layer(page: Page, name: str) -> int:
    return next(layer["id"] for layer in _api(page, "editor/")["layers"] if layer["name"] == name)


def _stored(page: Page, layer: str, uid: str) -> dict[str, Any]:
    texts = _api(page, f"texts/?layer={_layer(page, layer)}")["texts"]
    found: dict[str, Any] = texts.get(uid, {"text": ""})
    return found


def _compare(page: Page) -> None:
    _choose(page.get_by_label("Compare with"), f"with {OTHER}")
    expect(page.locator("es-compare-bar .figure")).to_be_visible()


def test_differences_are_shown_walked_and_taken(editor: Page) -> None:
    line, uid = _rows(editor).nth(1), _uid(editor, 1)
    theirs = _stored(editor, OTHER, uid)["text"]
    assert theirs
    first, *others = theirs.split(" ")
    _type(editor, 1, f"{first}Xx " + " ".join(others))
    _compare(editor)
    expect(editor.locator("es-compare-bar .figure")).to_contain_text("1 line differs")
    row = line.locator("es-compare-row")
    expect(row.locator("del")).to_have_text("Xx")
    # From difference to difference, by key, while typing.
    _open(editor, 4)
    editor.keyboard.press("Shift+F7")
    expect(_rows(editor).nth(1).locator("[data-line-text]")).to_be_focused()
    # A word that differs is a button that puts it into the text.
    row.locator("button.word").first.click()
    expect(_field(editor)).to_have_value(theirs)
    expect(editor.locator("es-compare-row")).to_have_count(0)
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"] == theirs
    # A whole line, by button and by key; each is one step of undo.
    _type(editor, 1, "quite another thing")
    row.get_by_role("button", name="Take", exact=True).click()
    expect(_field(editor)).to_have_value(theirs)
    editor.keyboard.press("Control+Z")
    _type(editor, 1, "and another")
    editor.keyboard.press("F8")
    expect(_field(editor)).to_have_value(theirs)
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"] == theirs


def test_what_unicode_writes_in_two_ways_is_no_difference(editor: Page) -> None:
    _type(editor, 2, "caf\u00e9")
    _show_layer(editor, OTHER, other="manual")
    _type(editor, 2, "cafe\u0301")
    _choose(editor.get_by_label("Compare with"), "with manual")
    expect(editor.locator("es-compare-row .note")).to_have_text(
        "the same letters, encoded in another way"
    )
    expect(editor.locator("es-compare-bar .figure")).to_contain_text("0 lines differ")


def test_a_whole_page_is_taken_as_one_step(editor: Page) -> None:
    uids = [_uid(editor, row) for row in (3, 4)]
    theirs = [_stored(editor, OTHER, uid)["text"] for uid in uids]
    for row in (3, 4):
        _type(editor, row, f"other words {row}")
    _compare(editor)
    editor.get_by_role("button", name="Take page").click()
    expect(editor.locator("es-compare-row")).to_have_count(0)
    _expect_saved(editor)
    assert [_stored(editor, "manual", uid)["text"] for uid in uids] == theirs
    editor.keyboard.press("Escape")
    editor.keyboard.press("Control+Z")
    _expect_saved(editor)
    mine = [_stored(editor, "manual", uid)["text"] for uid in uids]
    assert mine == ["other words 3", "other words 4"]


def test_a_layer_is_copied_from_the_editor(editor: Page) -> None:
    uid = _uid(editor, 5)
    _type(editor, 5, "to be copied")
    _compare(editor)
    editor.get_by_role("button", name="Copy layer…").click()
    dialog = editor.locator("#dialog")
    _choose(dialog.get_by_label("Copy the texts of"), "manual")
    _choose(dialog.get_by_label("Into the layer"), OTHER)
    dialog.get_by_label(re.compile("Are replaced")).check()
    dialog.get_by_role("button", name="Copy the texts").click()
    expect(dialog).not_to_be_visible()
    # The job's end is heard of, and the other layer is read again.
    expect(_rows(editor).nth(5).locator("es-compare-row")).to_have_count(0)
    assert _stored(editor, OTHER, uid)["text"] == "to be copied"


def test_the_history_of_a_line_and_bringing_a_version_back(editor: Page) -> None:
    uid, before = _uid(editor, 6), _rows(editor).nth(6).locator("button.row .text").inner_text()
    _type(editor, 6, "a first correction")
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
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"] == before
    found = _api(editor, f"lines/{uid}/history/?layer={_layer(editor, 'manual')}")
    assert [row["source"] for row in found["versions"]] == ["import", "manual", "import"]
    editor.locator(".map").first.focus()
    editor.keyboard.press("Control+Z")
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"] == "a first correction"


MARKS = {"b": "strong", "i": "em", "u": "u", "Shift+X": "s"}


def test_keys_and_buttons_mark_up_the_selected_words(editor: Page) -> None:
    uid = _uid(editor, 7)
    for key, tag in MARKS.items():
        _type(editor, 7, "one two")
        editor.keyboard.press("Control+Shift+ArrowLeft")
        editor.keyboard.press(f"Control+{key}")
        expect(_field(editor)).to_have_value(f"one <{tag}>two</{tag}>")
        _expect_saved(editor)
        assert _stored(editor, "manual", uid)["text"] == f"one <{tag}>two</{tag}>"
        editor.keyboard.press("ArrowUp")
        expect(_rows(editor).nth(7).locator(f"button.row .text {tag}")).to_have_text("two")
    _type(editor, 7, "one two")
    editor.keyboard.press("Control+Shift+ArrowLeft")
    italic = editor.locator("es-mark-buttons").get_by_role("button", name="Italic")
    italic.click()
    expect(_field(editor)).to_have_value("one <em>two</em>")
    italic.click()
    expect(_field(editor)).to_have_value("one two")


def test_nothing_that_is_typed_becomes_html(editor: Page, watch: Watch) -> None:
    evil = '<img src=x onerror="window.hacked=1"><em onclick="x">a</em><script>hacked=1</script>'
    _type(editor, 8, evil)
    editor.keyboard.press("ArrowUp")
    expect(_rows(editor).nth(8).locator("button.row .text")).to_have_text(evil)
    _compare(editor)
    _show_over_page(editor)
    uid = _uid(editor, 8)
    expect(_over(editor, uid).locator("text")).to_have_text(evil)
    editor.keyboard.press("Escape")
    editor.keyboard.press("H")
    expect(editor.locator("es-line-history")).to_be_visible()
    assert editor.evaluate("window.hacked === undefined")
    assert editor.locator("es-transcription-list img").count() == 0


def _show_over_page(page: Page) -> None:
    if page.locator("section#panel-over-page").count() == 0:
        page.locator(".map").first.focus()
        page.keyboard.press("Control+2")
    expect(page.locator("svg.over-page g[data-line]").first).to_be_attached()


def _over(page: Page, uid: str) -> Locator:
    return page.locator(f'svg.over-page g[data-line="{uid}"]')


def _box(found: Locator) -> dict[str, float]:
    box = found.bounding_box()
    assert box is not None
    return dict(box)


def test_the_text_over_the_page_lies_on_its_line_and_moves_with_the_image(editor: Page) -> None:
    _show_over_page(editor)
    uid = _uid(editor, 9)
    text, ground = _over(editor, uid).locator("text"), _over(editor, uid).locator(".ground")
    expect(text).to_have_text(_rows(editor).nth(9).locator("button.row .text").inner_text())
    expect(text).to_have_attribute("transform", re.compile("scale"))
    words, strip = _box(text), _box(ground)
    assert abs(words["width"] - strip["width"]) < 0.15 * strip["width"]
    assert abs(words["y"] - strip["y"]) < strip["height"]
    # Zoomed by a key, and fitted again: the text keeps to its line.
    editor.locator(".map").first.focus()
    editor.keyboard.press("W")
    editor.wait_for_function(
        """([uid, width]) => {
            const root = document.querySelector("es-editor").shadowRoot;
            const ground = root.querySelector(`g[data-line="${uid}"] .ground`);
            return Math.abs(ground.getBoundingClientRect().width - width) > 5;
        }""",
        arg=[uid, strip["width"]],
    )
    editor.keyboard.press("Control+Backspace")


def test_type_size_image_and_confidence_are_the_persons_choice(editor: Page) -> None:
    _show_over_page(editor)
    text = _over(editor, _uid(editor, 9)).locator("text")
    size = float(text.get_attribute("font-size") or 0)
    editor.get_by_role("button", name="Larger type over the page").click()
    expect(text).not_to_have_attribute("font-size", f"{size:.1f}")
    assert float(text.get_attribute("font-size") or 0) > size
    editor.get_by_role("button", name="Smaller type over the page").click()
    expect(text).to_have_attribute("font-size", f"{size:.1f}")
    colours = editor.get_by_role("button", name="Colour the text over the page by confidence")
    expect(colours).to_have_attribute("aria-pressed", "true")
    with editor.expect_response("**/api/preferences/"):
        colours.click()
        editor.get_by_label("Image under the text, in percent").fill("80")
    expect(colours).to_have_attribute("aria-pressed", "false")
    kept = json.loads(editor.request.get("/api/preferences/").body())
    assert kept["editor.over_page_image"] == 0.8
    assert kept["editor.over_page_confidence"] is False


def test_a_line_is_opened_and_typed_over_the_page(editor: Page) -> None:
    _show_over_page(editor)
    uid = _uid(editor, 10)
    ground = _over(editor, uid).locator(".ground")
    ground.click()
    expect(_rows(editor).nth(10).locator("[data-line-text]")).to_be_focused()
    expect(_over(editor, uid)).to_have_class(re.compile("current"))
    ground.dblclick()
    field = editor.locator(".over-page-field")
    expect(field).to_be_focused()
    editor.keyboard.press("Control+A")
    editor.keyboard.insert_text("typed in its place")
    expect(_rows(editor).nth(10)).to_contain_text("typed in its place")
    editor.keyboard.press("Control+A")
    editor.keyboard.press("Control+I")
    expect(field).to_have_value("<em>typed in its place</em>")
    editor.keyboard.press("Enter")
    expect(field).to_have_value(_stored(editor, "manual", _uid(editor, 11))["text"])
    editor.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(_over(editor, uid).locator("tspan.em")).to_have_text("typed in its place")
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"] == "<em>typed in its place</em>"


def test_without_a_text_panel_a_click_types_over_the_page(editor: Page) -> None:
    _show_over_page(editor)
    uid = _uid(editor, 12)
    editor.locator(".map").first.focus()
    editor.keyboard.press("Control+3")
    expect(editor.locator("es-transcription-list")).to_have_count(0)
    _over(editor, uid).locator(".ground").click()
    field = editor.locator(".over-page-field")
    expect(field).to_be_focused()
    editor.keyboard.press("ArrowUp")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("End")
    editor.keyboard.insert_text("!")
    editor.keyboard.press("Escape")
    editor.keyboard.press("Control+3")
    _expect_saved(editor)
    assert _stored(editor, "manual", uid)["text"].endswith("!")


IMPORT = """
from pathlib import Path
from django.core.files import File
from apps.documents.models import Document
from apps.documents.services.documents import create_document
from apps.documents.services.parts import add_part
from apps.formats.registry import detect
from apps.imports.pages import import_page
from apps.projects.services import create_project
from apps.users.models import User
user = User.objects.get(username="alice")
project = create_project(user=user, name="{script}")
document = create_document(user=user, project=project, name="{script}")
Document.objects.filter(pk=document.pk).update(main_script="{script}", read_direction="rtl")
document.refresh_from_db()
image, xml = Path("{image}"), Path("{image}").with_suffix(".xml")
with image.open("rb") as file:
    part = add_part(document=document, user=user, upload=File(file, name=image.name)).parts[0]
layout = detect(xml.read_bytes(), xml.name).read(xml.read_bytes(), filename=xml.name)
layer = document.layers.get(is_protected=True)
import_page(part=part, layout=layout, layer=layer, user=user, filename=xml.name, replace=True)
print("part", document.pk, part.pk)
"""


def _import(program: Program, script: str, image: str) -> str:
    """The address of the editor of a real page."""
    path = ROOT.parent / "shared" / "data" / image
    if not path.exists():
        pytest.skip("The test data is not here.")
    said = program.manage("shell", "-c", IMPORT.format(script=script, image=path))
    document, part = re.findall(r"^part (\d+) (\d+)", said, re.MULTILINE)[0]
    return f"/document/{document}/part/{part}/edit/"


def test_an_arabic_page_is_set_from_the_right_in_joined_letters(
    page: Page, program: Program
) -> None:
    page.goto(_import(program, "Arab", "rtl_ar_hand/page_5.png"))
    _show_over_page(page)
    uid = page.locator("svg.over-page g[data-line]").nth(3).get_attribute("data-line") or ""
    text = _over(page, uid).locator("text")
    expect(text).to_have_attribute("direction", "rtl")
    expect(text).to_have_attribute("transform", re.compile("scale"))
    assert text.evaluate("(text) => text.style.letterSpacing") == ""
    words, strip = _box(text), _box(_over(page, uid).locator(".ground"))
    assert abs(words["x"] + words["width"] - strip["x"] - strip["width"]) < 0.1 * strip["width"]
    _over(page, uid).locator(".ground").dblclick()
    expect(page.locator(".over-page-field")).to_have_attribute("dir", "rtl")
    page.keyboard.press("Escape")


def test_a_vertical_page_is_set_in_columns(page: Page, program: Program) -> None:
    page.goto(_import(program, "Jpan", "vertical_ja/tategaki2026-04-24-094138.png"))
    _show_over_page(page)
    column = page.locator("svg.over-page g[data-line]:has(text.down)").first
    text = column.locator("text")
    expect(text).to_have_attribute("transform", re.compile("scale"))
    words, strip = _box(text), _box(column.locator(".ground"))
    assert words["height"] > 2 * words["width"]
    assert abs(words["height"] - strip["height"]) < 0.15 * strip["height"]
    column.locator(".ground").dblclick()
    field = page.locator(".over-page-field")
    expect(field).to_be_focused()
    assert field.evaluate("(field) => getComputedStyle(field).writingMode") == "vertical-rl"
    page.keyboard.press("End")
    page.keyboard.insert_text("\u3002")
    page.keyboard.press("Escape")
    _expect_saved(page)
    uid = column.get_attribute("data-line") or ""
    assert _stored(page, "manual", uid)["text"].endswith("\u3002")
