"""Regions, their types, locks and the order of the lines: every tool and key, and the database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Watch, editor_ready, preferences_kept

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

TO_WINDOW = """
([x, y]) => {
  const editor = document.querySelector("es-editor");
  const map = editor.canvas().map;
  const { height } = editor.session.page.part;
  const [left, top] = map.getPixelFromCoordinate([x, height - y]);
  const box = map.getTargetElement().getBoundingClientRect();
  return [box.left + left, box.top + top];
}
"""


class Editor:
    """One page in the editor, pointed at in pixels of its image, and what the server has of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
        assert found is not None
        self.api = f"/api/documents/{found[1]}/parts/{found[2]}"

    @property
    def rows(self) -> Locator:
        return self.page.locator("es-transcription-list li.line")

    @property
    def selected(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.page.evaluate(
            """() => {
              const { lines, regions } = document.querySelector("es-editor").session.selection;
              return { lines: [...lines], regions: [...regions] };
            }"""
        )
        return found

    def data(self) -> dict[str, Any]:
        """The page as the database has it, once everything is saved."""
        flush = "() => document.querySelector('es-editor').session.sync.flush()"
        assert self.page.evaluate(flush), "Something could not be saved"
        answer: dict[str, Any] = self.page.request.get(f"{self.api}/editor/").json()
        return answer

    def order(self) -> list[str]:
        lines = sorted(self.data()["lines"], key=lambda line: line["order"])
        return [line["uid"] for line in lines]

    def regions(self) -> dict[str, dict[str, Any]]:
        return {region["uid"]: region for region in self.data()["regions"]}

    def homes(self) -> dict[str, str | None]:
        return {line["uid"]: line["region"] for line in self.data()["lines"]}

    def place(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.page.evaluate(TO_WINDOW, [x, y])
        return left, top

    def click(self, x: float, y: float, **options: Any) -> None:
        self.page.mouse.click(*self.place(x, y), **options)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*self.place(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=6)
        self.page.mouse.up()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def select(self, *, lines: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> None:
        self.page.evaluate(
            """([lines, regions]) => {
              const { selection } = document.querySelector("es-editor").session;
              if (lines.length) selection.selectLines(lines);
              else selection.selectRegions(regions);
            }""",
            [list(lines), list(regions)],
        )


@pytest.fixture
def open_page(page: Page, sample: str) -> Callable[[int], Editor]:
    """Opens a page of the sample, by its number from 0; nothing is typed in."""

    def opened(number: int) -> Editor:
        page.goto(sample)
        page.locator(".page-open").nth(number).click()
        page.wait_for_url("**/edit/**")
        editor = Editor(page)
        expect(editor.rows.first).to_be_visible()
        page.wait_for_function("() => document.querySelector('es-editor').session.image !== null")
        page.wait_for_function(
            """() => document.querySelector("es-editor").canvas().map
                 .getPixelFromCoordinate([0, 0]) !== null"""
        )
        editor_ready(page)
        page.locator("es-editor .map").first.focus()
        return editor

    return opened


def middle(line: dict[str, Any]) -> tuple[float, float]:
    (x0, y0), (x1, y1) = line["baseline"][0], line["baseline"][-1]
    return (x0 + x1) / 2, (y0 + y1) / 2


def box(region: dict[str, Any]) -> tuple[int, int, int, int]:
    xs, ys = zip(*region["polygon"], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def new_region(editor: Editor, before: dict[str, dict[str, Any]]) -> dict[str, Any]:
    made = [region for uid, region in editor.regions().items() if uid not in before]
    assert len(made) == 1
    return made[0]


def test_regions_are_drawn_in_every_way(open_page: Callable[[int], Editor]) -> None:
    editor = open_page(1)
    start = editor.data()
    width, height = start["part"]["width"], start["part"]["height"]
    before = editor.regions()
    editor.press("b")  # rectangle by a drag
    editor.drag((width * 0.05, height * 0.92), (width * 0.3, height * 0.98))
    first = new_region(editor, before)
    assert len(first["polygon"]) == 4
    before = editor.regions()
    editor.click(width * 0.4, height * 0.92)  # rectangle by two clicks
    editor.click(width * 0.6, height * 0.98)
    assert len(new_region(editor, before)["polygon"]) == 4
    before = editor.regions()
    editor.press("Shift+A")  # polygon by clicks, closed on the first corner
    corners = [(0.7, 0.9), (0.9, 0.91), (0.92, 0.98), (0.8, 0.99), (0.7, 0.97)]
    for x, y in [*corners, corners[0]]:
        editor.click(width * x, height * y)
    assert len(new_region(editor, before)["polygon"]) == 5
    before = editor.regions()
    for x, y in [(0.02, 0.02), (0.2, 0.02), (0.2, 0.06)]:  # polygon ended by Enter
        editor.click(width * x, height * y)
    editor.press("Enter")
    assert len(new_region(editor, before)["polygon"]) == 3
    before = editor.regions()
    for x, y in [(0.3, 0.02), (0.5, 0.02)]:  # a polygon given up
        editor.click(width * x, height * y)
    editor.press("Escape", "Escape")
    assert editor.regions().keys() == before.keys()
    for count in range(4):
        editor.press("Control+z")
        assert len(editor.regions()) == len(before) - count - 1


def _expect_deletion_refused(editor: Editor, uid: str) -> None:
    """By the server, whoever asks it."""
    refused = editor.page.request.post(
        f"{editor.api}/changes/",
        data={
            "id": "0b6f4a52-52b5-4a7e-8f43-1a2b3c4d5e6f",
            "base_revision": editor.data()["part"]["revision"],
            "deleted": {"regions": [uid]},
        },
        headers={"X-CSRFToken": csrf(editor.page), "Referer": editor.page.url},
    )
    assert refused.status == 400 and "locked" in refused.json()["message"]


def test_a_region_around_lines_is_split_joined_and_locked(
    open_page: Callable[[int], Editor],
) -> None:
    editor = open_page(2)
    start = editor.data()
    lines = sorted(start["lines"], key=lambda line: line["order"])[:4]
    uids = tuple(line["uid"] for line in lines)
    before, homes = editor.regions(), editor.homes()
    editor.select(lines=uids)
    editor.press("g")
    region = new_region(editor, before)
    assert [editor.homes()[uid] for uid in uids] == [region["uid"]] * 4
    left, _, right, _ = box(region)
    between = (middle(lines[1])[1] + middle(lines[2])[1]) / 2
    editor.select(regions=(region["uid"],))
    editor.press("Shift+C")  # split by a stroke across
    editor.drag((left - 20, between), (right + 20, between))
    halves = {editor.homes()[uid] for uid in uids[:2]}, {editor.homes()[uid] for uid in uids[2:]}
    assert halves[0] == {region["uid"]} and halves[0].isdisjoint(halves[1])
    (lower,) = halves[1]
    assert lower is not None
    editor.press("Escape")
    editor.select(regions=(region["uid"], lower))
    editor.press("j")  # and joined again
    assert [editor.homes()[uid] for uid in uids] == [region["uid"]] * 4
    assert lower not in editor.regions()
    editor.select(regions=(region["uid"],))
    editor.press("k")
    assert editor.regions()[region["uid"]]["locked"] is True
    editor.press("Delete")
    assert region["uid"] in editor.regions()
    _expect_deletion_refused(editor, region["uid"])
    editor.press("k")
    assert editor.regions()[region["uid"]]["locked"] is False
    editor.press("Delete")
    assert region["uid"] not in editor.regions()
    for _ in range(7):
        editor.press("Control+z")
    assert editor.homes() == homes
    assert editor.regions().keys() == before.keys()


def csrf(page: Page) -> str:
    cookies = page.context.cookies()
    return next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")


def type_of(editor: Editor, uid: str) -> int | None:
    found: int | None = next(row["type"] for row in editor.data()["lines"] if row["uid"] == uid)
    return found


def test_types_by_digits_and_by_the_menu(open_page: Callable[[int], Editor]) -> None:
    editor = open_page(3)
    types, uid = editor.data()["line_types"], editor.order()[0]
    editor.select(lines=(uid,))
    editor.press("2")
    assert type_of(editor, uid) == types[1]["id"]
    editor.press("t", "3")
    assert type_of(editor, uid) == types[2]["id"]
    editor.press("0")
    assert type_of(editor, uid) is None


def test_the_legend_selects_filters_and_colours(open_page: Callable[[int], Editor]) -> None:
    editor = open_page(3)
    kind, uid = editor.data()["line_types"][0], editor.order()[1]
    editor.select(lines=(uid,))
    editor.press("1")
    assert type_of(editor, uid) == kind["id"]
    editor.press("Shift+Q")
    legend = editor.page.locator("es-legend")
    row = legend.locator(f"[data-kind=lines] [data-type='{kind['id']}']")
    expect(row.locator(".count")).to_have_text("1")
    editor.select(regions=())
    row.locator(".count").click()
    assert editor.selected["lines"] == [uid]
    legend.get_by_role("button", name=f"Show {kind['name']}", exact=True).click()
    expect(row).to_have_class("hidden-type")
    row.locator(".name").click()  # this one alone
    other = legend.locator("[data-kind=lines] [data-type='0']")
    expect(other).to_have_class("hidden-type")
    row.locator(".name").click()  # and all again
    expect(other).not_to_have_class("hidden-type")
    legend.get_by_role("button", name="Thick").click()
    expect(legend.get_by_role("button", name="Thick")).to_have_attribute("aria-pressed", "true")
    legend.get_by_role("button", name="Medium").click()
    with editor.page.expect_response(f"**/api/types/line/{kind['id']}/"):
        row.locator("input[type=color]").fill("#aa0011")
    assert editor.data()["line_types"][0]["color"] == "#aa0011"


def test_the_legend_makes_types(open_page: Callable[[int], Editor], watch: Watch) -> None:
    watch.forgive("400")
    editor = open_page(3)
    editor.press("Shift+Q")
    legend = editor.page.locator("es-legend")
    field = legend.get_by_label("Name of a new line type")
    field.fill("Gloss")
    field.press("Enter")
    expect(legend.locator("[data-kind=lines] li", has_text="Gloss")).to_be_visible()
    assert "Gloss" in [row["name"] for row in editor.data()["line_types"]]
    field.fill("Gloss")
    field.press("Enter")
    expect(legend.get_by_role("alert")).to_contain_text("already")


def test_what_is_drawn_is_kept(open_page: Callable[[int], Editor]) -> None:
    editor = open_page(3)
    shown = """() => document.querySelector("es-editor").session.preferences.get("editor.shown")"""
    for key in ("n", "Shift+N", "q"):
        editor.press(key)
    now = editor.page.evaluate(shown)
    assert now["numbers"] and now["arrows"] and now["labels"]
    preferences_kept(editor.page)
    editor.page.reload()
    expect(editor.rows.first).to_be_visible()
    assert editor.page.evaluate(shown) == now
    for key in ("n", "Shift+N", "q"):
        editor.press(key)


def _drag_row(editor: Editor, row: int, *, before: int) -> None:
    number, target = editor.rows.nth(row).locator(".number"), editor.rows.nth(before)
    from_box, to_box = number.bounding_box(), target.bounding_box()
    assert from_box and to_box
    mouse = editor.page.mouse
    mouse.move(from_box["x"] + 6, from_box["y"] + from_box["height"] / 2)
    mouse.down()
    mouse.move(to_box["x"] + 6, to_box["y"] + 4, steps=6)
    expect(target).to_have_attribute("data-drop", "before")
    mouse.up()


def test_the_order_by_clicks_keys_drag_and_by_itself(
    open_page: Callable[[int], Editor],
) -> None:
    editor = open_page(1)
    data = editor.data()
    automatic = editor.order()
    places = {line["uid"]: middle(line) for line in data["lines"]}
    editor.press("o")
    for uid in (automatic[2], automatic[0], automatic[1]):
        editor.click(*places[uid])
    editor.press("Enter", "Escape")
    wanted = [automatic[2], automatic[0], automatic[1], *automatic[3:]]
    assert editor.order() == wanted
    assert editor.data()["part"]["has_manual_order"] is True

    editor.select(lines=(automatic[2],))
    editor.press("Alt+Shift+ArrowDown", "Alt+Shift+ArrowDown")
    assert editor.order() == automatic
    editor.press("Alt+Shift+ArrowUp")
    assert editor.order()[:3] == [automatic[0], automatic[2], automatic[1]]

    editor.press("Alt+o")
    editor.page.wait_for_function(
        "() => !document.querySelector('es-editor').session.page.part.has_manual_order"
    )
    assert editor.order() == automatic
    assert editor.data()["part"]["has_manual_order"] is False
    editor.press("Control+z")
    assert editor.order()[:3] == [automatic[0], automatic[2], automatic[1]]
    assert editor.data()["part"]["has_manual_order"] is True
    editor.press("Control+y")
    assert editor.order() == automatic

    _drag_row(editor, 0, before=3)
    assert editor.order()[:4] == [*automatic[1:3], automatic[0], automatic[3]]
    editor.press("Control+z")
    assert editor.order() == automatic


def test_a_heading_moves_all_lines_of_its_region(open_page: Callable[[int], Editor]) -> None:
    editor = open_page(2)
    order = editor.order()
    editor.select(lines=(order[0], order[1]))
    editor.press("g")
    made = editor.homes()[order[0]]
    headings = editor.page.locator("es-transcription-list h2")
    expect(headings).to_have_count(2)
    last = editor.rows.last
    last.scroll_into_view_if_needed()
    editor.page.locator("es-transcription-list").evaluate("list => { list.scrollTop = 0; }")
    first, below = headings.first.bounding_box(), editor.rows.nth(4).bounding_box()
    assert first and below
    mouse = editor.page.mouse
    mouse.move(first["x"] + 30, first["y"] + first["height"] / 2)
    mouse.down()
    mouse.move(below["x"] + 30, below["y"] + 4, steps=6)
    editor.press("Escape")  # let go without a change
    mouse.up()
    assert editor.order() == order
    mouse.move(first["x"] + 30, first["y"] + first["height"] / 2)
    mouse.down()
    mouse.move(below["x"] + 30, below["y"] + 4, steps=6)
    mouse.up()
    assert editor.order()[:5] == [order[2], order[3], order[0], order[1], order[4]]
    regions = sorted(editor.data()["regions"], key=lambda region: region["order"])
    assert regions[-1]["uid"] == made
    editor.press("Control+z", "Control+z")
    assert editor.order() == order
    assert made not in editor.regions()
