"""The process that reads a PDF, asked from outside: it is stopped when it takes too long."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.common.errors import ApplicationError

OPEN_SECONDS = 60
PAGE_SECONDS = 120
_BLOCK = 65_536


class PdfProcess:
    """Questions about one PDF; a process that died or was stopped is started again."""

    def __init__(self, path: Path, folder: Path, name: str) -> None:
        self._path, self._folder, self._name = path, folder, name
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, seconds: float, **question: Any) -> dict[str, Any]:
        """The answer; ``{"error": code}`` where there is none."""
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
        with suppress(BrokenPipeError):  # it said why before it ended
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        line = self._line(process, time.monotonic() + seconds)
        if line is None:
            self.stop()
            return {"error": "too_slow"}
        if not line:
            self.stop()
            return {"error": "too_much_memory"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        """End the process and whatever it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "apps.formats.pdf_worker", self._path, self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                start_new_session=True,
            )
        return self._process

    @staticmethod
    def _line(process: subprocess.Popen[bytes], until: float) -> bytes | None:
        """The next line of its output; empty when it ended, ``None`` when it is too late."""
        assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
        out, line = process.stdout.fileno(), b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([out], [], [], max(until - time.monotonic(), 0))
            if not ready:
                return None
            block = os.read(out, _BLOCK)
            if not block:
                return b""
            line += block
        return line


def failed(answer: dict[str, Any], name: str, page: int | None) -> ApplicationError:
    """What an answer that is an error says to people."""
    code = answer["error"]
    if code in _OF_FILE:
        return ApplicationError(f"pdf_{code}", f"{name} {_OF_FILE[code]}")
    what = f"Page {page} of {name}" if page else name
    if code == "too_large":
        return ApplicationError("pdf_too_large", f"{what} {_too_large(answer)}")
    return ApplicationError(f"pdf_{code}", f"{what} {_OF_PAGE.get(code, _OF_PAGE['damaged_page'])}")


_OF_FILE = {
    "encrypted": "is locked with a password. Open it in a PDF reader, save a copy without a"
    " password, and import the copy.",
    "damaged": "is damaged: its pages cannot be found. Copy it again from its source, or let a PDF"
    " reader save it anew.",
    "not_pdf": "is not a PDF, whatever its name says. Send the PDF itself.",
    "no_pages": "has no pages. Copy it again from its source, or let a PDF reader save it anew.",
}
_OF_PAGE = {
    "damaged_page": "cannot be drawn: it is damaged. Let a PDF reader save the file anew, or add"
    " the page as an image.",
    "too_slow": "takes too long to read and was given up. Let a PDF reader save the file anew,"
    " or choose a lower resolution.",
    "too_much_memory": "needs more memory to read than is allowed, or is damaged. Let a PDF reader"
    " save the file anew, or choose a lower resolution.",
}


def _too_large(answer: dict[str, Any]) -> str:
    width, height, dpi = answer["width"], answer["height"], answer["dpi"]
    limit = settings.MAX_IMAGE_MEGAPIXELS
    said = f"would be an image of {width:,} × {height:,} pixels"
    least = int(dpi * (limit * 1_000_000 / (width * height)) ** 0.5) if dpi else 0
    mend = (
        f"Choose a resolution of at most {least} dpi."
        if least >= 50
        else "Save it as an image of ordinary size and add that."
    )
    return f"{said}; {limit} million are the most. {mend}"
