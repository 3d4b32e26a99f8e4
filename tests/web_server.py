"""A web server on this machine for tests that fetch: each path answers as the test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What a path gives: bytes with a status and headers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Behaviour = Answer | Callable[[BaseHTTPRequestHandler], None] | list[Answer]


class WebServer(ThreadingHTTPServer):
    """``routes`` maps paths to answers; a list is answered one by one, its last one for ever.

    ``prefixes`` answer for all that lies below them, ``fallback`` for whatever is left.
    """

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.routes: dict[str, Behaviour] = {}
        self.prefixes: dict[str, Callable[[str], Answer]] = {}
        self.fallback: Callable[[str], Answer] = lambda path: Answer(b"nothing here", 404)
        self.asked: list[str] = []
        self.stop = threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: WebServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.server.routes.get(self.path) or self._below()
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if not isinstance(found, Answer):
            found(self)
            self.close_connection = True
            return
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        self.wfile.write(found.body)

    def _below(self) -> Answer:
        for prefix, answer in self.server.prefixes.items():
            if self.path.startswith(f"{prefix}/"):
                return answer(self.path.removeprefix(prefix))
        return self.server.fallback(self.path)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def running(port: int = 0) -> Iterator[WebServer]:
    """A server on ``port``, or on any that is free."""
    server = WebServer(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def cut_off(body: bytes, at: int, headers: dict[str, str]) -> Callable[[_Handler], None]:
    """The first answer ends after ``at`` bytes; a request for the rest is given the rest."""

    def answer(handler: _Handler) -> None:
        asked = handler.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        handler.send_response(206 if start else 200)
        for name, value in headers.items():
            handler.send_header(name, value)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.send_header("Content-Length", str(len(body) - start))
        handler.end_headers()
        handler.wfile.write(body[start:] if start else body[:at])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def held(body: bytes, at: int, release: threading.Event) -> Callable[[_Handler], None]:
    """The answer stops after ``at`` bytes, but does not break off, until ``release`` is set."""

    def answer(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:at])
        sent = at
        # A byte now and then, or the client takes the connection for dead.
        while not release.wait(1) and not handler.server.stop.is_set() and sent < len(body) - 1:
            handler.wfile.write(body[sent : sent + 1])
            sent += 1
        handler.wfile.write(body[sent:])

    return answer
