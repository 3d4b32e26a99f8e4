"""Drawing, shaping, moving, cutting and joining lines in a browser, and the database then."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch
from tests.e2e.line_editor import Editor, middle, near, new, on, opened

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


def test_lines_are_drawn_by_clicks_and_freehand(editor: Editor, low: tuple[float, float]) -> None:
    x, y = low
    before, seen = editor.lines(), editor.at(x, y)
    editor.press("l", "a")
    editor.click(x, y)
    editor.click(x + 150, y + 4)
    editor.click(x + 222, y + 60)
    editor.keys.press("Backspace")
    editor.click(x + 300, y)
    editor.keys.press("Enter")
    (drawn,) = new(before, editor.lines())
    assert near(drawn["baseline"], [(x, y), (x + 150, y + 4), (x + 300, y)])
    editor.press("Control+Z", "a")
    editor.click(x, y)
    editor.click(x + 200, y)
    editor.click(x + 260, y + 10, button="right")
    (ended,) = new(before, editor.lines())
    assert len(ended["baseline"]) == 2
    editor.press("Control+Z", "a")
    editor.click(x, y)
    editor.keys.press("Escape")
    editor.drag((x, y), (x + 200, y + 3), (x + 400, y))
    (freehand,) = new(before, editor.lines())
    assert near(freehand["baseline"][:1], [(x, y)])
    assert len(freehand["baseline"]) < 5
    assert editor.at(x, y) == seen, "the page slipped away under the hand"
    editor.press("Control+Z")
    assert len(editor.lines()) == len(before)


def test_a_new_line_gets_the_last_type_and_its_mask(
    editor: Editor, low: tuple[float, float]
) -> None:
    x, y = low
    before = editor.lines()
    editor.press("a")
    editor.drag((x, y), (x + 300, y))
    (drawn,) = new(before, editor.lines())
    for _ in range(240):
        if editor.line(drawn["uid"])["mask"]:
            break
        editor.page.wait_for_timeout(500)
    mask = editor.line(drawn["uid"])["mask"]
    assert mask and not editor.line(drawn["uid"])["mask_manual"]


def test_points_are_moved_added_and_deleted(editor: Editor) -> None:
    line = editor.lines()[4]
    uid, path = line["uid"], line["baseline"]
    editor.click(*middle(line))
    editor.mouse.move(*editor.at(*path[0]))
    expect(editor.page.locator(".map").first).to_have_css("cursor", "move")
    (x, y), (x1, y1) = path[-2], path[-1]
    editor.drag((x1, y1), (x1 - 30, y1 + 20), holding="Alt")
    assert near(editor.line(uid)["baseline"][-1:], [(x1 - 30, y1 + 20)])
    editor.press("Control+Z")
    editor.drag(((x + x1) / 2, (y + y1) / 2), ((x + x1) / 2, (y + y1) / 2 + 40), holding="Alt")
    assert len(editor.line(uid)["baseline"]) == len(path) + 1
    editor.press("Control+Z")
    editor.double_click(x + (x1 - x) * 0.25, y + (y1 - y) * 0.25)
    assert len(editor.line(uid)["baseline"]) == len(path) + 1
    editor.click(x + (x1 - x) * 0.25, y + (y1 - y) * 0.25)
    editor.press("ArrowDown", "Shift+ArrowDown")
    moved = editor.line(uid)["baseline"][-2]
    assert abs(moved[1] - (y + (y1 - y) * 0.25) - 11) <= 4
    editor.press("Control+Delete")
    assert editor.line(uid)["baseline"] == path


def test_an_end_goes_on_by_double_click(editor: Editor) -> None:
    line = editor.lines()[4]
    x, y = line["baseline"][-1]
    editor.click(*middle(line))
    editor.double_click(x, y)
    editor.click(x + 45, y + 30, holding="Alt")
    editor.keys.press("Enter")
    longer = editor.line(line["uid"])["baseline"]
    assert longer[:-1] == line["baseline"]
    assert longer[-1][0] > x


def test_lines_are_moved_nudged_and_reversed(editor: Editor) -> None:
    first, second = editor.lines()[2:4]
    editor.click(*middle(first))
    x, y = middle(second)
    editor.click(x, y, holding="Shift")
    (x0, _), (x1, _) = first["baseline"][:2]
    place = on(first, x0 + (x1 - x0) * 0.25)
    editor.drag(place, (place[0] + 15, place[1] + 9))
    for line in (first, second):
        now = editor.line(line["uid"])["baseline"]
        assert near(now, [(p[0] + 15, p[1] + 9) for p in line["baseline"]], within=4)
    editor.press("Control+Z", "ArrowLeft", "ArrowLeft", "Shift+ArrowUp")
    nudged = editor.line(first["uid"])["baseline"]
    assert nudged == [[p[0] - 2, p[1] - 10] for p in first["baseline"]]
    editor.press("Control+Z", "i")
    assert editor.line(first["uid"])["baseline"] == first["baseline"][::-1]
    assert editor.line(first["uid"])["text"]["text"] == first["text"]["text"]
    editor.press("i")
    editor.drag((place[0] + 40, place[1] + 60), (place[0] + 40, place[1] + 80), holding="Control")
    assert editor.line(second["uid"])["baseline"][0][1] > second["baseline"][0][1] + 10


def test_a_cut_and_a_join_keep_the_text_and_undo_is_exact(editor: Editor) -> None:
    line = editor.lines()[5]
    whole, count = line["text"]["text"], len(editor.lines())
    x, y = middle(line)
    editor.press("c")
    editor.click(x + 25, y)
    expect(editor.rows).to_have_count(count + 1)
    first, second = editor.lines()[5:7]
    assert f"{first['text']['text']} {second['text']['text']}" == whole
    editor.press("Control+Z")
    assert len(editor.lines()) == count
    assert editor.line(line["uid"])["text"] == line["text"]
    editor.press("Control+Y")
    first, second = editor.lines()[5:7]
    assert second["text"]["text"]
    editor.press("s")
    editor.click(*middle(first))
    editor.click(*middle(second), holding="Shift")
    editor.press("j")
    expect(editor.rows).to_have_count(count)
    assert editor.line(line["uid"])["text"]["text"] == whole


def test_a_stroke_cuts_several_lines_and_a_box_takes_out_the_middle(editor: Editor) -> None:
    lines = editor.lines()
    (x, y), (_, y2) = middle(lines[6]), middle(lines[8])
    editor.press("c")
    editor.drag((x + 20, y - 25), (x + 20, y2 + 15))
    expect(editor.rows).to_have_count(len(lines) + 3)
    editor.press("Control+Z")
    expect(editor.rows).to_have_count(len(lines))
    editor.drag((x - 20, y - 20), (x + 60, y + 12), holding="Shift")
    expect(editor.rows).to_have_count(len(lines) + 1)
    left, right = editor.lines()[6:8]
    assert left["baseline"][-1][0] == pytest.approx(x - 20, abs=8)
    assert right["baseline"][0][0] == pytest.approx(x + 60, abs=8)
    assert f"{left['text']['text']} {right['text']['text']}" == lines[6]["text"]["text"]


def test_joins_and_undo_that_wait_outlive_a_reload(editor: Editor, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "net::")
    page, before = editor.page, editor.lines()
    page.on("dialog", lambda dialog: dialog.accept())
    editor.click(*middle(before[3]))
    editor.click(*middle(before[4]), holding="Shift")
    page.route("**/changes/", lambda route: route.abort())
    editor.press("j")
    expect(editor.rows).to_have_count(len(before) - 1)
    editor.press("Control+Z", "Control+Y", "Control+Z")
    expect(editor.rows).to_have_count(len(before))
    page.unroute("**/changes/")
    page.reload()
    expect(editor.rows).to_have_count(len(before))
    assert [line["text"] for line in editor.lines()] == [line["text"] for line in before]
    editor.look()
