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
    print(f"{'keys':12}{'here':>8}{'eScriptorium':>14}")
    print(f"{'caret':12}{keys.moves:8}{keys.moves:14}")
    print(f"{'letters':12}{keys.edits:8}{keys.edits:14}")
    print(f"{'lines':12}{keys.lines:8}{LINES:14}")
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
        tab.locator("es-transcription-list li.line").first.click()
        begin = time.perf_counter()
        keys = _correct(tab, lines[:LINES])
        seconds = time.perf_counter() - begin
        tab.locator("es-save-state .state.saved").wait_for()
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
                for _ in range(i2 - i1):
                    tab.keyboard.press("Delete")
                for letter in truth[j1:j2]:
                    tab.keyboard.insert_text(letter)
                keys.edits += i2 - i1 + j2 - j1
        tab.keyboard.press("Enter")
        keys.lines += 1
    return keys


def _walk(tab: Page, place: int) -> int:
    """By words until the place is reached or passed, then back by letters; returns the keys."""
    keys = 0
    while _caret(tab) < place:
        tab.keyboard.press("Control+ArrowRight")
        keys += 1
    while _caret(tab) > place:
        tab.keyboard.press("ArrowLeft")
        keys += 1
    return keys


def _caret(tab: Page) -> int:
    """Where the caret stands in the open field, in UTF-16 units."""
    place: int = tab.evaluate(
        "() => { let field = document.activeElement;"
        " while (field.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;"
        " return field.selectionStart; }"
    )
    return place


if __name__ == "__main__":
    raise SystemExit(main())
