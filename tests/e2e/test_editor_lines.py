"""Lines and masks in a browser: every tool and key of them, and what the database has then."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ROOT, Program, Watch, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

Json = dict[str, Any]


class Editor:
    """A page in the editor: places in pixels of its image, and its lines as the server has them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        self.mouse = page.mouse

    def open(self, document: str, number: int) -> "Editor":
        self.page.goto(document)
        self.page.locator(".page-open").nth(number).click()
        self.page.wait_for_url("**/edit/**")
        expect(self.rows.first).to_be_visible()
        self.look()
        return self

    def look(self) -> None:
        """Wait until the page lies still in its panel, fitted whole."""
        self.page.wait_for_function("performance.getEntriesByName('editor-ready').length > 0")
        self.press("Shift+W")

    @property
    def address(self) -> str:
        """The page in the REST API."""
        url = self.page.url.replace("/document/", "/api/documents/")
        return url.replace("/part/", "/parts/").split("/edit/")[0]

    @property
    def rows(self) -> Any:
        return self.page.locator("es-transcription-list li.line")

    def press(self, *keys: str) -> None:
        """Keys with the image in focus."""
        self.page.locator(".map").first.focus()
        for key in keys:
            self.keys.press(key)

    def saved(self) -> None:
        expect(self.page.locator("es-save-state .state.saved")).to_be_visible()

    def state(self) -> Json:
        """The page as the server has it."""
        self.page.evaluate("document.querySelector('es-editor').session.sync.flush()")
        self.saved()
        answer = self.page.request.get(f"{self.address}/editor/")
        assert answer.ok
        found: Json = answer.json()
        return found

    def lines(self) -> list[Json]:
        return sorted(self.state()["lines"], key=lambda line: int(line["order"]))

    def line(self, uid: str) -> Json:
        return next(line for line in self.lines() if line["uid"] == uid)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the image is in the window."""
        place: list[float] = self.page.evaluate(
            """([x, y]) => {
              const editor = document.querySelector("es-editor");
              const box = editor.shadowRoot.querySelector(".map").getBoundingClientRect();
              const { map, pageMap } = editor.canvas();
              const [at] = pageMap.toMap([[x, y]]);
              const [left, top] = map.getPixelFromCoordinate(at);
              return [box.x + left, box.y + top];
            }""",
            [x, y],
        )
        return place[0], place[1]

    def click(self, x: float, y: float, *, holding: str = "", button: Any = "left") -> None:
        if holding:
            self.keys.down(holding)
        self.mouse.click(*self.at(x, y), button=button)
        if holding:
            self.keys.up(holding)

    def drag(self, *places: tuple[float, float], holding: str = "") -> None:
        points = [self.at(*place) for place in places]
        for key in holding.split("+") if holding else ():
            self.keys.down(key)
        self.mouse.move(*points[0])
        self.mouse.down()
        for point in points[1:]:
            self.mouse.move(*point, steps=6)
        self.mouse.up()
        for key in holding.split("+") if holding else ():
            self.keys.up(key)

    def double_click(self, x: float, y: float) -> None:
        self.mouse.dblclick(*self.at(x, y))


@pytest.fixture
def editor(page: Page, sample: str, watch: Watch) -> Iterator[Editor]:
    """The editor of the sample's third page.

    Everything that a test does is taken back with undo, exactly, masks being computed anew.
    """
    watch.forgive("status of 409")  # masks that are computed meanwhile make a newer page
    editor = Editor(page).open(sample, 2)
    before = _kept(editor.state())
    yield editor
    undo = editor.page.locator("es-tool-rail [data-command=undo]")
    editor.press("l", "s")
    while undo.is_enabled():
        undo.click()
    assert _kept(editor.state()) == before


def _kept(state: Json) -> Json:
    """What undo must bring back: all but masks that the program makes, and versions."""
    lines = {
        line["uid"]: {
            "baseline": line["baseline"],
            "drawn": line["mask"] if line["mask_manual"] else None,
            "region": line["region"],
            "type": line["type"],
            "order": line["order"],
            "text": line["text"] and line["text"]["text"],
        }
        for line in state["lines"]
    }
    return {"lines": lines, "regions": {one["uid"]: one["polygon"] for one in state["regions"]}}


def _middle(line: Json) -> tuple[float, float]:
    path = line["baseline"]
    best = min(path, key=lambda p: abs(p[0] - (path[0][0] + path[-1][0]) / 2))
    return float(best[0]), float(best[1])


def _near(points: list[list[int]], wanted: list[tuple[float, float]], within: float = 12) -> bool:
    return len(points) == len(wanted) and all(
        abs(p[0] - q[0]) <= within and abs(p[1] - q[1]) <= within
        for p, q in zip(points, wanted, strict=True)
    )


def _new(before: list[Json], after: list[Json]) -> list[Json]:
    known = {line["uid"] for line in before}
    return [line for line in after if line["uid"] not in known]


@pytest.fixture
def low(editor: Editor) -> tuple[float, float]:
    """A free place at the foot of the page."""
    part = editor.state()["part"]
    return part["width"] * 0.3, part["height"] * 0.965


def test_lines_are_drawn_by_clicks_and_freehand(editor: Editor, low: tuple[float, float]) -> None:
    x, y = low
    before = editor.lines()
    editor.press("l", "a")
    editor.click(x, y)
    editor.click(x + 150, y + 4)
    editor.click(x + 222, y + 60)
    editor.keys.press("Backspace")
    editor.click(x + 300, y)
    editor.keys.press("Enter")
    (drawn,) = _new(before, editor.lines())
    assert _near(drawn["baseline"], [(x, y), (x + 150, y + 4), (x + 300, y)])
    editor.press("Control+Z", "a")
    editor.click(x, y)
    editor.click(x + 200, y)
    editor.click(x + 260, y + 10, button="right")
    (ended,) = _new(before, editor.lines())
    assert len(ended["baseline"]) == 2
    editor.press("Control+Z", "a")
    editor.click(x, y)
    editor.keys.press("Escape")
    editor.drag((x, y), (x + 200, y + 3), (x + 400, y))
    (freehand,) = _new(before, editor.lines())
    assert _near(freehand["baseline"][:1], [(x, y)])
    assert len(freehand["baseline"]) < 5
    editor.press("Control+Z")
    assert len(editor.lines()) == len(before)


def test_a_new_line_gets_the_last_type_and_its_mask(
    editor: Editor, low: tuple[float, float]
) -> None:
    x, y = low
    before = editor.lines()
    editor.press("a")
    editor.drag((x, y), (x + 300, y))
    (drawn,) = _new(before, editor.lines())
    for _ in range(60):
        if editor.line(drawn["uid"])["mask"]:
            break
        editor.page.wait_for_timeout(500)
    mask = editor.line(drawn["uid"])["mask"]
    assert mask and not editor.line(drawn["uid"])["mask_manual"]


def test_points_are_moved_added_and_deleted(editor: Editor) -> None:
    line = editor.lines()[4]
    uid, path = line["uid"], line["baseline"]
    editor.click(*_middle(line))
    (x, y), (x1, y1) = path[-2], path[-1]
    editor.drag((x1, y1), (x1 - 30, y1 + 20), holding="Alt")
    assert _near(editor.line(uid)["baseline"][-1:], [(x1 - 30, y1 + 20)])
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
    editor.click(*_middle(line))
    editor.double_click(x, y)
    editor.click(x + 45, y + 30, holding="Alt")
    editor.keys.press("Enter")
    longer = editor.line(line["uid"])["baseline"]
    assert longer[:-1] == line["baseline"]
    assert longer[-1][0] > x


def test_lines_are_moved_nudged_and_reversed(editor: Editor) -> None:
    first, second = editor.lines()[2:4]
    editor.click(*_middle(first))
    x, y = _middle(second)
    editor.click(x, y, holding="Shift")
    (x0, _), (x1, _) = first["baseline"][:2]
    place = _on(first, x0 + (x1 - x0) * 0.25)
    editor.drag(place, (place[0] + 15, place[1] + 9))
    for line in (first, second):
        now = editor.line(line["uid"])["baseline"]
        assert _near(now, [(p[0] + 15, p[1] + 9) for p in line["baseline"]], within=4)
    editor.press("Control+Z", "ArrowLeft", "ArrowLeft", "Shift+ArrowUp")
    nudged = editor.line(first["uid"])["baseline"]
    assert nudged == [[p[0] - 2, p[1] - 10] for p in first["baseline"]]
    editor.press("Control+Z", "i")
    assert editor.line(first["uid"])["baseline"] == first["baseline"][::-1]
    assert editor.line(first["uid"])["text"]["text"] == first["text"]["text"]
    editor.press("i")
    editor.drag((place[0] + 40, place[1] + 60), (place[0] + 40, place[1] + 80), holding="Control")
    assert editor.line(second["uid"])["baseline"][0][1] > second["baseline"][0][1] + 10


def _on(line: Json, x: float) -> tuple[float, float]:
    """The place of a line at an x."""
    path = line["baseline"]
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        if x0 <= x <= x1:
            return x, y0 + (y1 - y0) * (x - x0) / ((x1 - x0) or 1)
    raise AssertionError("not on the line")


def test_a_cut_and_a_join_keep_the_text_and_undo_is_exact(editor: Editor) -> None:
    line = editor.lines()[5]
    whole, count = line["text"]["text"], len(editor.lines())
    x, y = _middle(line)
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
    editor.click(*_middle(first))
    editor.click(*_middle(second), holding="Shift")
    editor.press("j")
    expect(editor.rows).to_have_count(count)
    assert editor.line(line["uid"])["text"]["text"] == whole


def test_a_stroke_cuts_several_lines_and_a_box_takes_out_the_middle(editor: Editor) -> None:
    lines = editor.lines()
    (x, y), (_, y2) = _middle(lines[6]), _middle(lines[8])
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


def test_undo_of_a_join_offline_and_after_a_reload(editor: Editor, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "net::")
    before = editor.lines()
    editor.click(*_middle(before[3]))
    editor.click(*_middle(before[4]), holding="Shift")
    editor.page.context.set_offline(True)
    editor.press("j")
    expect(editor.rows).to_have_count(len(before) - 1)
    editor.press("Control+Z", "Control+Y")
    expect(editor.rows).to_have_count(len(before) - 1)
    editor.page.context.set_offline(False)
    joined = editor.line(before[3]["uid"])["text"]["text"]
    assert joined == f"{before[3]['text']['text']} {before[4]['text']['text']}"
    editor.press("Control+Z")
    assert [line["text"] for line in editor.lines()] == [line["text"] for line in before]


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
    editor.click(*_middle(lines[2]))
    editor.press("Shift+Y")
    same = [line for line in lines if line["region"] == lines[2]["region"]]
    assert chosen() == len(same)
    editor.click(*_middle(lines[2]))
    editor.press("Shift+T")
    assert chosen() == len([line for line in lines if line["type"] == lines[2]["type"]])


def test_the_menu_of_the_right_button(editor: Editor) -> None:
    line = editor.lines()[4]
    editor.click(*_middle(line), button="right")
    menu = editor.page.locator("es-context-menu")
    expect(menu.get_by_text("Reverse the direction")).to_be_visible()
    menu.get_by_text("Reverse the direction").click()
    expect(menu.get_by_text("Reverse the direction")).to_be_hidden()
    assert editor.line(line["uid"])["baseline"] == line["baseline"][::-1]


def test_copies_go_to_the_next_page(editor: Editor, page: Page) -> None:
    lines = editor.lines()
    editor.click(*_middle(lines[2]))
    editor.press("Control+C", "Control+V")
    (pasted,) = _new(lines, editor.lines())
    assert pasted["baseline"] == [[x + 24, y + 24] for x, y in lines[2]["baseline"]]
    editor.press("Control+Z", "Control+A", "Escape")
    editor.click(*_middle(lines[3]))
    editor.press("Control+D")
    assert len(_new(lines, editor.lines())) == 1
    editor.press("Control+Z")
    editor.click(*_middle(lines[3]))
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
    (pasted,) = _new(there, editor.lines())
    assert pasted["baseline"] == lines[3]["baseline"]
    editor.press("Control+Z")
    assert len(editor.lines()) == len(there)
    page.goto(here)
    expect(editor.rows.first).to_be_visible()
    editor.look()


def test_lines_are_shaped_and_aligned_together(editor: Editor, page: Page) -> None:
    lines = editor.lines()
    first, second = lines[2], lines[5]
    editor.click(*_middle(first))
    editor.click(*_middle(second), holding="Shift")
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
    (drawn,) = _new(before, editor.lines())
    assert drawn["baseline"][0] == [x, y]
    editor.press("Control+Z", "Shift+Z")
    editor.drag((x + wide * 0.6, y + wide * 0.5), (x + 250, y + 20))
    (drawn,) = _new(before, editor.lines())
    assert drawn["baseline"][0] != [x, y]
    editor.press("Control+Z", "Shift+Z")


def test_masks_are_drawn_edited_kept_and_given_back(editor: Editor, page: Page) -> None:
    line = editor.lines()[6]
    (x0, y0), (x1, _) = line["baseline"][0], line["baseline"][-1]
    ring = [(x0, y0 - 60), (x1, y0 - 60), (x1, y0 + 20), (x0, y0 + 20)]
    editor.click(*_middle(line))
    editor.press("m", "a")
    for place in ring:
        editor.click(*place, holding="Alt")
    editor.keys.press("Enter")
    drawn = editor.line(line["uid"])
    assert drawn["mask_manual"] and _near(drawn["mask"], ring)
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
    editor.click(*_middle(lines[3]))
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
        page.touchscreen.tap(*tablet.at(*_middle(line)))
        page.wait_for_function(
            "uid => document.querySelector('es-editor').session.selection.lines.has(uid)",
            arg=line["uid"],
        )


DATA = ROOT.parent / "shared" / "data"
JAPANESE = "Japanese (alias for Han + Hiragana + Katakana)"
NEWS = "format_samples/newspaper_reading_order/ONB_nfp_19110701_013"
PAGES = {
    "right to left": ("rtl_ar_hand/page_5", ".png", "Arabic", "rtl"),
    "vertical": ("vertical_ja/tategaki2026-04-24-094138", ".png", JAPANESE, "rtl"),
    "columns": (NEWS, ".tif", "Latin", "ltr"),
}


@pytest.fixture
def foreign(page: Page, request: pytest.FixtureRequest) -> Editor:
    """The editor of a page with true text, brought in as people do."""
    name, kind, script, direction = PAGES[request.param]
    image, text = DATA / f"{name}{kind}", DATA / f"{name}.xml"
    if not image.exists():
        pytest.skip("The test data is not here.")
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": page.url}

    def post(url: str, **body: Any) -> Json:
        answer = page.request.post(f"/api/{url}", headers=headers, **body)
        assert answer.ok, answer.text()
        found: Json = answer.json()
        return found

    project = post("projects/", data={"name": f"Lines {request.param}"})["slug"]
    names = {"name": request.param, "main_script": script, "read_direction": direction}
    document = post("documents/", data={"project": project} | names)["pk"]
    part = post(f"documents/{document}/parts/", multipart={"image": _upload(image)})["pk"]
    post(f"documents/{document}/import/", multipart={"upload_file": _upload(text)})
    editor, address = Editor(page), f"/api/documents/{document}/parts/{part}"
    for _ in range(120):
        ready = page.request.get(f"{address}/").json()["workflow"]["convert"] == "done"
        if ready and page.request.get(f"{address}/editor/").json()["lines"]:
            break
        page.wait_for_timeout(500)
    page.goto(f"/document/{document}/part/{part}/edit/")
    expect(editor.rows.first).to_be_visible()
    editor.look()
    return editor


def _upload(path: Path) -> Any:
    return {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}


@pytest.mark.parametrize("foreign", list(PAGES), indirect=True)
def test_other_directions_and_columns(foreign: Editor, request: pytest.FixtureRequest) -> None:
    """Cut, join, a line after another and typing in order, on pages that run otherwise."""
    foreign.page.evaluate("document.querySelector('es-editor').view.fit('page')")
    lines = foreign.lines()
    axis = 1 if foreign.state()["part"]["direction"].startswith("vertical") else 0
    long = max(
        (line for line in lines if line["text"] and " " in line["text"]["text"].strip())
        if axis == 0
        else (line for line in lines if line["text"]),
        key=lambda line: abs(line["baseline"][-1][axis] - line["baseline"][0][axis]),
    )
    path = long["baseline"]
    middle = ((path[0][0] + path[-1][0]) / 2, (path[0][1] + path[-1][1]) / 2)
    foreign.page.evaluate(
        "uid => { const { session, view } = document.querySelector('es-editor');"
        " session.selection.selectLines([uid]); view.fit('line'); }",
        long["uid"],
    )
    foreign.page.wait_for_timeout(500)
    at = middle if len(path) == 2 else _on_path(path, axis, middle[axis])
    foreign.press("c")
    across = (at[0], at[1] - 12), (at[0], at[1] + 12)
    foreign.drag(*(across if axis == 0 else ((at[0] - 12, at[1]), (at[0] + 12, at[1]))))
    expect(foreign.rows).to_have_count(len(lines) + 1)
    (second,) = _new(lines, foreign.lines())
    first = foreign.line(long["uid"])
    said = [half["text"]["text"] for half in (first, second)]
    assert "".join(said).replace(" ", "") == long["text"]["text"].replace(" ", "")
    is_rtl = foreign.state()["part"]["direction"] == "horizontal-rl"
    places = [half["baseline"][0][axis] for half in (first, second)]
    assert places == sorted(places, reverse=is_rtl)  # the first half is where the text begins
    foreign.press("s")
    _select(foreign, second["uid"], first["uid"])
    foreign.press("j")
    expect(foreign.rows).to_have_count(len(lines))
    joined = foreign.line(long["uid"])
    assert joined["baseline"][0] == path[0] and joined["baseline"][-1] == path[-1]
    assert joined["text"]["text"].split() == long["text"]["text"].split() or axis == 1
    foreign.press("Control+Z", "Control+Z")
    assert foreign.line(long["uid"])["text"] == long["text"]
    _select(foreign, long["uid"])
    foreign.press("d")
    (below,) = _new(lines, foreign.lines())
    moved = [below["baseline"][0][i] - path[0][i] for i in (0, 1)]
    assert moved[axis] == 0
    assert moved[1 - axis] < 0 if axis == 1 else moved[1] > 0


def _select(editor: Editor, *uids: str) -> None:
    select = "uids => document.querySelector('es-editor').session.selection.selectLines(uids)"
    editor.page.evaluate(select, list(uids))


def _on_path(path: list[list[int]], axis: int, at: float) -> tuple[float, float]:
    """The place of a path at an x, or of a vertical one at a y, whichever way it runs."""
    for a, b in itertools.pairwise(path):
        if min(a[axis], b[axis]) <= at <= max(a[axis], b[axis]):
            share = (at - a[axis]) / ((b[axis] - a[axis]) or 1)
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
    raise AssertionError("not on the path")
