"""The one client that fetches addresses which people typed or files name; nothing else does.

It speaks HTTP only, connects only to the open web (and to the hosts in FETCH_ALLOWED_HOSTS), and
is bounded in size and time. libcurl asks for each socket with the very address that it is about
to connect to, so a name that resolves to a private address is refused however it is written, and
so is every redirect.
"""

import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Self

import certifi
import pycurl

from apps.common import web_manners as manners
from apps.common.errors import ApplicationError
from apps.common.web_address import WebAddress, follow, is_public, parse_address
from apps.common.web_download import Download

AGENT = "eScriptorium/1.0 (page images for transcription)"
ATTEMPTS = 5
MAX_REDIRECTS = 8
CONNECT_SECONDS = 15
STALLED_SECONDS = 30
JSON_BYTES = 32 * 1024**2
_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_CA_FILE = ssl.get_default_verify_paths().cafile or certifi.where()
_CAUSES = {
    pycurl.E_COULDNT_RESOLVE_HOST: "there is no such host",
    pycurl.E_COULDNT_CONNECT: "nothing answers there",
    pycurl.E_OPERATION_TIMEDOUT: "it takes too long to answer",
    pycurl.E_PARTIAL_FILE: "the connection broke off",
    pycurl.E_GOT_NOTHING: "it gave no answer",
    pycurl.E_BAD_CONTENT_ENCODING: "what it sends is packed wrongly",
    pycurl.E_PEER_FAILED_VERIFICATION: "its certificate is not valid",
    pycurl.E_SSL_CONNECT_ERROR: "no secure connection could be made",
}
_LASTING = {
    pycurl.E_COULDNT_RESOLVE_HOST,
    pycurl.E_BAD_CONTENT_ENCODING,
    pycurl.E_PEER_FAILED_VERIFICATION,
    pycurl.E_URL_MALFORMAT,
    pycurl.E_UNSUPPORTED_PROTOCOL,
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the web, open at its start; whoever asked for it closes it."""

    file: IO[bytes]
    url: str
    content_type: str
    size: int


class FetchError(ApplicationError):
    """An address that could not be fetched; ``is_passing`` where trying later may help."""

    def __init__(self, code: str, message: str, *, is_passing: bool = False) -> None:
        super().__init__(code, message)
        self.is_passing = is_passing


class WebClient:
    """A context manager that keeps connections open; one for each thread.

    ``check`` is called about once a second and stops the work by raising; ``pause`` waits.
    """

    def __init__(
        self, *, check: Callable[[], None] = lambda: None, pause: manners.Pause = time.sleep
    ) -> None:
        self._curl = pycurl.Curl()
        self._check = check
        self._pause = pause
        self._checked_at = 0.0
        self._stopped: Exception | None = None
        self._refused = ""
        self._failing: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._curl.close()

    def fetch(self, url: str, *, limit: int, seconds: float = 300, accept: str = "*/*") -> Fetched:
        """The file at ``url``, at most ``limit`` bytes of it, in ``seconds`` for each attempt."""
        start = parse_address(url)
        download = Download(limit)
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
                self._perform(address, download, seconds, accept)
            location = download.headers.get("location")
            if download.status not in _REDIRECTS or not location:
                self._check_status(address, download)
                return address
            address = follow(address, location)
        raise FetchError("fetch_failed", f"{start.url} leads from one address to the next forever.")

    def _perform(
        self, address: WebAddress, download: Download, seconds: float, accept: str
    ) -> None:
        curl = self._curl
        curl.reset()
        self._stopped, self._refused = None, ""
        headers = [f"Accept: {accept}", *(rest := download.begin())]
        options: dict[int, Any] = {
            pycurl.URL: address.url,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.FOLLOWLOCATION: False,
            pycurl.PROXY: "",
            pycurl.NOSIGNAL: True,
            pycurl.CAINFO: _CA_FILE,
            pycurl.USERAGENT: AGENT,
            pycurl.HTTPHEADER: headers,
            pycurl.CONNECTTIMEOUT: CONNECT_SECONDS,
            pycurl.TIMEOUT_MS: int(seconds * 1000),
            pycurl.LOW_SPEED_LIMIT: 1,
            pycurl.LOW_SPEED_TIME: STALLED_SECONDS,
            pycurl.NOPROGRESS: False,
            pycurl.XFERINFOFUNCTION: self._on_progress,
            pycurl.HEADERFUNCTION: download.take_header,
            pycurl.WRITEFUNCTION: download.take,
        }
        if not rest:
            options[pycurl.ACCEPT_ENCODING] = "gzip, deflate"
        if not address.is_allowed:
            options[pycurl.OPENSOCKETFUNCTION] = self._open_socket
        for option, value in options.items():
            curl.setopt(option, value)
        try:
            curl.perform()
        except pycurl.error as error:
            self._explain(address, download, error)

    def _open_socket(self, _purpose: int, address: Any) -> Any:
        """A socket for the address that is about to be connected to; none for a private one."""
        family, kind, protocol, place = address
        if family not in {socket.AF_INET, socket.AF_INET6} or not is_public(str(place[0])):
            self._refused = str(place[0]) if isinstance(place, tuple) else "another place"
            return pycurl.SOCKET_BAD
        return socket.socket(family, kind, protocol)

    def _look(self) -> None:
        if time.monotonic() - self._checked_at >= 1:
            self._checked_at = time.monotonic()
            self._check()

    def _on_progress(self, *_: float) -> int:
        try:
            self._look()
        except Exception as error:  # noqa: BLE001  it goes on where libcurl gives the word back
            self._stopped = error
            return 1
        return 0

    def _explain(self, address: WebAddress, download: Download, error: pycurl.error) -> None:
        """Raise what the failure of a transfer means in words, if it means anything."""
        if self._stopped is not None:
            raise self._stopped
        if self._refused:
            raise FetchError("forbidden_address", _forbidden(address)) from error
        if download.is_too_large:
            raise FetchError("too_large", _too_large(address, download.limit)) from error
        number = error.args[0]
        if number == pycurl.E_WRITE_ERROR and not download.is_complete:
            return
        cause = _CAUSES.get(number, "the connection failed")
        raise FetchError(
            "fetch_failed",
            f"{address.url} could not be fetched: {cause}. Check the address, or try again later.",
            is_passing=number not in _LASTING,
        ) from error

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
                " Resume the import then.",
            )
        self._wait(wait)

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


def _forbidden(address: WebAddress) -> str:
    return (
        f"{address.url} leads to an address inside this network and was not fetched."
        f" If it is meant to be used, an administrator can allow {address.host} in the"
        " setting FETCH_ALLOWED_HOSTS."
    )


def _too_large(address: WebAddress, limit: int) -> str:
    return (
        f"{address.url} is larger than {max(1, limit // 1024**2)} MB, the most that is taken"
        " at once."
    )
