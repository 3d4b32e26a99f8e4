"""One request by libcurl: bounded in time and size, to addresses of the open web only."""

import socket
import ssl
from collections.abc import Callable
from typing import Any

import certifi
import pycurl

from apps.common.errors import ApplicationError
from apps.common.web_address import WebAddress, is_public
from apps.common.web_download import Download

AGENT = "eScriptorium/1.0 (page images for transcription)"
CONNECT_SECONDS = 15
STALLED_SECONDS = 30
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


class FetchError(ApplicationError):
    """An address that could not be fetched; ``is_passing`` where trying later may help."""

    def __init__(self, code: str, message: str, *, is_passing: bool = False) -> None:
        super().__init__(code, message)
        self.is_passing = is_passing


class Transfer:
    """Does one request after the other over connections that stay open.

    ``look`` is called all the while and stops the request by raising.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self._curl = pycurl.Curl()
        self._look = look
        self._stopped: Exception | None = None
        self._refused = ""

    def close(self) -> None:
        self._curl.close()

    def perform(self, address: WebAddress, download: Download, seconds: float, accept: str) -> None:
        """Ask for the address and let ``download`` take what comes."""
        curl = self._curl
        curl.reset()
        self._stopped, self._refused = None, ""
        rest = download.begin()
        options = self._bounds(seconds) | {
            pycurl.URL: address.url,
            pycurl.HTTPHEADER: [f"Accept: {accept}", *rest],
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

    def _bounds(self, seconds: float) -> dict[int, Any]:
        """What holds for every request: redirects come back to be checked, no proxy is between."""
        return {
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.FOLLOWLOCATION: False,
            pycurl.PROXY: "",
            pycurl.NOSIGNAL: True,
            pycurl.CAINFO: _CA_FILE,
            pycurl.USERAGENT: AGENT,
            pycurl.CONNECTTIMEOUT: CONNECT_SECONDS,
            pycurl.TIMEOUT_MS: int(seconds * 1000),
            pycurl.LOW_SPEED_LIMIT: 1,
            pycurl.LOW_SPEED_TIME: STALLED_SECONDS,
            pycurl.NOPROGRESS: False,
            pycurl.XFERINFOFUNCTION: self._on_progress,
        }

    def _open_socket(self, _purpose: int, address: Any) -> Any:
        """A socket for the address that is about to be connected to; none for a private one."""
        family, kind, protocol, place = address
        if family not in {socket.AF_INET, socket.AF_INET6} or not is_public(str(place[0])):
            self._refused = str(place[0]) if isinstance(place, tuple) else "another place"
            return pycurl.SOCKET_BAD
        return socket.socket(family, kind, protocol)

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
        if download.failure is not None:
            raise download.failure
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
