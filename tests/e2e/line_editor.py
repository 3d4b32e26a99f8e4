"""Drives the lines of a page in a browser: places in pixels of the image, keys, the database."""

import itertools
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch, editor_ready

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
        editor_ready(self.page)
        self.press("Shift+W")

    def until(self, condition: str, about: Any = None) -> None:
        """Ask until the page says yes; waiting inside of the page would need its permission."""
        for _ in range(300):
            if self.page.evaluate(condition, about):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"This never came: {condition}")

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


def opened(page: Page, sample: str, watch: Watch) -> Iterator[Editor]:
    """The editor of the sample's third page.

    Everything that a test does is taken back with undo, exactly, masks being computed anew.
    """
    editor = Editor(page).open(sample, 2)
    before = kept(editor.state())
    yield editor
    undo = editor.page.locator("es-tool-rail [data-command=undo]")
    editor.press("l", "s")
    while undo.is_enabled():
        undo.click()
    assert kept(editor.state()) == before


def kept(state: Json) -> Json:
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


def middle(line: Json) -> tuple[float, float]:
    path = line["baseline"]
    best = min(path, key=lambda p: abs(p[0] - (path[0][0] + path[-1][0]) / 2))
    return float(best[0]), float(best[1])


def near(points: list[list[int]], wanted: list[tuple[float, float]], within: float = 12) -> bool:
    return len(points) == len(wanted) and all(
        abs(p[0] - q[0]) <= within and abs(p[1] - q[1]) <= within
        for p, q in zip(points, wanted, strict=True)
    )


def new(before: list[Json], after: list[Json]) -> list[Json]:
    known = {line["uid"] for line in before}
    return [line for line in after if line["uid"] not in known]


def on(line: Json, x: float) -> tuple[float, float]:
    """The place of a line at an x."""
    path = line["baseline"]
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        if x0 <= x <= x1:
            return x, y0 + (y1 - y0) * (x - x0) / ((x1 - x0) or 1)
    raise AssertionError("not on the line")


def select(editor: Editor, *uids: str) -> None:
    select = "uids => document.querySelector('es-editor').session.selection.selectLines(uids)"
    editor.page.evaluate(select, list(uids))


def on_path(path: list[list[int]], axis: int, at: float) -> tuple[float, float]:
    """The place of a path at an x, or of a vertical one at a y, whichever way it runs."""
    for a, b in itertools.pairwise(path):
        if min(a[axis], b[axis]) <= at <= max(a[axis], b[axis]):
            share = (at - a[axis]) / ((b[axis] - a[axis]) or 1)
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
    raise AssertionError("not on the path")
