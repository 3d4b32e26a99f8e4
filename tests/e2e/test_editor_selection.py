"""Selecting lines, what is done to many at once, masks and modes, in a browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Program, Watch, log_in, watched_context
from tests.e2e.line_editor import Editor, middle, near, new, opened

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def editor(page: Page, sample: str, watch: Watch) -> Iterator[Editor]:
    """The editor of the sample's third page, which is the same again after the test."""
    yield from opened(page, sample, watch)


@pytest.fixture
def low(editor: Editor) -> tuple[float, float]:
    """A free place at the foot of the page."""
    part = editor.state()["part"]
    return part["width"] * 0.3, part["height"] * 0.965


def test_selecting_by_lasso_by_type_and_all(editor: Editor) -> None:
    lines = editor.lines()
    chosen: Callable[[], int] = lambda: editor.page.evaluate(  # noqa: E731
        "document.querySelector('es-editor').session.selection.lines.size"
    )
    editor.press("Control+A")
    assert chosen() == len(lines)
    editor.press("Escape")
    assert chosen() == 0
    (x0, y0), (x1, y1) = lines[2]["baseline"][0], lines[4]["baseline"][-1]
    ring = [(x0 - 10, y0 - 15), (x1 + 10, y0 - 15), (x1 + 10, y1 + 8), (x0 - 10, y1 + 8)]
    editor.drag(*ring, (x0 - 10, y0 - 10), holding="Shift")
    assert chosen() == 3
    editor.press("Shift+X")
    assert chosen() == len(lines) - 3
    editor.press("Escape")
    editor.drag(ring[0], ring[2], holding="Alt+Shift")
    assert chosen() == 3
    editor.press("Escape")
    editor.click(*middle(lines[2]))
    editor.press("Shift+Y")
    same = [line for line in lines if line["region"] == lines[2]["region"]]
    assert chosen() == len(same)
    editor.click(*middle(lines[2]))
    editor.press("Shift+T")
    assert chosen() == len([line for line in lines if line["type"] == lines[2]["type"]])


def test_the_menu_of_the_right_button(editor: Editor) -> None:
    line = editor.lines()[4]
    editor.click(*middle(line), button="right")
    menu = editor.page.locator("es-context-menu")
    expect(menu.get_by_text("Reverse the direction")).to_be_visible()
    editor.keys.press("Escape")
    expect(editor.page.locator(".map").first).to_be_focused()
    editor.click(*middle(line), button="right")
    menu.get_by_text("Reverse the direction").click()
    expect(menu.get_by_text("Reverse the direction")).to_be_hidden()
    assert editor.line(line["uid"])["baseline"] == line["baseline"][::-1]


def test_copies_go_to_the_next_page(editor: Editor, page: Page) -> None:
    lines = editor.lines()
    editor.click(*middle(lines[2]))
    editor.press("Control+C", "Control+V")
    (pasted,) = new(lines, editor.lines())
    assert pasted["baseline"] == [[x + 24, y + 24] for x, y in lines[2]["baseline"]]
    editor.press("Control+Z", "Control+A", "Escape")
    editor.click(*middle(lines[3]))
    editor.press("Control+D")
    assert len(new(lines, editor.lines())) == 1
    editor.press("Control+Z")
    editor.click(*middle(lines[3]))
    editor.press("Control+X")
    assert len(editor.lines()) == len(lines) - 1
    editor.press("Control+Z")
    here = page.url
    editor.saved()
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: url != here)
    expect(editor.rows.first).to_be_visible()
    editor.look()
    there = editor.lines()
    editor.press("Control+V")
    (pasted,) = new(there, editor.lines())
    assert pasted["baseline"] == lines[3]["baseline"]
    editor.press("Control+Z")
    assert len(editor.lines()) == len(there)
    page.goto(here)
    expect(editor.rows.first).to_be_visible()
    editor.look()


def test_lines_are_shaped_and_aligned_together(editor: Editor, page: Page) -> None:
    lines = editor.lines()
    first, second = lines[2], lines[5]
    editor.click(*middle(first))
    editor.click(*middle(second), holding="Shift")
    editor.press("Shift+S")
    assert editor.line(second["uid"])["baseline"] == [second["baseline"][0], second["baseline"][-1]]
    editor.press("Control+Z", "Shift+E")
    assert len({y for _, y in editor.line(first["uid"])["baseline"]}) == 1
    editor.press("Control+Z", "Shift+G", "Shift+J")
    sheet = page.locator("es-adjust")
    sheet.get_by_label("At the end, px").fill("25")
    sheet.get_by_role("button", name="Lengthen").click()
    longer = editor.line(first["uid"])["baseline"]
    assert longer[-1][0] == pytest.approx(first["baseline"][-1][0] + 25, abs=2)
    editor.press("Control+Z")
    sheet.get_by_label("Down, px").fill("7")
    sheet.get_by_role("button", name="Move").click()
    assert editor.line(second["uid"])["baseline"][0][1] == second["baseline"][0][1] + 7
    editor.press("Control+Z")
    sheet.locator("[data-command=align-start]").click()
    starts = {editor.line(line["uid"])["baseline"][0][0] for line in (first, second)}
    assert starts == {first["baseline"][0][0]}
    editor.press("Control+Z")
    sheet.get_by_label("Region").select_option("")
    sheet.get_by_role("button", name="Assign").click()
    assert editor.line(first["uid"])["region"] is None
    editor.press("Control+Z", "Shift+G", "Shift+J")


def test_points_snap_to_the_ends_of_other_lines(editor: Editor, low: tuple[float, float]) -> None:
    before = editor.lines()
    x, y = before[-1]["baseline"][-1]
    wide = 6 * (editor.at(1000, 0)[0] - editor.at(0, 0)[0]) ** -1 * 1000
    editor.press("a")
    editor.drag((x + wide * 0.6, y + wide * 0.5), (x + 250, y + 20))
    (drawn,) = new(before, editor.lines())
    assert drawn["baseline"][0] == [x, y]
    editor.press("Control+Z", "Shift+Z")
    editor.drag((x + wide * 0.6, y + wide * 0.5), (x + 250, y + 20))
    (drawn,) = new(before, editor.lines())
    assert drawn["baseline"][0] != [x, y]
    editor.press("Control+Z", "Shift+Z")


def test_masks_are_drawn_edited_kept_and_given_back(editor: Editor, page: Page) -> None:
    line = editor.lines()[6]
    (x0, y0), (x1, _) = line["baseline"][0], line["baseline"][-1]
    ring = [(x0, y0 - 60), (x1, y0 - 60), (x1, y0 + 20), (x0, y0 + 20)]
    editor.click(*middle(line))
    editor.press("m", "a")
    for place in ring:
        editor.click(*place, holding="Alt")
    editor.keys.press("Enter")
    drawn = editor.line(line["uid"])
    assert drawn["mask_manual"] and near(drawn["mask"], ring)
    editor.press("s")
    editor.drag(ring[0], (x0 + 20, y0 - 40), holding="Alt")
    edited = editor.line(line["uid"])
    assert edited["mask_manual"] and edited["mask"] != drawn["mask"]
    editor.press("Alt+M")
    editor.press("Control+Z", "Control+Z")
    back = editor.line(line["uid"])
    assert (back["mask"], back["mask_manual"]) == (line["mask"], line["mask_manual"])
    editor.press("l")


def test_the_modes_and_the_delete_key(editor: Editor, page: Page) -> None:
    lines = editor.lines()
    for key, mode in (("m", "masks"), ("r", "regions"), ("l", "lines")):
        editor.press(key)
        expect(page.locator(f"[data-command=mode-{mode}]")).to_have_attribute(
            "aria-pressed", "true"
        )
    editor.click(*middle(lines[3]))
    editor.press("Delete")
    assert len(editor.lines()) == len(lines) - 1
    editor.press("Control+Z")
    assert editor.line(lines[3]["uid"])["text"] == lines[3]["text"]


def test_a_finger_selects_and_draws(
    browser: Browser, program: Program, watch: Watch, sample: str, editor: Editor
) -> None:
    with watched_context(browser, program.url, has_touch=True) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        tablet = Editor(page).open(sample, 2)
        line = tablet.lines()[4]
        page.touchscreen.tap(*tablet.at(*middle(line)))
        tablet.until(
            "uid => document.querySelector('es-editor').session.selection.lines.has(uid)",
            line["uid"],
        )
