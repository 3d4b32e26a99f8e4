"""Lines on pages from right to left, upright and in columns, in a browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT
from tests.e2e.line_editor import Editor, Json, new, on_path, select

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


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


def _axis(editor: Editor) -> int:
    """Which coordinate runs along the lines."""
    direction: str = editor.state()["part"]["direction"]
    return 1 if direction.startswith("vertical") else 0


@pytest.mark.parametrize("foreign", list(PAGES), indirect=True)
def test_other_directions_and_columns(foreign: Editor) -> None:
    """Cut, join, a line after another and typing in order, on pages that run otherwise."""
    foreign.page.evaluate("document.querySelector('es-editor').view.fit('page')")
    lines = foreign.lines()
    axis = _axis(foreign)
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
    foreign.until("() => !document.querySelector('es-editor').view.view.getAnimating()")
    at = middle if len(path) == 2 else on_path(path, axis, middle[axis])
    foreign.press("c")
    across = (at[0], at[1] - 12), (at[0], at[1] + 12)
    foreign.drag(*(across if axis == 0 else ((at[0] - 12, at[1]), (at[0] + 12, at[1]))))
    expect(foreign.rows).to_have_count(len(lines) + 1)
    (second,) = new(lines, foreign.lines())
    first = foreign.line(long["uid"])
    said = [half["text"]["text"] for half in (first, second)]
    assert "".join(said).replace(" ", "") == long["text"]["text"].replace(" ", "")
    is_rtl = foreign.state()["part"]["direction"] == "horizontal-rl"
    places = [half["baseline"][0][axis] for half in (first, second)]
    assert places == sorted(places, reverse=is_rtl)  # the first half is where the text begins
    _join_again(foreign, lines, long, second)


def _join_again(foreign: Editor, lines: list[Json], long: Json, second: Json) -> None:
    """Join the halves, take all back, and add a line behind the line."""
    path = long["baseline"]
    axis = _axis(foreign)
    foreign.press("s")
    select(foreign, second["uid"], long["uid"])
    foreign.press("j")
    expect(foreign.rows).to_have_count(len(lines))
    joined = foreign.line(long["uid"])
    assert joined["baseline"][0] == path[0] and joined["baseline"][-1] == path[-1]
    assert joined["text"]["text"].split() == long["text"]["text"].split() or axis == 1
    foreign.press("Control+Z", "Control+Z")
    assert foreign.line(long["uid"])["text"] == long["text"]
    select(foreign, long["uid"])
    foreign.press("d")
    (below,) = new(lines, foreign.lines())
    moved = [below["baseline"][0][i] - path[0][i] for i in (0, 1)]
    assert moved[axis] == 0
    assert moved[1 - axis] < 0 if axis == 1 else moved[1] > 0
