"""Two people on one page, and work that outlives network, server, session and tab."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, becomes, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

AWAY = ("ERR_", "Failed to fetch", "Failed to load resource", "status of 401", "status of 403")
SHARE = """
from apps.projects.models import Membership, Project
from apps.users.models import User
bob = User.objects.get(username="bob")
for project in Project.objects.filter(owner__username="alice"):
    Membership.objects.get_or_create(project=project, user=bob, defaults={"role": "editor"})
"""


@pytest.fixture(scope="module")
def bob(program: Program, sample: str) -> str:
    """A second person, who may edit what alice has."""
    account = ("--email", "bob@example.org", "--password", PASSWORD)
    program.manage("user", "create", "bob", *account)
    program.manage("shell", "-c", SHARE)
    return "bob"


@pytest.fixture
def second(browser: Browser, program: Program, watch: Watch, bob: str) -> Iterator[Page]:
    """Bob's browser."""
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, bob)
        yield page


def _open(page: Page, document: str, number: int) -> None:
    page.goto(document.replace("/images/", f"/page/{number}/"))
    expect(_rows(page).first).to_be_visible()
    expect(_state(page, "saved")).to_be_visible()


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _row(page: Page, uid: str) -> Locator:
    return page.locator(f"es-transcription-list li.line[data-line='{uid}']")


def _state(page: Page, name: str) -> Locator:
    return page.locator(f"es-save-state .state.{name}")


def _uid(page: Page, number: int) -> str:
    return _rows(page).nth(number).get_attribute("data-line") or ""


def _type(page: Page, uid: str, words: str) -> None:
    _row(page, uid).locator("button.row, input").first.click()
    expect(page.locator("es-line-editor input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def _stored(page: Page) -> dict[str, str]:
    """The texts of the page in the database, by line."""
    _, document, _, part, *_ = re.sub(r"^https?://[^/]+/", "/", page.url).strip("/").split("/")
    answer = page.request.get(f"/api/documents/{document}/parts/{part}/editor/")
    return {line["uid"]: (line["text"] or {}).get("text", "") for line in answer.json()["lines"]}


def test_two_people_see_each_other_and_each_others_work(
    page: Page, second: Page, sample: str
) -> None:
    _open(page, sample, 4)
    _open(second, sample, 4)
    expect(page.locator("es-people .chip")).to_have_text(re.compile("B"))
    expect(second.locator("es-people .chip")).to_have_text(re.compile("A"))
    mine, his = _uid(page, 0), _uid(page, 2)
    _row(page, mine).locator("button.row").click()
    page.keyboard.press("End")
    page.keyboard.type(" und")
    caret = page.locator("es-line-editor input")
    before = caret.evaluate("field => field.selectionStart")
    _type(second, his, "von bob geschrieben")
    expect(_row(page, his).locator(".here")).to_contain_text("bob")
    expect(_row(page, his).locator(".deed")).to_contain_text("is typing")
    expect(_row(page, his).locator(".text")).to_have_text("von bob geschrieben")
    expect(caret).to_be_focused()
    assert caret.evaluate("field => field.selectionStart") == before
    expect(_row(second, mine).locator(".text")).to_have_text(re.compile(r" und$"))
    assert _stored(page)[his] == "von bob geschrieben"
    second.close()
    expect(page.locator("es-people .chip")).to_have_count(0)


def test_the_layout_of_the_other_arrives_too(page: Page, second: Page, sample: str) -> None:
    _open(page, sample, 4)
    _open(second, sample, 4)
    before = _rows(page).count()
    mine, his = _uid(page, 0), _uid(page, before - 1)
    _row(page, mine).locator("button.row").click()
    _row(second, his).locator("button.row").click()
    second.keyboard.press("Escape")
    second.keyboard.press("Delete")
    expect(_rows(page)).to_have_count(before - 1)
    expect(page.locator("es-line-editor input")).to_be_focused()
    second.keyboard.press("Control+Z")
    expect(_rows(page)).to_have_count(before)
    expect(_state(second, "saved")).to_be_visible()
    assert his in _stored(page)


def test_a_line_that_the_other_deletes_under_my_hands_can_be_put_back(
    page: Page, second: Page, sample: str, watch: Watch
) -> None:
    _open(page, sample, 4)
    _open(second, sample, 4)
    uid = _uid(page, 3)
    _type(page, uid, "not to be lost")
    expect(_state(page, "saved")).to_be_visible()
    expect(_row(second, uid).locator(".text")).to_have_text("not to be lost")
    _row(second, uid).locator("button.row").click()
    second.keyboard.press("Escape")
    second.keyboard.press("Delete")
    gone = page.locator("es-notices .box", has_text="deleted by someone else")
    expect(gone).to_contain_text("not to be lost")
    gone.get_by_role("button", name="Put it back").click()
    expect(_row(page, uid)).to_be_visible()
    expect(gone).to_have_count(0)
    expect(_state(page, "saved")).to_be_visible()
    becomes(page, lambda: _stored(page).get(uid), "not to be lost")
    expect(_row(second, uid)).to_be_visible()


def test_a_line_that_both_changed_shows_both_texts(
    page: Page, second: Page, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    _open(page, sample, 4)
    _open(second, sample, 4)
    uid = _uid(page, 5)
    second.context.set_offline(True)
    _type(second, uid, "the second hand")
    expect(_state(second, "offline")).to_be_visible()
    _type(page, uid, "the first hand")
    expect(_state(page, "saved")).to_be_visible()
    second.context.set_offline(False)
    decide = second.locator(".decide")
    expect(decide).to_contain_text("the first hand")
    expect(decide).to_contain_text("the second hand")
    decide.get_by_role("button", name="Keep mine").click()
    expect(_row(page, uid).locator("input")).to_have_value("the second hand")
    expect(_state(second, "saved")).to_be_visible()
    assert _stored(page)[uid] == "the second hand"


def test_work_done_without_a_network_is_sent_when_it_is_back(
    page: Page, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    _open(page, sample, 3)
    first, second = _uid(page, 1), _uid(page, 2)
    page.context.set_offline(True)
    _type(page, first, "typed offline")
    page.keyboard.press("Enter")
    _row(page, second).locator("input").fill("and more")
    expect(_state(page, "offline")).to_be_visible()
    page.context.set_offline(False)
    expect(_state(page, "saved")).to_be_visible()
    assert {_stored(page)[first], _stored(page)[second]} == {"typed offline", "and more"}


def test_what_is_unsent_outlives_the_crash_of_the_tab(
    page: Page, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    _open(page, sample, 3)
    uid = _uid(page, 3)
    page.route("**/changes/", lambda route: route.abort())
    _type(page, uid, "kept through a crash")
    expect(_state(page, "offline")).to_be_visible()
    fresh = page.context.new_page()
    watch.follow(fresh)
    _crash(page)
    _open(fresh, sample, 3)
    expect(_row(fresh, uid).locator(".text")).to_have_text("kept through a crash")
    expect(_state(fresh, "saved")).to_be_visible()
    assert _stored(fresh)[uid] == "kept through a crash"


def _crash(page: Page) -> None:
    """Kills the tab's process by the address that is there for it; it never answers."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def test_work_of_another_page_is_sent_without_opening_it(
    page: Page, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    page.on("dialog", lambda dialog: dialog.accept())
    _open(page, sample, 3)
    here = page.url
    uid = _uid(page, 4)
    page.route("**/changes/", lambda route: route.abort())
    _type(page, uid, "left behind")
    expect(_state(page, "offline")).to_be_visible()
    page.goto(sample)
    waiting = page.locator(".waiting-work")
    expect(waiting).to_contain_text("1 change to be sent")
    assert waiting.get_by_role("link").get_attribute("href") in here
    page.goto(sample.replace("/images/", "/page/4/"))
    told = page.locator("es-notices .box", has_text="1 change waits to be sent")
    expect(told).to_be_visible()
    page.unroute("**/changes/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(told).to_have_count(0)
    page.goto(here)
    expect(_row(page, uid).locator(".text")).to_have_text("left behind")
    assert _stored(page)[uid] == "left behind"


def test_who_is_signed_out_goes_on_after_signing_in_elsewhere(
    page: Page, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    _open(page, sample, 3)
    uid = _uid(page, 5)
    page.context.clear_cookies()
    _type(page, uid, "typed while signed out")
    expect(_state(page, "signed-out")).to_be_visible()
    expect(page.locator("es-notices")).to_contain_text("You are signed out")
    other = page.context.new_page()
    watch.follow(other)
    log_in(other, "alice")
    page.bring_to_front()
    expect(_state(page, "saved")).to_be_visible()
    assert _stored(page)[uid] == "typed while signed out"


def test_a_refused_change_leaves_its_text_to_be_copied(
    page: Page, sample: str, watch: Watch
) -> None:
    watch.forgive("status of 400")
    _open(page, sample, 3)
    uid = _uid(page, 6)
    before = _stored(page)[uid]
    no = {"code": "invalid", "message": "This text is too long."}
    page.route("**/changes/", lambda route: route.fulfill(status=400, json=no))
    _type(page, uid, "refused words")
    box = page.locator("es-notices .box.refused")
    expect(box).to_contain_text("This text is too long.")
    expect(box.locator("q")).to_have_text("refused words")
    expect(box.get_by_role("button", name="Copy")).to_be_visible()
    page.unroute("**/changes/")
    box.get_by_role("button", name="Give up this change").click()
    expect(_state(page, "saved")).to_be_visible()
    assert _stored(page)[uid] == before


def test_the_server_may_be_restarted_at_any_time(
    page: Page, program: Program, sample: str, watch: Watch
) -> None:
    watch.forgive(*AWAY)
    _open(page, sample, 3)
    uid = _uid(page, 7)
    program.stop()
    _type(page, uid, "typed while the server was away")
    expect(_state(page, "offline")).to_be_visible()
    program.start()
    expect(_state(page, "saved")).to_be_visible()
    assert _stored(page)[uid] == "typed while the server was away"
