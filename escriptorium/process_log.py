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

_LOUD = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d.{0,40}\b(WARNING|ERROR|CRITICAL)\b")


class ProcessLog:
    """The file ``logs/<name>.log``; warnings also reach the terminal.

    So does what the process prints (mails of the console back end) where ``shows_output``.
    """

    def __init__(self, name: str, folder: Path, *, shows_output: bool) -> None:
        self._name = name
        self._shows_output = shows_output
        self._file = RotatingFileHandler(
            folder / f"{name}.log", maxBytes=MAX_BYTES, backupCount=2, encoding="utf-8", delay=True
        )

    def follow(self, popen: "subprocess.Popen[bytes]") -> list[Thread]:
        """Read what the process writes until it ends, in the background; the readers."""
        streams = ((popen.stdout, not self._shows_output), (popen.stderr, True))
        readers = [
            Thread(target=self._read, args=(stream, is_log), daemon=True)
            for stream, is_log in streams
            if stream is not None
        ]
        for reader in readers:
            reader.start()
        return readers

    def say(self, text: str) -> None:
        """A word of the supervisor about this process."""
        self._write(text)
        self._show(text)

    def _read(self, stream: IO[bytes], is_log: bool) -> None:
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip("\n")
                self._write(line)
                # Of a record only its first line: the traceback after it stands in the file.
                if not is_log or (_LOUD.match(line) and "py.warnings" not in line):
                    self._show(line)

    def _write(self, line: str) -> None:
        self._file.handle(logging.makeLogRecord({"msg": line}))

    def _show(self, line: str) -> None:
        sys.stderr.write(f"[{self._name}] {line}\n")
        sys.stderr.flush()
