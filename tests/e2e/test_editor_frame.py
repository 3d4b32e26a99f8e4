"""The frame of the editor in a browser: panels, view, pages, palette, keys, phone, reading only."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import preferences_kept
from tests.e2e.frame import (
    center_of,
    choices_of,
    edge_of,
    expect_panels,
    fresh_editor,
    image_box,
    view_of,
)

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def editor(page: Page, sample: str) -> Iterator[Page]:
    yield from fresh_editor(page, sample)


def test_panels_are_added_moved_switched_and_kept(editor: Page) -> None:
    expect_panels(editor, "image", "text")
    editor.keyboard.press("Control+2")
    expect_panels(editor, "image", "text", "over-page")
    editor.get_by_role("region", name="Over the page").get_by_label("Move to the left").click()
    expect_panels(editor, "image", "over-page", "text")
    editor.get_by_role("region", name="Image").get_by_label("Close this panel").click()
    preferences_kept(editor)
    editor.reload()
    expect(editor.locator("es-workspace section")).to_have_count(2)
    expect_panels(editor, "over-page", "text")
    editor.get_by_label("What this panel shows").first.select_option("image")
    expect_panels(editor, "image", "text")
    editor.keyboard.press("Control+3")
    expect_panels(editor, "image")
    editor.locator(".map").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("es-line-editor input")).to_be_focused()
    expect_panels(editor, "image", "text")


def test_an_edge_is_dragged_and_moved_by_keys(editor: Page) -> None:
    edge, middle = edge_of(editor), editor.locator("section").first
    box, before = edge.bounding_box(), middle.bounding_box()
    assert box is not None and before is not None
    editor.mouse.move(box["x"], box["y"] + 200)
    editor.mouse.down()
    editor.mouse.move(box["x"] - 150, box["y"] + 200, steps=4)
    editor.mouse.up()
    after = middle.bounding_box()
    assert after is not None
    assert abs(before["width"] - after["width"] - 150) < 4
    value = int(edge.get_attribute("aria-valuenow") or 0)
    edge.focus()
    editor.keyboard.press("ArrowLeft")
    preferences_kept(editor)
    expect(edge).to_have_attribute("aria-valuenow", str(value - 2))
    assert len(choices_of(editor)["editor.panel_sizes"]) == 2
    editor.reload()
    expect(edge_of(editor)).to_have_attribute("aria-valuenow", str(value - 2))
    edge_of(editor).dblclick()
    expect(edge_of(editor)).to_have_attribute("aria-valuenow", "50")


def test_the_view_fits_zooms_turns_and_comes_back(editor: Page) -> None:
    editor.locator(".map").focus()
    whole = view_of(editor, "percent")
    editor.keyboard.press("w")
    assert view_of(editor, "fitted") == "width"
    assert view_of(editor, "percent") > whole
    for key, larger in (("Control+=", True), ("Control+-", False), ("+", True), ("-", False)):
        editor.wait_for_function(
            "() => !document.querySelector('es-editor').view.view.getAnimating()"
        )
        before = view_of(editor, "percent")
        editor.keyboard.press(key)
        compare = ">" if larger else "<"
        editor.wait_for_function(
            f"() => document.querySelector('es-editor').view.percent {compare} {before}"
        )
    editor.keyboard.press("Control+.")
    assert view_of(editor, "turns") == 1
    editor.keyboard.press("Control+,")
    editor.keyboard.press("Control+,")
    assert view_of(editor, "turns") == 3
    editor.keyboard.press("Control+Backspace")
    assert (view_of(editor, "turns"), view_of(editor, "fitted")) == (0, "page")
    assert view_of(editor, "percent") == whole
    editor.keyboard.press("f")
    editor.keyboard.press("Control+0")
    assert view_of(editor, "fitted") == "page"


def test_both_panels_with_the_image_share_the_view(editor: Page) -> None:
    editor.keyboard.press("Control+2")
    expect(editor.locator(".map[data-panel=over-page] canvas").first).to_be_visible()
    before, box = view_of(editor, "percent"), editor.locator("[data-panel=over-page].map")
    box.hover()
    editor.mouse.wheel(0, -400)
    editor.wait_for_function(f"() => document.querySelector('es-editor').view.percent > {before}")


def test_the_image_is_moved_by_hand_tool_space_and_right_button(editor: Page) -> None:
    editor.locator(".map").focus()
    editor.keyboard.press("f")
    editor.keyboard.press("w")
    box = image_box(editor)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(button: Any = "left") -> None:
        before = center_of(editor)
        editor.mouse.move(x, y)
        editor.mouse.down(button=button)
        editor.mouse.move(x, y - 60, steps=4)
        editor.mouse.up(button=button)
        assert center_of(editor) != before

    editor.keyboard.press("p")
    expect(editor.locator("[data-command=pan]").first).to_have_attribute("aria-pressed", "true")
    drag()
    editor.keyboard.press("a")
    lines = editor.locator("es-transcription-list li.line").count()
    editor.keyboard.down(" ")
    drag()
    editor.keyboard.up(" ")
    drag("right")
    expect(editor.locator("es-transcription-list li.line")).to_have_count(lines)
    editor.keyboard.press("s")
    expect(editor.locator("[data-command=select]").first).to_have_attribute("aria-pressed", "true")


def test_the_light_of_the_image_is_set_and_kept(editor: Page) -> None:
    editor.locator(".map").focus()
    editor.keyboard.press("Shift+I")
    image = editor.locator(".map .page-image").first
    expect(image).to_have_css("filter", "invert(1)")
    editor.keyboard.press("v")
    contrast = editor.get_by_label("Contrast")
    contrast.focus()
    editor.keyboard.press("ArrowRight")
    preferences_kept(editor)
    expect(image).to_have_css("filter", "contrast(1.05) invert(1)")
    editor.reload()
    expect(image).to_have_css("filter", "contrast(1.05) invert(1)")
    editor.get_by_role("button", name="View of the image").click()
    with editor.expect_download() as download:
        editor.get_by_role("button", name="Download the image").click()
    assert download.value.suggested_filename.endswith(".jpg")
    editor.get_by_role("button", name="Show the image as it is").click()
    expect(image).to_have_css("filter", "none")


def test_the_palette_finds_commands_pages_and_the_rest_of_the_site(editor: Page) -> None:
    editor.keyboard.press("Control+k")
    field = editor.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    field.fill("width fit")
    expect(editor.get_by_role("option", name="Fit the width")).to_be_visible()
    editor.keyboard.press("Enter")
    expect(field).to_be_hidden()
    assert view_of(editor, "fitted") == "width"
    editor.keyboard.press("Control+k")
    field.fill("Printed")
    expect(editor.get_by_role("option", name="Printed pages").first).to_be_visible()
    field.fill("5")
    expect(editor.get_by_role("option", name="Page 5 of 6")).to_be_visible()
    editor.get_by_role("option", name="Page 5 of 6").click()
    expect(editor.get_by_label("Page number")).to_have_value("5")


def test_help_lists_commands_and_changes_their_keys(editor: Page) -> None:
    editor.keyboard.press("?")
    help_ = editor.locator("es-help-dialog dialog")
    help_.get_by_label("Find a command or key").fill("fit the")
    expect(help_.locator("dt")).to_have_count(3)
    help_.get_by_role("button", name="Change keys").click()
    help_.get_by_label("Another key for Fit the width").click()
    editor.keyboard.press("f")
    expect(help_.get_by_role("alert")).to_contain_text("Fit the line")
    help_.get_by_role("button", name="Use it here").click()
    expect(help_.locator("[data-id=fit-line] kbd")).to_have_count(0)
    help_.get_by_label("Take W from Fit the width").click()
    help_.get_by_label("Another key for Fit the page").click()
    editor.keyboard.press("Control+Shift+F")
    preferences_kept(editor)
    help_.get_by_role("button", name="Close").click()
    editor.reload()
    editor.locator(".map").focus()
    editor.keyboard.press("w")
    assert view_of(editor, "fitted") == "page"
    editor.keyboard.press("f")
    assert view_of(editor, "fitted") == "width"
    editor.keyboard.press("Control+Shift+F")
    assert view_of(editor, "fitted") == "page"
    editor.keyboard.press("F1")
    help_.get_by_role("button", name="Change keys").click()
    help_.get_by_role("button", name="Reset all").click()
    expect(help_.locator("[data-id=fit-line] kbd")).to_have_text(["F"])


def test_letters_are_text_where_a_person_types(editor: Page) -> None:
    editor.locator("es-transcription-list button.row").first.click()
    field = editor.locator("es-line-editor input")
    expect(field).to_be_focused()
    words = field.input_value()
    editor.keyboard.press("End")
    editor.keyboard.type("pwf")
    expect(field).to_have_value(f"{words}pwf")
    assert view_of(editor, "fitted") == "page"
    editor.keyboard.press("Control+2")
    expect_panels(editor, "image", "text", "over-page")
    editor.keyboard.press("Control+z")
    expect(field).to_have_value(words)


def test_the_page_itself_is_turned_with_its_lines_and_back(editor: Page) -> None:
    def lines() -> Any:
        path = editor.url.split("/document/")[1].split("/edit/")[0].replace("/part/", "/parts/")
        state = editor.context.request.get(f"/api/documents/{path}/editor/").json()
        return [line["baseline"] for line in state["lines"]], state["part"]["width"]

    before = lines()
    for side, turns in (("right", 1), ("left", 0)):
        editor.keyboard.press("v")
        with editor.expect_event("load"):
            editor.get_by_role("button", name=f"Turn the page itself to the {side}").click()
        expect(editor.locator(".map canvas").first).to_be_visible()
        part = "document.querySelector('es-editor').session.page.part"
        assert editor.evaluate(f"{part}.turns") == turns
        assert editor.evaluate(f"{part}.image") != ""
        assert (lines() == before) is (turns == 0)


def test_a_page_is_open_before_its_image_is_ready(editor: Page) -> None:
    def without_image(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'"image": "/media/view/[^"]+"', '"image": ""', answer.text(), count=1)
        route.fulfill(response=answer, body=body)

    editor.route("**/edit/", without_image)
    editor.reload()
    expect(editor.get_by_text("is being prepared")).to_be_visible()
    expect(editor.locator("es-transcription-list li.line").first).to_be_visible()
    editor.unroute("**/edit/")
    part = int(editor.url.split("/part/")[1].split("/")[0])
    ready = "detail => document.body.dispatchEvent(new CustomEvent('events:part.ready', {detail}))"
    with editor.expect_navigation():
        editor.evaluate(ready, {"part": part})
    expect(editor.get_by_text("is being prepared")).to_have_count(0)
    assert editor.evaluate("document.querySelector('es-editor').session.page.part.image") != ""
