"""Comments, page status and page details, with mouse and keys, down to the database."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Program, Watch, becomes, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

COLLEAGUE = "carol"


@pytest.fixture
def editor(page: Page, sample: str) -> Page:
    """The editor of the sample's fourth page."""
    page.goto(sample)
    page.locator(".page-open").nth(3).click()
    page.wait_for_url("**/edit/**")
    expect(_rows(page).first).to_be_visible()
    return page


@pytest.fixture(scope="module")
def _colleague(program: Program) -> None:
    """An account beside alice's; another module may have made it."""
    words = ("user", "create", COLLEAGUE, "--email", "carol@example.org", "--password", PASSWORD)
    try:
        program.manage(*words)
    except subprocess.CalledProcessError as error:
        assert "taken" in f"{error.stderr}".lower() or "exists" in f"{error.stderr}".lower()


@pytest.fixture
def colleague(
    browser: Browser, program: Program, watch: Watch, editor: Page, _colleague: None
) -> Iterator[Page]:
    """The same page in the browser of an editor of the project."""
    _ask(editor, "PROJECTshare/", {"user": COLLEAGUE})
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, COLLEAGUE)
        page.goto(editor.url)
        expect(_rows(page).first).to_be_visible()
        yield page


def _ask(page: Page, url: str, body: Any = None) -> Any:
    """What the API answers; a word in capitals stands for an address of this page."""
    return page.evaluate(
        """async ([url, body]) => {
            const here = JSON.parse(document.getElementById("bootstrap").textContent);
            const address = url
                .replace("DETAILS", here.urls.details)
                .replace("COMMENTS", here.urls.comments)
                .replace("DOCUMENT", `/api/documents/${here.document.id}/`)
                .replace("PROJECT", `/api/projects/${here.project.id}/`);
            const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
            const post = {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-CSRFToken": token },
                body: JSON.stringify(body),
            };
            return (await fetch(address, body ? post : {})).json();
        }""",
        [url, body],
    )


def _rows(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def _open_line(page: Page, row: int) -> None:
    _rows(page).nth(row).locator("button.row, [data-line-text]").first.click()
    expect(page.locator("es-line-editor [data-line-text]")).to_be_focused()


def _say(page: Page, words: str) -> Locator:
    """Writes a comment in the sheet and returns its thread."""
    sheet = page.locator("es-comments")
    sheet.get_by_label("Comment on").fill(words)
    sheet.get_by_role("button", name="Comment", exact=True).click()
    thread = sheet.locator("es-comment-thread").filter(has_text=words)
    expect(thread).to_be_visible()
    return thread


def test_a_comment_on_a_line_is_answered_and_resolved_by_another_person(
    editor: Page, colleague: Page
) -> None:
    _open_line(editor, 1)
    editor.keyboard.press("Control+Alt+m")
    thread = _say(editor, "Is this one word?")
    expect(thread).to_contain_text("Line 2")
    expect(_rows(editor).nth(1).get_by_role("button", name="1 unresolved comment")).to_be_visible()
    mark = _rows(colleague).nth(1).get_by_role("button", name="1 unresolved comment")
    mark.click()
    theirs = colleague.locator("es-comment-thread").filter(has_text="Is this one word?")
    expect(theirs.get_by_role("button", name="Change")).to_have_count(0)
    theirs.get_by_label("Reply").fill("Yes, it is.")
    colleague.keyboard.press("Control+Enter")
    expect(thread).to_contain_text("Yes, it is.")
    theirs.get_by_role("button", name="Resolve").click()
    expect(theirs).to_contain_text(f"Resolved by {COLLEAGUE}")
    expect(mark).to_have_count(0)
    expect(_rows(editor).nth(1).locator("button.comments")).to_have_count(0)
    [saved] = [row for row in _ask(editor, "COMMENTS") if row["text"] == "Is this one word?"]
    assert (saved["author"], saved["line_number"]) == ("alice", 2)
    assert saved["resolved_by"] == COLLEAGUE
    assert [reply["author"] for reply in saved["replies"]] == [COLLEAGUE]


def test_own_comments_are_changed_and_deleted(editor: Page) -> None:
    editor.keyboard.press("Control+Alt+m")
    sheet = editor.locator("es-comments")
    expect(sheet.get_by_label("Comment on the page")).to_be_visible()
    thread = _say(editor, "Torn at the edge <b>")
    thread.get_by_role("button", name="Change").click()
    sheet.get_by_label("Comment", exact=True).fill("Torn below")
    sheet.get_by_role("button", name="Save").click()
    changed = sheet.locator("es-comment-thread").filter(has_text="Torn below")
    expect(changed).to_contain_text("changed")
    changed.get_by_role("button", name="Delete…").click()
    changed.get_by_role("button", name="Delete for good").click()
    expect(changed).to_have_count(0)
    assert all("Torn" not in row["text"] for row in _ask(editor, "COMMENTS"))


def test_a_comment_outlives_its_line_and_finds_it_again(editor: Page) -> None:
    words = _rows(editor).nth(2).locator(".text").inner_text()
    _open_line(editor, 2)
    editor.keyboard.press("Control+Alt+m")
    thread = _say(editor, "Look here")
    expect(thread).to_contain_text(words)
    _open_line(editor, 2)
    editor.keyboard.press("Escape")
    editor.keyboard.press("Delete")
    expect(thread).to_contain_text("A line that is gone")
    expect(thread).to_contain_text(words)
    editor.keyboard.press("Control+z")
    expect(thread.get_by_role("button", name="Line 3")).to_be_visible()
    thread.get_by_role("button", name="Resolve").click()


def test_a_region_has_comments_too(editor: Page) -> None:
    editor.locator(".map").focus()
    editor.evaluate(
        """() => {
            const { session } = document.querySelector("es-editor");
            session.selection.selectRegions([...session.page.regions.keys()].slice(0, 1));
        }"""
    )
    editor.keyboard.press("Control+Alt+m")
    thread = _say(editor, "Is this the main text?")
    expect(thread.get_by_role("button", name="The region")).to_be_visible()
    expect(editor.locator("es-transcription-list h2 button.comments").first).to_be_visible()
    [saved] = [row for row in _ask(editor, "COMMENTS") if row["region"]]
    assert saved["text"] == "Is this the main text?"


def test_activity_leads_to_what_waits_for_an_answer(editor: Page, sample: str) -> None:
    _open_line(editor, 4)
    editor.keyboard.press("Control+Alt+m")
    _say(editor, "What does this mean?")
    editor.goto(sample.replace("/images/", "/activity/"))
    editor.get_by_role("link", name="What does this mean?").click()
    expect(editor.locator("es-comments")).to_be_visible()
    expect(_rows(editor).nth(4).locator("[data-line-text]")).to_be_focused()
    editor.goto(sample)
    expect(editor.locator(".page-card").nth(3)).to_contain_text("unresolved comment")


def test_typing_offers_a_status_and_done_shows_clearly(editor: Page, colleague: Page) -> None:
    status = editor.locator("es-page-status")
    expect(status.locator(".status")).to_contain_text("To do")
    _open_line(editor, 0)
    editor.keyboard.press("End")
    editor.keyboard.type("!")
    expect(status.locator(".status")).to_contain_text("To do")
    status.get_by_role("button", name="Start").click()
    expect(status.locator(".status")).to_contain_text("In progress")
    expect(status).to_contain_text("alice")
    expect(colleague.locator("es-page-status .status")).to_contain_text("In progress")
    status.get_by_label("Status of the page").select_option(label="Done")
    expect(status.locator(".status.done")).to_contain_text("Done")
    expect(colleague.locator("es-page-status .status.done")).to_be_visible()
    part = _ask(editor, "DETAILS")["part"]
    assert (part["status"], part["assignee_name"]) == ("done", "alice")


def test_details_are_changed_with_the_keyboard(editor: Page, colleague: Page) -> None:
    editor.keyboard.press("Control+5")
    sheet = editor.locator("es-page-details")
    sheet.get_by_label("Name").fill("f. 4v")
    editor.keyboard.press("Tab")
    expect(editor.locator("es-top-bar strong")).to_have_text("f. 4v")
    sheet.get_by_label("Status").select_option(label="To review")
    sheet.get_by_label("Assigned to").select_option(label=COLLEAGUE)
    expect(editor.locator("es-page-status")).to_contain_text(COLLEAGUE)
    sheet.get_by_label("Remarks").fill("Water stains")
    sheet.get_by_label("New key").fill("Scribe")
    sheet.get_by_label("New value").fill("Hand B")
    editor.keyboard.press("Enter")
    value = sheet.get_by_label("Value of Scribe")
    expect(value).to_have_value("Hand B")
    value.fill("Hand C")
    editor.keyboard.press("Tab")
    becomes(editor, lambda: _described(editor), [("Scribe", "Hand C")])
    part = _ask(editor, "DETAILS")["part"]
    assert (part["name"], part["status"], part["assignee_name"], part["comments"]) == (
        "f. 4v", "to_review", COLLEAGUE, "Water stains",
    )  # fmt: skip
    sheet.get_by_role("button", name="Remove Scribe").click()
    expect(value).to_have_count(0)
    becomes(editor, lambda: _described(editor), [])


def _described(page: Page) -> list[tuple[str, str]]:
    """The metadata of the page, as the server has them."""
    rows = _ask(page, "DETAILS")["metadata"]
    return [(row["key"]["name"], row["value"]) for row in rows]


def test_pages_are_filtered_and_planned_together(
    editor: Page, colleague: Page, sample: str
) -> None:
    editor.goto(sample)
    cards = editor.locator(".page-card")
    expect(cards).to_have_count(6)
    for number in (0, 1):
        cards.nth(number).locator(".page-check").check()
    editor.get_by_role("button", name="More", exact=False).last.click()
    editor.get_by_role("button", name="Status and assignee…").click()
    dialog = editor.locator("dialog[open]")
    expect(dialog).to_contain_text("Status of 2 pages")
    dialog.get_by_label("Status").select_option(label="In progress")
    dialog.get_by_label("Assigned to").select_option(label=COLLEAGUE)
    dialog.get_by_role("button", name="Save").click()
    expect(cards.nth(1)).to_contain_text("In progress")
    expect(cards.nth(1)).to_contain_text(COLLEAGUE)
    editor.get_by_role("button", name="Clear").click()
    editor.get_by_role("button", name="In progress 2").click()
    expect(cards).to_have_count(2)
    editor.get_by_label("Assigned to", exact=True).select_option(label="Mine (0)")
    expect(editor.get_by_text("No page is like this")).to_be_visible()
    editor.get_by_role("link", name="Show all pages").click()
    expect(cards).to_have_count(6)
    rows = _ask_list(editor, sample)
    assert [row["status"] for row in rows[:2]] == ["in_progress"] * 2
    assert [row["assignee_name"] for row in rows[:2]] == [COLLEAGUE] * 2


def _ask_list(page: Page, sample: str) -> list[dict[str, Any]]:
    number = sample.rstrip("/").split("/")[-2]
    rows: list[dict[str, Any]] = page.evaluate(
        "async (url) => (await (await fetch(url)).json()).results",
        f"/api/documents/{number}/parts/",
    )
    return rows
