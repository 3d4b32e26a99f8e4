"""Tells how far the work is where a person waits at a terminal."""

from typing import Any


class TerminalReporter:
    """Writes a line for each hundred pages, and every note."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def update(self, done: int, total: int, message: str = "") -> None:
        if done % 100 == 0:
            self.log(f"{done} of {total}: {message}")

    def log(self, text: str) -> None:
        self._stream.write(text)
