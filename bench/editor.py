"""How quick the editor is on a page of 500 lines, in headless Chromium.

Starts the program on a folder of its own, fills it by ``large_page.py`` and measures what a person
feels: ready to edit, frames while panning, zooming and dragging a point, a keystroke, the next
line, memory over page turns, and the size of the JavaScript. ``python bench/editor.py [--turns
200]``; it ends with 1 when a limit is broken. Build the front end first.
"""

import argparse
import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.e2e.conftest import PASSWORD, Program, log_in

WINDOW = {"width": 1440, "height": 900}
RUNS = 7
PROBE = """
(() => {
  const bench = { frames: null, shown: [] };
  window.bench = bench;
  let last = 0;
  const beat = (now) => {
    if (bench.frames !== null && last > 0) bench.frames.push(now - last);
    last = now;
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
  const painted = (event) => {
    const { timeStamp } = event;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => bench.shown.push(performance.now() - timeStamp);
      channel.port2.postMessage(0);
    });
  };
  window.addEventListener("keydown", painted, { capture: true });
})();
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and the most that it may be."""

    name: str
    value: float
    limit: float
    unit: str = "ms"

    @property
    def is_over(self) -> bool:
        return self.value > self.limit

    def __str__(self) -> str:
        numbers = f"{self.value:9.1f} {self.unit:4}{self.limit:9.0f}{self.value / self.limit:8.2f}"
        return f"{self.name:34}{numbers}{'   OVER' if self.is_over else ''}"


def main() -> int:
    options = _options()
    with program_with_alice() as program:
        filled = run(program, "bench/large_page.py").splitlines()[-1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            figures = [*_server(program, filled), *_script(), *_opening(browser, program, filled)]
            with _context(browser, program) as context:
                page = _open(context, filled)
                figures += [*_frames(page), *_keys(page)]
                figures += _memory(context, page, filled, options.turns)
            browser.close()
    print(f"{'A page of 500 lines':34}{'measured':>14}{'limit':>9}{'ratio':>8}")
    for figure in figures:
        print(figure)
    return 1 if any(figure.is_over for figure in figures) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200, help="page turns for the memory")
    return parser.parse_args()


@contextmanager
def program_with_alice() -> Iterator[Program]:
    data = Path(tempfile.mkdtemp(prefix="es-bench-"))
    program = Program(data)
    try:
        program.start()
        account = ("--email", "alice@example.org", "--password", PASSWORD, "--admin")
        program.manage("user", "create", "alice", *account)
        yield program
    finally:
        if program.process is not None and program.process.poll() is None:
            program.stop()
        shutil.rmtree(data, ignore_errors=True)


def run(program: Program, script: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, script, *words],
        cwd=ROOT,
        env=program.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def _context(browser: Browser, program: Program) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=program.url, viewport=WINDOW, bypass_csp=True)
    context.set_default_timeout(60_000)
    log_in(context.new_page(), "alice")
    yield context
    context.close()


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.add_init_script(PROBE)
    page.goto(address)
    _wait_ready(page)
    return page


def _wait_ready(page: Page) -> float:
    """Milliseconds from the start of the navigation until the page can be edited."""
    page.wait_for_function("performance.getEntriesByName('editor-ready').length > 0")
    return float(page.evaluate("performance.getEntriesByName('editor-ready')[0].startTime"))


def _server(program: Program, address: str) -> list[Figure]:
    """The time that the server needs for the page's data, and how much that is."""
    import requests

    _, document, _, part, *_ = address.strip("/").split("/")
    answer = requests.post(
        f"{program.url}/api/token-auth/",
        data={"username": "alice", "password": PASSWORD},
        timeout=30,
    )
    headers = {"Authorization": f"Token {answer.json()['token']}", "Accept": "application/json"}
    layer = address.rsplit("=", 1)[-1]
    url = f"{program.url}/api/documents/{document}/parts/{part}/editor/?layer={layer}"
    seconds, size = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        size = len(requests.get(url, headers=headers, timeout=30).content)
        seconds.append(time.perf_counter() - start)
    middle = statistics.median(seconds) * 1000
    return [
        Figure("server: the page's data", middle, 60),
        Figure("size of the page's data", size / 1024, 1024, "KiB"),
    ]


def _script() -> list[Figure]:
    """What the editor loads before anything is asked of it."""
    manifest = json.loads((ROOT / "static/dist/manifest.json").read_text())
    wanted, seen = ["src/editor/main.ts"], set()
    while wanted:
        entry = manifest[wanted.pop()]
        if entry["file"] not in seen:
            seen.add(entry["file"])
            wanted += entry.get("imports", [])
    sizes = [len(gzip.compress((ROOT / "static/dist" / name).read_bytes(), 9)) for name in seen]
    return [Figure("JavaScript, gzipped", sum(sizes) / 1024, 250, "KiB")]


def _opening(browser: Browser, program: Program, address: str) -> list[Figure]:
    times = []
    for _ in range(5):
        with _context(browser, program) as context:
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            page.goto(address)
            times.append(_wait_ready(page))
    return [Figure("ready to edit, empty cache", statistics.median(times), 1500)]


def _recorded(page: Page, work: Callable[[], None]) -> list[float]:
    """Milliseconds of each frame while something is done."""
    page.evaluate("window.bench.frames = []")
    work()
    frames: list[float] = page.evaluate(
        "(() => { const all = window.bench.frames; window.bench.frames = null; return all })()"
    )
    return frames


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _frames(page: Page) -> list[Figure]:
    well = page.locator(".map").first.bounding_box()
    assert well is not None
    x, y = well["x"] + well["width"] / 2, well["y"] + well["height"] / 2

    def pan() -> None:
        page.mouse.move(x, y)
        page.mouse.down(button="middle")
        for step in range(60):
            page.mouse.move(x + 120 * (1 if step % 20 < 10 else -1) * (step % 10) / 10, y + step)
        page.mouse.up(button="middle")

    def zoom() -> None:
        page.mouse.move(x, y)
        for step in range(40):
            page.mouse.wheel(0, -60 if step % 20 < 10 else 60)
            page.evaluate("new Promise((done) => requestAnimationFrame(done))")

    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(400)
    figures = []
    for name, work in (("pan", pan), ("zoom", zoom)):
        frames = [time for _ in range(3) for time in _recorded(page, work)]
        figures.append(Figure(f"{name}: median frame", statistics.median(frames), 25))
        figures.append(Figure(f"{name}: p95 frame", _p95(frames), 60))
    return [*figures, _vertex(page)]


def _command(page: Page, name: str) -> None:
    page.locator(f"[data-command={name}]").first.click()


def _vertex(page: Page) -> Figure:
    """Drags the first point of a line up and down."""
    page.locator("es-transcription-list li.line button.row").nth(250).click()
    page.keyboard.press("Escape")
    _command(page, "fit-line")
    page.wait_for_timeout(500)
    _command(page, "select")
    x, y = page.evaluate(
        """() => {
          const editor = document.querySelector("es-editor");
          const { selection, page } = editor.session;
          const { map, pageMap } = editor.canvas();
          const [place] = pageMap.toMap([page.lines.get(selection.current).baseline[3]]);
          const [x, y] = map.getPixelFromCoordinate(place);
          const box = map.getTargetElement().getBoundingClientRect();
          return [box.left + x, box.top + y];
        }"""
    )

    def drag() -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(60):
            page.mouse.move(x + step % 10, y + step % 20)
        page.mouse.up()

    return Figure("vertex drag: median frame", statistics.median(_recorded(page, drag)), 25)


def _shown(page: Page) -> list[float]:
    """Milliseconds from each key to the next painted frame."""
    page.wait_for_timeout(100)
    times: list[float] = page.evaluate("window.bench.shown.splice(0)")
    return times


def _keys(page: Page) -> list[Figure]:
    _command(page, "select")
    page.locator("es-transcription-list li.line button.row").nth(20).click()
    page.wait_for_timeout(300)
    _shown(page)
    page.keyboard.type("the quick brown fox jumps over the lazy dog", delay=30)
    typed = _shown(page)
    for _ in range(20):
        page.keyboard.press("Enter")
        page.wait_for_timeout(120)
    stepped = _shown(page)
    return [
        Figure("keystroke", statistics.median(typed), 30),
        Figure("keystroke: p95", _p95(typed), 60),
        Figure("next line", statistics.median(stepped), 50),
        Figure("next line: p95", _p95(stepped), 100),
    ]


def _heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    found = {row["name"]: row["value"] for row in metrics}
    return float(found["JSHeapUsedSize"]) / 1024 / 1024


def _memory(context: BrowserContext, page: Page, address: str, turns: int) -> list[Figure]:
    """Memory after many page turns in one tab, against that after the first few."""
    page.goto(address)
    _wait_ready(page)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    heaps = []
    for turn in range(turns):
        here = page.url
        page.keyboard.press("PageDown" if turn % 4 < 2 else "PageUp")
        page.wait_for_url(lambda url, here=here: url != here)
        _wait_ready(page)
        if turn % 10 == 9:
            heaps.append(_heap(session))
    if not heaps:
        return []
    return [
        Figure("memory of the tab", heaps[-1], 150, "MiB"),
        Figure(f"growth over {turns} page turns", max(0.0, heaps[-1] - heaps[0]), 10, "MiB"),
    ]


if __name__ == "__main__":
    sys.exit(main())
