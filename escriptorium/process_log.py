"""Where the words of a process go: all to its file, what a person must see to the terminal."""

import logging
import re
import subprocess
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Thread
from typing import IO

MAX_BYTES = 10 * 1024 * 1024

_RECORD = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
_LOUD = re.compile(r"^.{0,60}\b(WARNING|ERROR|CRITICAL)\b")


class ProcessLog:
    """The file ``logs/<name>.log``; warnings and what is printed also reach the terminal."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._file = RotatingFileHandler(
            folder / f"{name}.log", maxBytes=MAX_BYTES, backupCount=2, encoding="utf-8", delay=True
        )

    def follow(self, popen: "subprocess.Popen[bytes]") -> None:
        """Read what the process writes until it ends, in the background."""
        for stream, is_log in ((popen.stdout, False), (popen.stderr, True)):
            if stream is not None:
                Thread(target=self._read, args=(stream, is_log), daemon=True).start()

    def say(self, text: str) -> None:
        """A word of the supervisor about this process."""
        self._write(text)
        self._show(text)

    def _read(self, stream: IO[bytes], is_log: bool) -> None:
        loud = not is_log
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip("\n")
                self._write(line)
                # A line that begins no record (a traceback's, say) goes where its record went.
                if is_log and _RECORD.match(line):
                    loud = bool(_LOUD.match(line))
                if loud:
                    self._show(line)

    def _write(self, line: str) -> None:
        self._file.handle(logging.makeLogRecord({"msg": line}))

    def _show(self, line: str) -> None:
        sys.stderr.write(f"[{self._name}] {line}\n")
        sys.stderr.flush()
