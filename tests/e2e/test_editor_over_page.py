"""The text over the page: on its line, in every direction of writing, and typed there."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Program, preferences_kept
from tests.e2e.editor_texts import (
    box_of,
    choose,
    expect_saved,
    over_page,
    rows_of,
    show_over_page,
    stored_text,
    uid_of,
)

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def editor(page: Page, sample: str) -> Page:
    """The editor of the sample's fourth page."""
    page.goto(sample)
    page.locator(".page-open").nth(3).click()
    page.wait_for_url("**/edit/**")
    expect(rows_of(page).first).to_be_visible()
    choose(page.locator("select#layer"), "manual")
    return page


def test_the_text_over_the_page_lies_on_its_line_and_moves_with_the_image(editor: Page) -> None:
    show_over_page(editor)
    uid = uid_of(editor, 9)
    text, ground = over_page(editor, uid).locator("text"), over_page(editor, uid).locator(".ground")
    expect(text).to_have_text(rows_of(editor).nth(9).locator("button.row .text").inner_text())
    expect(text).to_have_attribute("transform", re.compile("scale"))
    words, strip = box_of(text), box_of(ground)
    assert abs(words["width"] - strip["width"]) < 0.15 * strip["width"]
    assert abs(words["y"] - strip["y"]) < strip["height"]
    # Zoomed by a key, it moves and grows with the image.
    editor.locator(".map").first.focus()
    editor.keyboard.press("+")
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
    show_over_page(editor)
    text = over_page(editor, uid_of(editor, 9)).locator("text")
    size = float(text.get_attribute("font-size") or 0)
    editor.get_by_role("button", name="Larger type over the page").click()
    expect(text).not_to_have_attribute("font-size", f"{size:.1f}")
    assert float(text.get_attribute("font-size") or 0) > size
    editor.get_by_role("button", name="Smaller type over the page").click()
    expect(text).to_have_attribute("font-size", f"{size:.1f}")
    colours = editor.get_by_role("button", name="Colour the text over the page by confidence")
    expect(colours).to_have_attribute("aria-pressed", "true")
    colours.click()
    editor.get_by_label("Image under the text, in percent").fill("80")
    preferences_kept(editor)
    expect(colours).to_have_attribute("aria-pressed", "false")
    kept = json.loads(editor.request.get("/api/preferences/").body())
    assert kept["editor.over_page_image"] == 0.8
    assert kept["editor.over_page_confidence"] is False


def test_a_line_is_opened_and_typed_over_the_page(editor: Page) -> None:
    show_over_page(editor)
    uid = uid_of(editor, 10)
    ground = over_page(editor, uid).locator(".ground")
    ground.click()
    expect(rows_of(editor).nth(10).locator("[data-line-text]")).to_be_focused()
    expect(over_page(editor, uid)).to_have_class(re.compile("current"))
    ground.dblclick()
    field = editor.locator(".over-page-field")
    expect(field).to_be_focused()
    editor.keyboard.press("Control+A")
    editor.keyboard.insert_text("typed in its place")
    expect(rows_of(editor).nth(10)).to_contain_text("typed in its place")
    editor.keyboard.press("Control+A")
    editor.keyboard.press("Control+I")
    expect(field).to_have_value("<em>typed in its place</em>")
    editor.keyboard.press("Enter")
    expect(field).to_have_value(stored_text(editor, "manual", uid_of(editor, 11))["text"])
    editor.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(over_page(editor, uid).locator("tspan.em")).to_have_text("typed in its place")
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"] == "<em>typed in its place</em>"


def test_without_a_text_panel_a_click_types_over_the_page(editor: Page) -> None:
    show_over_page(editor)
    uid = uid_of(editor, 12)
    editor.locator(".map").first.focus()
    editor.keyboard.press("Control+3")
    expect(editor.locator("es-transcription-list")).to_have_count(0)
    over_page(editor, uid).locator(".ground").click()
    field = editor.locator(".over-page-field")
    expect(field).to_be_focused()
    editor.keyboard.press("ArrowUp")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("End")
    editor.keyboard.insert_text("!")
    editor.keyboard.press("Escape")
    editor.keyboard.press("Control+3")
    expect_saved(editor)
    assert stored_text(editor, "manual", uid)["text"].endswith("!")


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
    show_over_page(page)
    uid = page.locator("svg.over-page g[data-line]").nth(3).get_attribute("data-line") or ""
    text = over_page(page, uid).locator("text")
    expect(text).to_have_attribute("direction", "rtl")
    expect(text).to_have_attribute("transform", re.compile("scale"))
    assert text.evaluate("(text) => text.style.letterSpacing") == ""
    words, strip = box_of(text), box_of(over_page(page, uid).locator(".ground"))
    assert abs(words["x"] + words["width"] - strip["x"] - strip["width"]) < 0.1 * strip["width"]
    over_page(page, uid).locator(".ground").dblclick()
    expect(page.locator(".over-page-field")).to_have_attribute("dir", "rtl")
    page.keyboard.press("Escape")


def test_a_vertical_page_is_set_in_columns(page: Page, program: Program) -> None:
    page.goto(_import(program, "Jpan", "vertical_ja/tategaki2026-04-24-094138.png"))
    show_over_page(page)
    column = page.locator("svg.over-page g[data-line]:has(text.down)").first
    text = column.locator("text")
    expect(text).to_have_attribute("transform", re.compile("scale"))
    words, strip = box_of(text), box_of(column.locator(".ground"))
    assert words["height"] > 2 * words["width"]
    assert abs(words["height"] - strip["height"]) < 0.15 * strip["height"]
    column.locator(".ground").dblclick()
    field = page.locator(".over-page-field")
    expect(field).to_be_focused()
    assert field.evaluate("(field) => getComputedStyle(field).writingMode") == "vertical-rl"
    page.keyboard.press("End")
    page.keyboard.insert_text("\u3002")
    page.keyboard.press("Escape")
    expect_saved(page)
    uid = column.get_attribute("data-line") or ""
    assert stored_text(page, "manual", uid)["text"].endswith("\u3002")
