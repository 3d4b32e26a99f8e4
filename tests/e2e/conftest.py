"""The whole program, as a person starts it, and a browser in front of it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partialmethod
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psutil
import pytest
from django.conf import settings
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

ROOT = Path(settings.BASE_DIR)
PASSWORD = "correct horse battery"
PATIENCE = 30_000
"""Milliseconds that a browser waits for what is expected on a busy machine."""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


for _verb in ("get", "post", "put", "patch", "delete"):
    # A server may close a connection that rests, just when it is used again; browsers try again.
    setattr(
        APIRequestContext, _verb, partialmethod(getattr(APIRequestContext, _verb), max_retries=3)
    )


class Program:
    """``manage.py up`` on a data folder and a port of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port, self.repository_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self._lines: Queue[str] = Queue()

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "ENGINE": "kraken",
            "OMP_NUM_THREADS": "1",
            "FETCH_ALLOWED_HOSTS": "127.0.0.1",
            # Where a test may run a repository of models; the real one is never asked.
            "MODEL_REPO_OAI_URL": f"http://127.0.0.1:{self.repository_port}/oai2d",
            "MODEL_REPO_URL": f"http://127.0.0.1:{self.repository_port}/api/",
        }
        dropped = ("DATABASE_URL", "REDIS_URL", "MEDIA_STORAGE", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return kept | ours

    def start(self) -> None:
        command = [sys.executable, "manage.py", "up"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        self.wait_for(r"^Ready: ", seconds=120)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            self.output.append(line)
            self._lines.put(line)

    def wait_for(self, pattern: str, *, seconds: float) -> str:
        """The next line of the terminal that matches."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            except Empty:
                break
            if re.search(pattern, line):
                return line
        raise AssertionError(f"No {pattern!r} on the terminal:\n{''.join(self.output[-40:])}")

    def stop(self) -> int:
        assert self.process is not None
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        assert living(family) == []
        return code

    def manage(self, *words: str) -> str:
        """The output of a management command on this program's data."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [
        process
        for process in processes
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    """The running program with one account: alice, an administrator."""
    # Not the tests' temporary folder: a socket's path must be short.
    data = Path(tempfile.mkdtemp(prefix="es-e2e-"))
    program = Program(data)
    try:
        program.start()
        program.manage(
            "user", "create", "alice", "--email", "alice@example.org",
            "--password", PASSWORD, "--admin",
        )  # fmt: skip
        yield program
    finally:
        if program.process is not None and program.process.poll() is None:
            program.stop()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail("The browser tests need chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Watch:
    """What a page does that it must not: script errors, blocked things, calls to other hosts."""

    def __init__(self, url: str) -> None:
        self._url = url
        # The page moved on meanwhile, as it does when masks are computed: the editor goes after it.
        self._forgiven: list[str] = ["status of 409"]
        self.complaints: list[str] = []

    def forgive(self, *words: str) -> None:
        """Expect these words in the console: a test takes the server away, or conflicts."""
        self._forgiven.extend(words)

    def follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self._complain(f"{message.text} ({message.location.get('url', '')})")

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self._url, "blob:", "data:")):
            self._complain(f"asks another host: {request.url}")

    def _complain(self, words: str) -> None:
        if not any(forgiven in words for forgiven in self._forgiven):
            self.complaints.append(words)


@contextmanager
def watched_context(browser: Browser, url: str, **options: Any) -> Iterator[BrowserContext]:
    """A browser of one person; patient, because two cores may be busy with learning."""
    size = {"width": 1440, "height": 900}
    context = browser.new_context(**({"base_url": url, "viewport": size} | options))
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def watch(program: Program) -> Iterator[Watch]:
    """Listens to every page that a test opens and fails the test when one complains."""
    watch = Watch(program.url)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def context(browser: Browser, program: Program) -> Iterator[BrowserContext]:
    with watched_context(browser, program.url) as context:
        yield context


def becomes(page: Page, read: Callable[[], Any], wanted: Any) -> None:
    """Waits for what the browser or the server does in its own time."""
    for _ in range(PATIENCE // 100):
        if read() == wanted:
            return
        page.wait_for_timeout(100)
    assert read() == wanted


def editor_ready(page: Page) -> None:
    """Waits until the page lies on the screen, with its lines."""
    ready = "performance.getEntriesByName('editor-ready').length > 0"
    becomes(page, lambda: page.evaluate(ready), True)


def preferences_kept(editor: Page) -> None:
    """Waits until the server has what the person chose in the editor."""
    editor.evaluate("() => document.querySelector('es-editor').session.preferences.flush()")


def log_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.get_by_label("User name").or_(page.locator("input[name=login]")).first.fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page in which alice is logged in."""
    page = context.new_page()
    watch.follow(page)
    log_in(page, "alice")
    return page


@pytest.fixture(scope="session")
def sample(browser: Browser, program: Program) -> str:
    """The address of alice's sample document, once its pages and their text are there."""
    with watched_context(browser, program.url) as context:
        page = context.new_page()
        log_in(page, "alice")
        page.get_by_role("button", name="Try the sample").click()
        page.wait_for_url("**/images/")
        expect(page.locator(".page-card .page-thumb img")).to_have_count(6, timeout=4 * PATIENCE)
        return page.url
