"""A transcription race: the keys that it takes to correct 20 recognised lines of a printed page.

Reads the lines of a page by a model, corrects them in the real editor in headless Chromium with
the fewest keys of a plain typist (words by Ctrl+arrow, letters by arrow, Delete, typing), and
checks what the server has in the end. The same keys are counted for eScriptorium as its
documentation describes its line dialog. ``python bench/race.py [--pages FOLDER] [--model FILE]``
"""

import argparse
import json
import shutil
import sys
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from playwright.sync_api import Page, sync_playwright

from bench.editor import program_with_alice, run
from tests.e2e.conftest import Program, log_in

DATA = ROOT.parent / "shared" / "data"
LINES = 20


@dataclass
class Keys:
    """How many keys were pressed, and for what."""

    moves: int = 0
    edits: int = 0
    lines: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    pages = DATA / "print_fr_17c" / "bpt6k1110784"
    parser.add_argument("--image", type=Path, default=pages / "f10.jpg")
    model = DATA / "models" / "catmus-print-fondue-tiny-2024-01-31.mlmodel"
    parser.add_argument("--model", type=Path, default=model)
    options = parser.parse_args()
    with program_with_alice() as program:
        files = (options.image, options.image.with_suffix(".xml"), options.model)
        told = run(program, "bench/race_page.py", *map(str, files))
        page = json.loads(told.splitlines()[-1])
        keys, seconds, left = _race(program, page)
    wrong = sum(read != truth for read, truth in page["lines"][:LINES])
    print(f"{LINES} lines of {options.image.name}, {wrong} of them misread")
    print(f"{'':24}{'here':>8}{'eScriptorium':>14}")
    rows = (
        ("clicks to begin", 1, 2),  # there the transcription panel is opened first
        ("keys that move the caret", keys.moves, keys.moves),
        ("keys that change letters", keys.edits, keys.edits),
        ("keys to the next line", keys.lines, LINES),
        ("keys to end", 0, 1),  # its line dialog is closed
    )
    for name, here, there in rows:
        print(f"{name:24}{here:8}{there:14}")
    print(f"driven in {seconds:.1f} s; lines that differ from the truth in the end: {left}")
    return 1 if left else 0


def _race(program: Program, page: dict[str, object]) -> tuple[Keys, float, int]:
    lines: list[list[str]] = page["lines"]  # type: ignore[assignment]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        tab = browser.new_page(base_url=program.url)
        log_in(tab, "alice")
        tab.goto(str(page["url"]))
        tab.locator("es-transcription-list button.row").first.click()
        tab.locator("es-line-editor [data-line-text]").wait_for()
        begin = time.perf_counter()
        keys = _correct(tab, lines[:LINES])
        seconds = time.perf_counter() - begin
        tab.evaluate("document.querySelector('es-editor').session.sync.flush()")
        rows = tab.evaluate(
            "async () => (await (await fetch(location.pathname.replace('/document/',"
            " '/api/documents/').replace('/part/', '/parts/').replace('/edit/', '/editor/')"
            " + location.search)).json()).lines.map(line => line.text?.text ?? '')"
        )
        browser.close()
    left = sum(row != truth for row, (_, truth) in zip(rows, lines[:LINES], strict=False))
    return keys, seconds, left


def _correct(tab: Page, lines: list[list[str]]) -> Keys:
    keys = Keys()
    for read, truth in lines:
        for tag, i1, i2, j1, j2 in SequenceMatcher(a=read, b=truth, autojunk=False).get_opcodes():
            if tag != "equal":
                keys.moves += _walk(tab, j1)
                left = _length(tab) - (i2 - i1)
                while _length(tab) > left:  # one key deletes a letter with its accents
                    tab.keyboard.press("Delete")
                    keys.edits += 1
                for letter in truth[j1:j2]:
                    tab.keyboard.insert_text(letter)
                keys.edits += j2 - j1
        tab.keyboard.press("Enter")
        keys.lines += 1
    return keys


def _walk(tab: Page, place: int) -> int:
    """By words until the place is reached or passed, then back by letters; returns the keys."""
    keys, last = 0, 0
    while (caret := _caret(tab)) != place:
        if caret > place:
            key = "ArrowLeft"
        else:  # a letter of two code points may have been passed on the way back
            key = "ArrowRight" if last > place else "Control+ArrowRight"
        tab.keyboard.press(key)
        keys, last = keys + 1, caret
    return keys


FIELD = (
    "() => { let field = document.activeElement;"
    " while (field.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;"
    " return field.%s; }"
)


def _caret(tab: Page) -> int:
    """Where the caret stands in the open field, in UTF-16 units."""
    place: int = tab.evaluate(FIELD % "selectionStart")
    return place


def _length(tab: Page) -> int:
    length: int = tab.evaluate(FIELD % "value.length")
    return length


if __name__ == "__main__":
    raise SystemExit(main())
