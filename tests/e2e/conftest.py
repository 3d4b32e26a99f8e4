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
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(settings.BASE_DIR)
PASSWORD = "correct horse battery"


class Program:
    """``manage.py up`` on a data folder and a port of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self._lines: Queue[str] = Queue()

    @property
    def environment(self) -> dict[str, str]:
        ours = {"DATA_DIR": str(self.data), "PORT": str(self.port), "ENGINE": "kraken"}
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
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=15)

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


@pytest.fixture
def context(browser: Browser, program: Program) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=program.url, viewport={"width": 1440, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """Errors of the page's own scripts and of the Content-Security-Policy."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page in which alice is logged in; the test fails when its scripts complain."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _listen(message, complaints))
    page.goto("/login/")
    page.fill("input[name=login]", "alice")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    yield page
    assert complaints == []


def _listen(message: Any, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)
