"""One file on its way from the web to the disk: bounded, and continued where it broke off."""

import re
import tempfile
from typing import IO

_RANGE = re.compile(r"bytes (\d+)-\d*/")


class Download:
    """Takes the headers and the bytes of one address, over as many answers as it needs."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  whoever asked closes it
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_too_large = False
        self.failure: OSError | None = None
        """Why the disk did not take what came."""
        self._is_fresh = True
        self._ignored = 0

    def begin(self) -> list[str]:
        """Before a request: the headers that ask for what is still missing."""
        self._is_fresh, self._ignored = True, 0
        validator = self._validator()
        if not self.size or not validator:
            self._empty()
            return []
        self.headers = {}
        return [f"Range: bytes={self.size}-", f"If-Range: {validator}"]

    def take_header(self, line: bytes) -> None:
        text = line.decode("latin-1").strip()
        if text.startswith("HTTP/"):
            self.headers = {}
            code = text.split()[1:2]
            self.status = int(code[0]) if code and code[0].isdecimal() else 0
        elif ":" in text:
            name, _, value = text.partition(":")
            self.headers[name.strip().lower()] = value.strip()

    def take(self, data: bytes) -> int:
        """Keep a piece; a number that is not its length ends the transfer."""
        if self.status not in {200, 206}:
            # The words of an error are nobody's business; an endless error is not waited for.
            self._ignored += len(data)
            return len(data) if self._ignored < 65_536 else 0
        if self._is_fresh and not self._continues():
            self._empty()
        self._is_fresh = False
        self.size += len(data)
        if self.size > self.limit:
            self.is_too_large = True
            return 0
        try:
            self.file.write(data)
        except OSError as error:
            self.failure = error
            return 0
        return len(data)

    @property
    def is_complete(self) -> bool:
        return self.status in {200, 206} and not self.is_too_large

    def _continues(self) -> bool:
        found = _RANGE.match(self.headers.get("content-range", ""))
        return self.status == 206 and found is not None and int(found[1]) == self.size

    def _validator(self) -> str:
        """What proves that the rest belongs to what is here; nothing where it was packed."""
        if self.headers.get("content-encoding", "identity") != "identity":
            return ""
        etag = self.headers.get("etag", "")
        return etag if etag.startswith('"') else self.headers.get("last-modified", "")

    def _empty(self) -> None:
        self.size = 0
        self.file.seek(0)
        self.file.truncate()
