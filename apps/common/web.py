"""The one client that fetches addresses which people typed or files name; nothing else does.

It speaks HTTP only, connects only to the open web (and to the hosts in FETCH_ALLOWED_HOSTS), and
is bounded in size and time. libcurl asks for each socket with the very address that it is about
to connect to, so a name that resolves to a private address is refused however it is written, and
so is every redirect.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Self

from apps.common import web_manners as manners
from apps.common.web_address import WebAddress, follow, parse_address
from apps.common.web_download import Download
from apps.common.web_transfer import FetchError, Transfer

ATTEMPTS = 5
MAX_REDIRECTS = 8
JSON_BYTES = 32 * 1024**2
_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the web, open at its start; whoever asked for it closes it."""

    file: IO[bytes]
    url: str
    content_type: str
    size: int


class WebClient:
    """A context manager that keeps connections open; one for each thread.

    ``check`` is called about once a second and stops the work by raising; ``pause`` waits.
    """

    def __init__(
        self, *, check: Callable[[], None] = lambda: None, pause: manners.Pause = time.sleep
    ) -> None:
        self._transfer = Transfer(self._look)
        self._check = check
        self._pause = pause
        self._checked_at = 0.0
        self._failing: set[str] = set()
        self._download: Download | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transfer.close()

    @property
    def received(self) -> int:
        """Bytes of the last file that was asked for, as far as they are here."""
        return self._download.size if self._download else 0

    def fetch(self, url: str, *, limit: int, seconds: float = 300, accept: str = "*/*") -> Fetched:
        """The file at ``url``, at most ``limit`` bytes of it, in ``seconds`` for each attempt."""
        start = parse_address(url)
        download = self._download = Download(limit)
        attempts = 1 if start.host in self._failing else ATTEMPTS
        try:
            for attempt in range(attempts):
                try:
                    final = self._follow(start, download, seconds, accept)
                    break
                except FetchError as error:
                    if attempt + 1 >= attempts or not error.is_passing:
                        self._failing |= {start.host} if error.is_passing else set()
                        raise
                    self._wait(2.0**attempt)
        except BaseException:
            download.file.close()
            raise
        self._failing.discard(start.host)
        download.file.seek(0)
        kind = download.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(download.file, final.url, kind, download.size)

    def fetch_bytes(self, url: str, *, limit: int, accept: str = "*/*") -> bytes:
        """A small file whole."""
        fetched = self.fetch(url, limit=limit, seconds=120, accept=accept)
        with fetched.file as file:
            return file.read()

    def fetch_json(self, url: str, *, limit: int = JSON_BYTES, accept: str = "") -> Any:
        """The JSON at ``url``."""
        data = self.fetch_bytes(url, limit=limit, accept=accept or "application/json, */*;q=0.1")
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise FetchError(
                "not_json", f"{url} is not JSON. Check that the address leads to data."
            ) from error

    def _follow(
        self, start: WebAddress, download: Download, seconds: float, accept: str
    ) -> WebAddress:
        address = start
        for _ in range(MAX_REDIRECTS + 1):
            self._wait_for(address)
            with manners.turn(address.host, seconds=seconds, pause=self._wait):
                self._transfer.perform(address, download, seconds, accept)
            location = download.headers.get("location")
            if download.status not in _REDIRECTS or not location:
                self._check_status(address, download)
                return address
            address = follow(address, location)
        raise FetchError("fetch_failed", f"{start.url} leads from one address to the next forever.")

    def _check_status(self, address: WebAddress, download: Download) -> None:
        if download.status in {200, 206}:
            return
        is_passing = download.status in _PASSING
        wait = manners.retry_after(download.headers) if is_passing else None
        if wait:
            manners.hold_off(address.host, wait)
        raise FetchError(
            "fetch_failed",
            f"{address.url} could not be fetched: the server answered"
            f" {download.status}{_MEANINGS.get(download.status, '')}.",
            is_passing=is_passing,
        )

    def _wait_for(self, address: WebAddress) -> None:
        wait = manners.seconds_to_wait(address.host)
        if wait > manners.LONGEST_WAIT:
            raise FetchError(
                "host_busy",
                f"{address.host} asks to be left alone for {wait / 60:.0f} minutes."
                " Try again then.",
            )
        self._wait(wait)

    def _look(self) -> None:
        if time.monotonic() - self._checked_at >= 1:
            self._checked_at = time.monotonic()
            self._check()

    def _wait(self, seconds: float) -> None:
        """Wait, noticing each second when the work is to stop."""
        while seconds > 0:
            self._look()
            self._pause(min(seconds, 1.0))
            seconds -= 1.0


_MEANINGS = {
    401: " (it wants a password, which this program does not send)",
    403: " (it does not let us have it)",
    404: " (there is nothing at this address)",
    410: " (it is there no more)",
    429: " (too many requests: try again later)",
    503: " (it is busy or being mended: try again later)",
}
