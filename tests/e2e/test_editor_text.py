"""Typing lines in a browser: every key of the field, doubts, pasting, strips, three directions."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WORDS = ("arms and the nan", "", "second line", "third line")
MAKE = """
import io, json
from django.core.files.base import ContentFile
from PIL import Image
from apps.documents.models import Document, Line, LineTranscription
from apps.documents.services.documents import create_document
from apps.documents.services.parts import add_part
from apps.projects.services import create_project
from apps.users.models import User

given = json.loads({given!r})
User.objects.filter(username="alice").update(preferences={{}})
user = User.objects.get(username="alice")
project = create_project(user=user, name="Typing " + given["script"])
document = create_document(user=user, project=project, name="Typing")
Document.objects.filter(pk=document.pk).update(
    main_script=given["script"], read_direction=given["reads"]
)
document.refresh_from_db()
paper = io.BytesIO()
Image.new("RGB", (900, 900), "white").save(paper, "PNG")
upload = ContentFile(paper.getvalue(), "page.png")
part = add_part(document=document, user=user, upload=upload).parts[0]
layer = document.layers.first()
for number, words in enumerate(given["words"]):
    at = 100 + 150 * number
    path = [[900 - at, 60], [900 - at, 840]] if given["upright"] else [[60, at], [840, at]]
    line = Line.objects.create(part=part, order=number, baseline=path)
    if not words:
        continue
    step = 780 // len(words)
    glyphs = []
    for index, char in enumerate(words):
        left = 60 + index * step
        ring = [[left, at - 40], [left + step, at - 40], [left + step, at + 10], [left, at + 10]]
        doubt = [0.4, [["m", 0.5], ["u", 0.1]]] if words[index:] == "nan" else [0.99]
        glyphs.append([char, ring, *doubt])
    LineTranscription.objects.create(
        line=line, layer=layer, text=words, confidence=0.5 if number == 0 else 0.95, glyphs=glyphs
    )
print(json.dumps([document.pk, part.pk, layer.pk]))
"""


class Typing:
    """One page open in the editor, and what the server has of it."""

    def __init__(self, page: Page, ids: tuple[int, int, int]) -> None:
        self.page = page
        self.document, self.part, self.layer = ids

    @property
    def field(self) -> Locator:
        return self.page.locator("es-line-editor input")

    @property
    def rows(self) -> Locator:
        return self.page.locator("es-transcription-list li.line")

    def open(self, number: int) -> None:
        self.rows.nth(number).locator("button.row").click()
        expect(self.field).to_be_focused()

    def expect_open(self, number: int) -> None:
        expect(self.rows.nth(number).locator("es-line-editor")).to_have_count(1)
        expect(self.field).to_be_focused()

    def caret(self) -> tuple[int, int]:
        start, end = self.field.evaluate("field => [field.selectionStart, field.selectionEnd]")
        return start, end

    def paste(self, text: str) -> None:
        self.field.evaluate(
            """(field, text) => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                const options = { clipboardData: data, bubbles: true, cancelable: true };
                field.dispatchEvent(new ClipboardEvent("paste", options));
            }""",
            text,
        )

    def saved(self) -> list[dict[str, Any]]:
        """What the server has of each line, once all was sent."""
        expect(self.page.locator("es-save-state .state.saved")).to_be_visible()
        address = f"/api/documents/{self.document}/parts/{self.part}/editor/?layer={self.layer}"
        lines = self.page.request.get(address).json()["lines"]
        return [line["text"] or {} for line in sorted(lines, key=lambda line: line["order"])]

    def texts(self) -> list[str]:
        return [text.get("text", "") for text in self.saved()]


Make = Callable[..., Typing]


@pytest.fixture
def typing(page: Page, program: Program) -> Make:
    """A new page of four lines, the second without text, open in the editor."""

    def make(script: str = "Latn", *, words: Any = WORDS, upright: bool = False) -> Typing:
        reads = "ltr" if script == "Latn" else "rtl"
        given = {"script": script, "reads": reads, "words": words, "upright": upright}
        code = MAKE.format(given=json.dumps(given))
        output = program.manage("shell", "--no-imports", "-c", code)
        ids = json.loads(output.strip().splitlines()[-1])
        page.goto(f"/document/{ids[0]}/part/{ids[1]}/edit/")
        made = Typing(page, ids)
        expect(made.rows).to_have_count(len(words))
        return made

    return make


def test_keys_lead_from_line_to_line_and_save(typing: Make) -> None:
    now = typing()
    keys = now.page.keyboard
    now.open(0)
    now.page.locator("es-line-strip").first.click()
    expect(now.field).to_be_focused()
    keys.press("Control+A")
    keys.type("first 𝔞e\u0301")
    keys.press("Enter")
    now.expect_open(1)
    keys.type("no longer empty")
    keys.press("ArrowDown")
    now.expect_open(2)
    assert now.caret() == (11, 11)
    keys.press("Shift+Enter")
    now.expect_open(1)
    assert now.caret() == (0, 0)
    keys.press("End")
    assert now.caret() == (15, 15)
    keys.press("Home")
    keys.press("Shift+ArrowRight")
    assert now.caret() == (0, 1)
    keys.press("ArrowUp")
    now.expect_open(0)
    assert now.texts()[:2] == ["first 𝔞e\u0301", "no longer empty"]
    keys.press("Control+Z")
    keys.press("Control+Z")
    expect(now.field).to_have_value(WORDS[0])
    keys.press("Escape")
    expect(now.page.locator(".map").first).to_be_focused()
    assert now.texts()[:2] == list(WORDS[:2])


def test_tab_goes_to_what_is_empty_or_doubted_and_the_threshold_is_kept(typing: Make) -> None:
    now = typing()
    keys = now.page.keyboard
    now.open(2)
    keys.press("Shift+Tab")
    now.expect_open(1)
    keys.press("Shift+Tab")
    now.expect_open(0)
    assert now.caret() == (13, 14)
    keys.press("Tab")
    now.expect_open(1)
    keys.press("Control+K")
    now.page.locator(".palette-input").fill("Look of the text")
    now.page.get_by_role("option", name="Look of the text").click()
    sheet = now.page.locator("es-text-settings")
    with now.page.expect_request_finished(lambda request: "preferences" in request.url):
        sheet.get_by_label("Mark what is less sure than").fill("97")
        sheet.get_by_label("Colour characters by confidence").check()
        sheet.get_by_role("button", name="Larger text").click()
    now.page.reload()
    expect(now.rows.first.locator(".text .level-10").first).to_be_visible()
    size = now.rows.first.locator(".text").evaluate("text => getComputedStyle(text).fontSize")
    assert size == "19px"
    now.open(0)
    keys.press("Tab")
    keys.press("Tab")
    now.expect_open(2)
    keys.press("Control+Shift+Comma")
    keys.press("Alt+C")
    expect(now.page.locator(".level-10")).to_have_count(0)


def test_doubts_are_marked_and_other_readings_offered(typing: Make) -> None:
    now = typing()
    keys = now.page.keyboard
    expect(now.rows.first.locator(".text .low")).to_have_text("n")
    now.open(0)
    expect(now.page.locator("es-line-editor .marks .low")).to_have_text("n")
    keys.press("Home")
    lit = now.page.locator(".map svg[data-glyph] polygon").last
    expect(lit).to_have_attribute("points", re.compile(r"\d"))
    before = lit.get_attribute("points")
    for _ in range(13):
        keys.press("ArrowRight")
    expect(lit).not_to_have_attribute("points", before or "")
    expect(now.page.locator("es-line-strip polygon").first).to_be_visible()
    keys.press("Alt+Enter")
    choices = now.page.locator("es-line-editor [role=option]")
    expect(choices).to_have_text(["m50 %", "u10 %"])
    keys.press("ArrowDown")
    expect(choices.nth(1)).to_have_attribute("aria-selected", "true")
    keys.press("Escape")
    expect(choices).to_have_count(0)
    now.expect_open(0)
    now.page.get_by_role("button", name="2 others").click()
    keys.press("Enter")
    expect(now.field).to_have_value("arms and the man")
    expect(now.page.locator("es-line-editor .low")).to_have_count(0)
    saved = now.saved()[0]
    assert (saved["text"], saved["confidence"]) == ("arms and the man", None)
    assert (saved["glyphs"][13], saved["glyphs"][0]) == (None, 990)  # thousandths
    keys.press("Control+Z")
    expect(now.field).to_have_value(WORDS[0])
    assert now.saved()[0]["glyphs"][13] == 400


def test_several_pasted_lines_go_nowhere_unasked(typing: Make) -> None:
    now = typing()
    keys = now.page.keyboard
    now.open(2)
    keys.press("Control+A")
    now.paste("one line\n")
    dialog = now.page.locator("es-paste-dialog dialog")
    expect(dialog).to_have_count(0)
    now.paste("A\tB\r\nC\u00a0D\r\n\r\nE")
    expect(dialog).to_contain_text("Made plain: 1 tab, 1 non-breaking space.")
    planned = ["3", "second line", "A B", "4", "third line", "C D"]
    left = ["none", "no line is left for this", "E"]
    expect(dialog.locator("td")).to_have_text([*planned, *left])
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    assert now.texts() == list(WORDS)
    now.paste("A\nB")
    dialog.get_by_label("Begin at line").fill("1")
    dialog.get_by_label("Only lines without text").check()
    expect(dialog).to_contain_text("1 line finds no place")
    dialog.get_by_label("This line and those after it").check()
    dialog.get_by_role("button", name="Fill 2 lines").click()
    expect(now.rows.nth(0).locator(".text")).to_have_text("A")
    assert now.texts() == ["A", "B", *WORDS[2:]]
    keys.press("Control+Z")
    expect(now.rows.nth(0).locator(".text")).to_have_text(WORDS[0])
    assert now.texts() == list(WORDS)


def test_junk_in_one_pasted_line_is_named(typing: Make) -> None:
    now = typing()
    now.open(1)
    now.paste("a\tb\u00a0c")
    expect(now.field).to_have_value("a b c")
    expect(now.page.locator("es-notices")).to_contain_text("1 tab, 1 non-breaking space")
    assert now.texts()[1] == "a b c"


def test_strips_show_every_line_and_open_one(typing: Make) -> None:
    now = typing()
    now.page.locator("[data-command=panel-text]").first.click()
    now.page.locator("[data-command=panel-strips]").first.click()
    strips = now.page.locator("es-strips li.line")
    expect(strips).to_have_count(4)
    expect(strips.locator("button es-line-strip")).to_have_count(4)
    wide = "canvas => canvas.width"
    assert strips.nth(2).locator("es-line-strip canvas").evaluate(wide) > 100
    strips.nth(1).locator("button.row").click()
    expect(now.field).to_be_focused()
    now.page.keyboard.type("typed below its strip")
    now.page.keyboard.press("Enter")
    expect(strips.nth(2).locator("input")).to_be_focused()
    assert now.texts()[1] == "typed below its strip"


def test_lines_written_from_right_to_left(typing: Make) -> None:
    now = typing("Arab", words=("هذا كتاب", "سطر ثان"))
    keys = now.page.keyboard
    now.open(0)
    assert now.field.evaluate("field => getComputedStyle(field).direction") == "rtl"
    keys.press("Home")
    keys.press("ArrowLeft")
    assert now.caret() == (1, 1)
    keys.press("End")
    keys.type(" صرف")
    keys.press("Alt+W")
    expect(now.page.locator("es-line-editor .lay")).to_have_css("transform", re.compile("matrix"))
    keys.press("Alt+W")
    keys.press("Enter")
    now.expect_open(1)
    assert now.texts() == ["هذا كتاب صرف", "سطر ثان"]


def test_vertical_lines_stand_upright_and_arrows_turn_with_them(typing: Make) -> None:
    now = typing("Jpan", words=("一行目", "二行目"), upright=True)
    keys = now.page.keyboard
    now.open(0)
    assert now.field.evaluate("field => getComputedStyle(field).writingMode") == "vertical-rl"
    box = now.page.locator("es-line-editor .box").bounding_box()
    strip = now.page.locator("es-line-editor es-line-strip").bounding_box()
    assert box and strip
    assert box["height"] > 2 * box["width"]
    assert strip["x"] >= box["x"] + box["width"]
    keys.press("Home")
    keys.press("ArrowDown")
    assert now.caret() == (1, 1)
    keys.press("ArrowLeft")
    now.expect_open(1)
    keys.press("End")
    keys.type("終")
    keys.press("ArrowRight")
    now.expect_open(0)
    assert now.texts() == ["一行目", "二行目終"]


def test_a_text_of_thousands_of_characters_is_typed_and_kept(typing: Make) -> None:
    long = "word " * 500
    now = typing(words=(long.strip(), "short"))
    now.open(0)
    now.page.keyboard.press("End")
    now.page.keyboard.type("!")
    marks = now.page.locator("es-line-editor .marks")
    expect(marks).to_have_text(long.strip() + "!")
    scrolled = "([a, b]) => Math.abs(a - b) < 2"
    places = [now.field.evaluate("f => f.scrollLeft"), marks.evaluate("m => m.scrollLeft")]
    assert now.page.evaluate(scrolled, places)
    assert now.texts()[0] == long.strip() + "!"


def test_input_methods_write_only_what_is_done(typing: Make) -> None:
    now = typing()
    now.open(1)
    client = now.page.context.new_cdp_session(now.page)
    client.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    client.send("Input.imeSetComposition", {"text": "日本", "selectionStart": 2, "selectionEnd": 2})
    assert now.texts()[1] == ""
    client.send("Input.insertText", {"text": "日本"})
    now.page.keyboard.press("Enter")
    assert now.texts()[1] == "日本"
