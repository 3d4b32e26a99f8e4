"""The frame of the editor in a browser: panels, view, pages, palette, keys, phone, reading only."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

READER = "victor"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140 Safari/537.36"


@pytest.fixture
def editor(page: Page, sample: str) -> Iterator[Page]:
    """The editor of the sample's second page, as a person sees it who chose nothing yet."""
    _forget_choices(page)
    _open(page, sample)
    yield page
    _forget_choices(page)


def _forget_choices(page: Page) -> None:
    names = ("panels", "panel_sizes", "fit", "image", "keys", "film")
    page.goto("/")
    _patch(page, "/api/preferences/", {f"editor.{name}": None for name in names})


def _patch(page: Page, url: str, values: dict[str, Any]) -> None:
    """As the person who is logged in."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    headers = {"X-CSRFToken": token, "Referer": page.url}
    answer = page.context.request.patch(url, data=values, headers=headers)
    assert answer.ok, answer.text()


def _choices(page: Page) -> Any:
    return page.context.request.get("/api/preferences/").json()


def _open(page: Page, document: str, number: int = 1) -> None:
    page.goto(document)
    page.locator(".page-open").nth(number).click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("es-film-strip [aria-current=page]")).to_be_visible()
    expect(page.locator(".map canvas").first).to_be_visible()


def _panels(page: Page) -> list[str]:
    sections = page.locator("es-workspace section")
    return sections.evaluate_all("list => list.map(item => item.dataset.panel)")


def _view(page: Page, what: str) -> Any:
    """What the shared view says of itself: ``percent``, ``turns``, ``fitted``."""
    return page.evaluate(f"document.querySelector('es-editor').view.{what}")


def _center(page: Page) -> Any:
    return _view(page, "view.getCenter()")


def _edge(page: Page) -> Locator:
    return page.get_by_role("separator").first


def _image(page: Page) -> dict[str, float]:
    box = page.locator(".map").first.bounding_box()
    assert box is not None
    return dict(box)


def test_panels_are_added_moved_switched_and_kept(editor: Page) -> None:
    assert _panels(editor) == ["image", "text"]
    editor.keyboard.press("Control+2")
    assert _panels(editor) == ["image", "text", "over-page"]
    editor.get_by_role("region", name="Over the page").get_by_label("Move to the left").click()
    assert _panels(editor) == ["image", "over-page", "text"]
    with editor.expect_response("**/api/preferences/"):
        editor.get_by_role("region", name="Image").get_by_label("Close this panel").click()
    editor.reload()
    expect(editor.locator("es-workspace section")).to_have_count(2)
    assert _panels(editor) == ["over-page", "text"]
    editor.get_by_label("What this panel shows").first.select_option("image")
    assert _panels(editor) == ["image", "text"]
    editor.keyboard.press("Control+3")
    assert _panels(editor) == ["image"]
    editor.locator(".map").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("es-line-editor input")).to_be_focused()
    assert _panels(editor) == ["image", "text"]


def test_an_edge_is_dragged_and_moved_by_keys(editor: Page) -> None:
    edge, middle = _edge(editor), editor.locator("section").first
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
    with editor.expect_response("**/api/preferences/"):
        editor.keyboard.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", str(value - 2))
    assert len(_choices(editor)["editor.panel_sizes"]) == 2
    editor.reload()
    expect(_edge(editor)).to_have_attribute("aria-valuenow", str(value - 2))
    _edge(editor).dblclick()
    expect(_edge(editor)).to_have_attribute("aria-valuenow", "50")


def test_the_view_fits_zooms_turns_and_comes_back(editor: Page) -> None:
    editor.locator(".map").focus()
    whole = _view(editor, "percent")
    editor.keyboard.press("w")
    assert _view(editor, "fitted") == "width"
    assert _view(editor, "percent") > whole
    for key, larger in (("Control+=", True), ("Control+-", False), ("+", True), ("-", False)):
        before = _view(editor, "percent")
        editor.keyboard.press(key)
        compare = ">" if larger else "<"
        editor.wait_for_function(
            f"() => document.querySelector('es-editor').view.percent {compare} {before}"
        )
    editor.keyboard.press("Control+.")
    assert _view(editor, "turns") == 1
    editor.keyboard.press("Control+,")
    editor.keyboard.press("Control+,")
    assert _view(editor, "turns") == 3
    editor.keyboard.press("Control+Backspace")
    assert (_view(editor, "turns"), _view(editor, "fitted")) == (0, "page")
    assert _view(editor, "percent") == whole
    editor.keyboard.press("f")
    editor.keyboard.press("Control+0")
    assert _view(editor, "fitted") == "page"


def test_both_panels_with_the_image_share_the_view(editor: Page) -> None:
    editor.keyboard.press("Control+2")
    expect(editor.locator(".map[data-panel=over-page] canvas").first).to_be_visible()
    before, box = _view(editor, "percent"), editor.locator("[data-panel=over-page].map")
    box.hover()
    editor.mouse.wheel(0, -400)
    editor.wait_for_function(f"() => document.querySelector('es-editor').view.percent > {before}")


def test_the_image_is_moved_by_hand_tool_space_and_right_button(editor: Page) -> None:
    editor.locator(".map").focus()
    editor.keyboard.press("f")
    editor.keyboard.press("w")
    box = _image(editor)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(button: Any = "left") -> None:
        before = _center(editor)
        editor.mouse.move(x, y)
        editor.mouse.down(button=button)
        editor.mouse.move(x, y - 60, steps=4)
        editor.mouse.up(button=button)
        assert _center(editor) != before

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
    with editor.expect_response("**/api/preferences/"):
        editor.keyboard.press("ArrowRight")
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
    assert _view(editor, "fitted") == "width"
    editor.keyboard.press("Control+k")
    field.fill("Printed")
    expect(editor.get_by_role("option", name="Printed pages")).to_be_visible()
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
    with editor.expect_response("**/api/preferences/"):
        help_.get_by_label("Another key for Fit the page").click()
        editor.keyboard.press("Control+Shift+F")
    help_.get_by_role("button", name="Close").click()
    editor.reload()
    editor.locator(".map").focus()
    editor.keyboard.press("w")
    assert _view(editor, "fitted") == "page"
    editor.keyboard.press("f")
    assert _view(editor, "fitted") == "width"
    editor.keyboard.press("Control+Shift+F")
    assert _view(editor, "fitted") == "page"
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
    assert _view(editor, "fitted") == "page"
    editor.keyboard.press("Control+2")
    assert "over-page" in _panels(editor)
    editor.keyboard.press("Control+z")
    expect(field).to_have_value(words)


def _number(page: Page) -> Locator:
    return page.get_by_label("Page number")


def test_pages_are_turned_by_every_key(editor: Page) -> None:
    for key, number in (
        ("PageDown", "3"),
        ("PageUp", "2"),
        ("Control+ArrowRight", "3"),
        ("Control+ArrowLeft", "2"),
    ):
        editor.locator(".map").focus()
        editor.keyboard.press(key)
        expect(_number(editor)).to_have_value(number)
    editor.keyboard.press("Alt+g")
    expect(_number(editor)).to_be_focused()
    editor.keyboard.type("6")
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("button", name="Next page")).to_be_disabled()
    expect(_number(editor)).to_have_value("6")


def test_the_fit_of_the_image_is_kept_when_the_page_is_turned(editor: Page) -> None:
    editor.locator(".map").focus()
    editor.keyboard.press("w")
    editor.keyboard.press("PageDown")
    expect(_number(editor)).to_have_value("3")
    assert _view(editor, "fitted") == "width"


@pytest.fixture
def right_to_left(editor: Page, sample: str) -> Iterator[Page]:
    """The sample read from right to left."""
    url = f"/api/documents/{sample.split('/document/')[1].split('/')[0]}/"
    _patch(editor, url, {"read_direction": "rtl"})
    editor.reload()
    yield editor
    _patch(editor, url, {"read_direction": "ltr"})


def test_arrows_and_strip_turn_for_right_to_left_documents(right_to_left: Page) -> None:
    page = right_to_left
    page.locator(".map").focus()
    page.keyboard.press("Control+ArrowLeft")
    expect(_number(page)).to_have_value("3")
    page.keyboard.press("Control+ArrowRight")
    expect(_number(page)).to_have_value("2")
    first = page.locator("es-film-strip [data-place='0']").bounding_box()
    second = page.locator("es-film-strip [data-place='1']").bounding_box()
    assert first is not None and second is not None and first["x"] > second["x"]
    page.locator("es-film-strip [aria-current]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(_number(page)).to_have_value("3")


def test_the_strip_reaches_pages_by_keys_and_folds(editor: Page) -> None:
    editor.locator("es-film-strip [aria-current]").focus()
    editor.keyboard.press("End")
    expect(editor.locator("es-film-strip [data-place='5'] a")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(_number(editor)).to_have_value("6")
    editor.locator(".map").focus()
    with editor.expect_response("**/api/preferences/"):
        editor.keyboard.press("Shift+P")
    expect(editor.locator("es-film-strip")).to_be_hidden()
    editor.reload()
    expect(_number(editor)).to_have_value("6")
    expect(editor.locator("es-film-strip")).to_be_hidden()


def test_a_phone_shows_one_panel_and_fingers_move_the_page(
    browser: Browser, program: Program, watch: Watch, sample: str
) -> None:
    size = {"width": 390, "height": 844}
    with watched_context(browser, program.url, viewport=size, has_touch=True) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        _open(page, sample)
        switch = page.get_by_role("group", name="Panel", exact=True)
        expect(page.locator("es-transcription-list")).to_have_count(0)
        before = _view(page, "percent")
        _pinch(page)
        page.wait_for_function(f"() => document.querySelector('es-editor').view.percent > {before}")
        switch.get_by_role("button", name="Text").tap()
        page.locator("es-transcription-list button.row").first.tap()
        expect(page.locator("es-line-editor input")).to_be_focused()
        expect(page.locator(".map")).to_be_hidden()
        switch.get_by_role("button", name="Image").tap()
        expect(page.locator(".map")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _pinch(page: Page) -> None:
    """Two fingers that move apart on the image."""
    box, tools = _image(page), page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, apart: float) -> None:
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        points = [] if kind == "touchEnd" else fingers
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 30)
    for apart in (40, 60, 80, 100):
        touch("touchMove", apart)
    touch("touchEnd", 0)


def test_a_pen_draws_while_fingers_move_the_page(
    browser: Browser, program: Program, watch: Watch, sample: str
) -> None:
    size = {"width": 820, "height": 1180}
    with watched_context(browser, program.url, viewport=size, has_touch=True) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        _open(page, sample)
        rows = page.locator("es-transcription-list li.line")
        before = rows.count()
        page.locator("[data-command=draw-line]").first.tap()
        box, tools = _image(page), context.new_cdp_session(page)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.66
        for kind, moved in (("mousePressed", 0), ("mouseMoved", 40), ("mouseReleased", 80)):
            event = {"type": kind, "x": x + moved, "y": y, "pointerType": "pen", "clickCount": 1}
            tools.send("Input.dispatchMouseEvent", event | {"button": "left", "buttons": 1})
        expect(rows).to_have_count(before + 1)
        center = _center(page)
        for kind, moved in (
            ("touchStart", 0),
            ("touchMove", 40),
            ("touchMove", 80),
            ("touchEnd", 0),
        ):
            points = [] if kind == "touchEnd" else [{"x": x, "y": y + moved}]
            tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_function(
            f"() => document.querySelector('es-editor').view.view.getCenter()[1] !== {center[1]}"
        )
        expect(rows).to_have_count(before + 1)
        page.keyboard.press("Control+z")
        expect(rows).to_have_count(before)
        expect(page.locator("es-save-state .state.saved")).to_be_visible()


def test_a_mac_shows_and_hears_the_command_key(
    browser: Browser, program: Program, watch: Watch, sample: str
) -> None:
    with watched_context(browser, program.url, user_agent=MAC) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        _open(page, sample)
        expect(page.locator("[data-command=palette]").first).to_have_attribute(
            "title", "Find a command, page or layer (⌘K)"
        )
        page.keyboard.press("Meta+k")
        expect(page.get_by_role("combobox", name="Search")).to_be_focused()


ADD_READER = """
from apps.projects.models import Membership, Project
from apps.users.models import User
user = User.objects.get(username="victor")
for project in Project.objects.all():
    Membership.objects.get_or_create(project=project, user=user, role="viewer")
"""


def test_a_viewer_sees_everything_and_no_tool_that_changes(
    browser: Browser, program: Program, watch: Watch, sample: str
) -> None:
    account = ("--email", "victor@example.org", "--password", PASSWORD)
    program.manage("user", "create", READER, *account)
    program.manage("shell", "-c", ADD_READER)
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, READER)
        _open(page, sample)
        for id_ in ("draw-line", "cut", "delete", "undo", "segment", "transcribe"):
            expect(page.locator(f"[data-command={id_}]")).to_have_count(0)
        expect(page.locator("[data-command=pan]").first).to_be_enabled()
        page.keyboard.press("a")
        assert page.evaluate("document.querySelector('es-editor').canvas().toolName") == "select"
        page.keyboard.press("?")
        expect(page.locator("es-help-dialog dt", has_text="Fit the width")).to_be_visible()
        expect(page.locator("es-help-dialog dt", has_text="Draw lines")).to_have_count(0)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+2")
        assert "over-page" in _panels(page)
