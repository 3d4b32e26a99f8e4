"""The editor on other pages, devices and for other people: page turns, phone, pen, Mac, reader."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, log_in, preferences_kept, watched_context
from tests.e2e.frame import (
    center_of,
    expect_panels,
    fresh_editor,
    image_box,
    open_editor,
    patch,
    view_of,
)

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

READER = "victor"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140 Safari/537.36"


@pytest.fixture
def editor(page: Page, sample: str) -> Iterator[Page]:
    yield from fresh_editor(page, sample)


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
    assert view_of(editor, "fitted") == "width"


@pytest.fixture
def right_to_left(editor: Page, sample: str) -> Iterator[Page]:
    """The sample read from right to left."""
    url = f"/api/documents/{sample.split('/document/')[1].split('/')[0]}/"
    patch(editor, url, {"read_direction": "rtl"})
    editor.reload()
    yield editor
    patch(editor, url, {"read_direction": "ltr"})


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
    editor.keyboard.press("Shift+P")
    preferences_kept(editor)
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
        open_editor(page, sample)
        switch = page.get_by_role("group", name="Panel", exact=True)
        expect(page.locator("es-transcription-list")).to_have_count(0)
        before = view_of(page, "percent")
        _pinch(page)
        page.wait_for_function(f"() => document.querySelector('es-editor').view.percent > {before}")
        _hold(page)
        menu = page.locator("es-context-menu [popover]")
        expect(menu).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        switch.get_by_role("button", name="Text").tap()
        page.locator("es-transcription-list button.row").first.tap()
        expect(page.locator("es-line-editor input")).to_be_focused()
        expect(page.locator(".map")).to_be_hidden()
        switch.get_by_role("button", name="Image").tap()
        expect(page.locator(".map")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _hold(page: Page) -> None:
    """One finger that stays on the image for a while."""
    box, tools = image_box(page), page.context.new_cdp_session(page)
    finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    tools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    page.wait_for_timeout(700)
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _pinch(page: Page) -> None:
    """Two fingers that move apart on the image."""
    box, tools = image_box(page), page.context.new_cdp_session(page)
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
        open_editor(page, sample)
        rows = page.locator("es-transcription-list li.line")
        before = rows.count()
        page.locator("[data-command=draw-line]").first.tap()
        box, tools = image_box(page), context.new_cdp_session(page)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.66
        for kind, moved in (("mousePressed", 0), ("mouseMoved", 40), ("mouseReleased", 80)):
            event = {"type": kind, "x": x + moved, "y": y, "pointerType": "pen", "clickCount": 1}
            tools.send("Input.dispatchMouseEvent", event | {"button": "left", "buttons": 1})
        expect(rows).to_have_count(before + 1)
        center = center_of(page)
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
        open_editor(page, sample)
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
        open_editor(page, sample)
        for id_ in ("draw-line", "cut", "delete", "undo", "segment", "transcribe"):
            expect(page.locator(f"[data-command={id_}]")).to_have_count(0)
        expect(page.locator("[data-command=pan]").first).to_be_enabled()
        page.keyboard.press("a")
        assert page.evaluate("document.querySelector('es-editor').canvas().toolName") == "select"
        page.keyboard.press("?")
        expect(page.locator("es-help-dialog dt", has_text="Fit the width")).to_be_visible()
        expect(page.locator("es-help-dialog dt", has_text="Draw lines")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.locator("es-help-dialog dt").first).to_be_hidden()
        page.keyboard.press("Control+2")
        expect_panels(page, "image", "text", "over-page")
