"""The client that fetches from the web: what it refuses, what bounds it, how it behaves."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from apps.common import web_manners
from apps.common.errors import ApplicationError
from apps.common.web import ATTEMPTS, WebClient
from apps.common.web_address import follow, is_public, parse_address
from apps.common.web_transfer import FetchError
from tests.web_server import Answer, WebServer, cut_off, running

MB = 1024**2


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    """A server on this machine that an administrator allowed."""
    with running() as server:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def web(pauses: list[float]) -> Iterator[WebClient]:
    with WebClient(pause=pauses.append) as client:
        yield client


def fetched(web: WebClient, url: str, **options: Any) -> bytes:
    return web.fetch_bytes(url, limit=options.pop("limit", MB), **options)


def refusal(web: WebClient, url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetched(web, url, **options)
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.9.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "no address",
    ],
)
def test_private_and_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "193.99.144.80", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_addresses_of_the_open_web_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://LOCALHOST.:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://0x7f000001:{port}/secret",
        "http://0177.0.0.1:{port}/secret",
        "http://127.1:{port}/secret",
        "http://0:{port}/secret",
        "http://0.0.0.0:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://[::ffff:7f00:1]:{port}/secret",
        "http://[::]:{port}/secret",
        "http://127.0.0.1。:{port}/secret",
        "http://①②⑦.0.0.1:{port}/secret",
    ],
)
def test_this_machine_is_not_fetched_from_however_it_is_written(
    web: WebClient, url: str, pauses: list[float]
) -> None:
    with running() as server:
        server.routes["/secret"] = Answer(b"secret")
        with pytest.raises(ApplicationError) as caught:
            fetched(web, url.format(port=server.server_port))
        assert caught.value.code in {"forbidden_address", "bad_address", "fetch_failed"}
        assert server.asked == []
    if caught.value.code == "forbidden_address":
        assert "FETCH_ALLOWED_HOSTS" in caught.value.message
        assert pauses == []


def test_the_usual_ways_to_write_this_machine_are_refused_by_name(web: WebClient) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        assert refusal(web, f"http://{host}:9/").code == "forbidden_address"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "//example.org/x",
        "example.org/x",
        "http://",
        "http://user:word@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://exam%70le.org/",
        "http://-example.org/",
        "https://example.org/" + "x" * 5000,
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ApplicationError) as caught:
        parse_address(url)
    assert caught.value.code == "bad_address"


def test_addresses_are_put_together_anew() -> None:
    assert parse_address(" HTTPS://Example.ORG:443/a b/ö?q=ä#part ").url == (
        "https://example.org/a%20b/%C3%B6?q=%C3%A4"
    )
    assert parse_address("http://bücher.example:8080").url == "http://xn--bcher-kva.example:8080/"
    assert parse_address("http://[2A00::1]/x").host == "2a00::1"
    image = "https://a.org/iiif/ark:%2F12148%2Fb1/full/max/0/default.jpg"
    assert parse_address(image).url == image
    assert follow(parse_address("https://a.org/x/y"), "../z?1").url == "https://a.org/z?1"


def test_an_allowed_host_is_fetched_from(web: WebClient, server: WebServer) -> None:
    server.routes["/a.json"] = Answer(b'{"a": 1}', headers={"Content-Type": "Application/JSON; x"})
    with web.fetch(server.url("/a.json"), limit=MB).file as file:
        assert file.read() == b'{"a": 1}'
    assert web.fetch_json(server.url("/a.json")) == {"a": 1}
    assert web.fetch(server.url("/a.json"), limit=MB).content_type == "application/json"


def test_allowing_one_port_does_not_allow_another(web: WebClient, server: WebServer) -> None:
    with running() as other:
        other.routes["/"] = Answer(b"secret")
        assert refusal(web, other.url("/")).code == "forbidden_address"
        assert other.asked == []


def test_every_redirect_is_checked_again(web: WebClient, server: WebServer) -> None:
    with running() as other:
        other.routes["/secret"] = Answer(b"secret")
        for number, place in enumerate((other.url("/secret"), "http://[::1]:80/", "//0x7f.1/x")):
            server.routes[f"/{number}"] = Answer(b"", 302, {"Location": place})
            assert refusal(web, server.url(f"/{number}")).code == "forbidden_address"
        assert other.asked == []
    server.routes["/file"] = Answer(b"", 301, {"Location": "file:///etc/passwd"})
    with pytest.raises(ApplicationError, match="http://"):
        fetched(web, server.url("/file"))


def test_redirects_are_followed_to_their_end_and_not_for_ever(
    web: WebClient, server: WebServer
) -> None:
    server.routes["/a"] = Answer(b"moved", 302, {"Location": "/b?x=1"})
    server.routes["/b?x=1"] = Answer(b"moved", 308, {"Location": "c"})
    server.routes["/c"] = Answer(b"here")
    with (found := web.fetch(server.url("/a"), limit=MB)).file as file:
        assert file.read() == b"here"
    assert found.url == server.url("/c")
    server.routes["/loop"] = Answer(b"", 302, {"Location": "/loop"})
    assert "forever" in refusal(web, server.url("/loop")).message


def test_a_file_that_is_too_large_is_given_up(web: WebClient, server: WebServer) -> None:
    server.routes["/large"] = Answer(b"x" * 2 * MB)
    assert refusal(web, server.url("/large")).code == "too_large"

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.stop.is_set():
            handler.wfile.write(b"x" * 65_536)

    server.routes["/endless"] = endless
    assert refusal(web, server.url("/endless")).code == "too_large"


def test_a_packed_bomb_is_given_up_at_the_limit_of_what_it_unpacks_to(
    web: WebClient, server: WebServer
) -> None:
    bomb = gzip.compress(bytes(100 * MB))
    assert len(bomb) < MB
    server.routes["/bomb"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    assert refusal(web, server.url("/bomb")).code == "too_large"
    server.routes["/fine"] = Answer(gzip.compress(b"fine"), headers={"Content-Encoding": "gzip"})
    assert fetched(web, server.url("/fine")) == b"fine"


def test_an_endless_error_is_not_read(web: WebClient, server: WebServer) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(404)
        handler.end_headers()
        while not server.stop.is_set():
            handler.wfile.write(b"x" * 65_536)

    server.routes["/"] = endless
    assert "404" in refusal(web, server.url("/")).message


@pytest.mark.parametrize("part", ["headers", "body", "chunk"])
def test_a_server_that_drips_is_given_up(web: WebClient, server: WebServer, part: str) -> None:
    def drip(handler: Any) -> None:
        start = {
            "headers": b"HTTP/1.1 200 OK\r\nX-Slow: ",
            "body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
            "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        }[part]
        handler.wfile.write(start)
        while not server.stop.wait(0.02):
            handler.wfile.write(b"0")

    server.routes["/"] = drip
    with pytest.raises(FetchError, match="too long"):
        web.fetch(server.url("/"), limit=MB, seconds=0.3)


def test_a_broken_transfer_goes_on_where_it_stopped(web: WebClient, server: WebServer) -> None:
    body = bytes(range(256)) * 1000
    server.routes["/"] = cut_off(body, 100_000, {"ETag": '"1"'})
    assert fetched(web, server.url("/")) == body
    assert server.asked == ["/", "/"]


def test_without_a_proof_that_it_is_the_same_file_it_starts_anew(
    web: WebClient, server: WebServer
) -> None:
    server.routes["/"] = cut_off(b"0123456789", 4, {})
    assert "broke off" in refusal(web, server.url("/")).message
    assert len(server.asked) == ATTEMPTS


def test_a_file_that_changed_meanwhile_is_taken_from_its_start(
    web: WebClient, server: WebServer
) -> None:
    first = cut_off(b"old content", 5, {"ETag": '"1"'})

    def answer(handler: Any) -> None:
        if len(server.asked) == 1:
            first(handler)
            return
        assert handler.headers["If-Range"] == '"1"'
        handler.send_response(200)
        handler.send_header("Content-Length", "3")
        handler.end_headers()
        handler.wfile.write(b"new")

    server.routes["/"] = answer
    assert fetched(web, server.url("/")) == b"new"


def test_a_busy_server_is_asked_again_after_the_time_it_wants(
    web: WebClient, server: WebServer, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(web_manners, "time", lambda: now[0])

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    web = WebClient(pause=pause)
    server.routes["/"] = [Answer(b"", 429, {"Retry-After": "30"}), Answer(b"well")]
    assert fetched(web, server.url("/")) == b"well"
    assert sum(pauses) == pytest.approx(30, abs=1)
    server.routes["/"] = [Answer(b"", 503), Answer(b"", 500), Answer(b"well")]
    pauses.clear()
    assert fetched(web, server.url("/")) == b"well"
    assert sum(pauses) == pytest.approx(3)


def test_a_long_wait_is_told_instead_of_waited_for(
    web: WebClient, server: WebServer, pauses: list[float]
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1))
    server.routes["/"] = Answer(b"", 429, {"Retry-After": later})
    error = refusal(web, server.url("/"))
    assert error.code == "host_busy"
    assert "60 minutes. Try again then." in error.message
    assert refusal(web, server.url("/other")).code == "host_busy"
    assert server.asked == ["/"]


def test_a_host_that_fails_and_fails_is_asked_once_for_each_further_file(
    web: WebClient, server: WebServer
) -> None:
    server.routes["/"] = Answer(b"", 500)
    assert refusal(web, server.url("/")).is_passing
    assert len(server.asked) == ATTEMPTS
    refusal(web, server.url("/"))
    assert len(server.asked) == ATTEMPTS + 1
    server.routes["/"] = Answer(b"well")
    assert fetched(web, server.url("/")) == b"well"


def test_lasting_errors_are_told_at_once(
    web: WebClient, server: WebServer, pauses: list[float]
) -> None:
    server.routes["/private"] = Answer(b"", 403)
    assert "404" in refusal(web, server.url("/missing")).message
    assert "403" in refusal(web, server.url("/private")).message
    assert "no such host" in refusal(web, "http://nowhere.invalid/").message
    assert pauses == []


def test_no_more_than_a_few_requests_at_a_time_go_to_a_host() -> None:
    waited: list[float] = []

    class GivenUp(Exception):
        pass

    def pause(seconds: float) -> None:
        waited.append(seconds)
        raise GivenUp

    def take() -> Any:
        return web_manners.turn("a.org", seconds=10, pause=pause)

    with take(), take():
        with pytest.raises(GivenUp), take():
            pass
        with web_manners.turn("b.org", seconds=10, pause=pause):
            assert waited == [web_manners.POLL]
    with take():
        assert waited == [web_manners.POLL]


def test_waiting_and_fetching_end_when_the_work_is_cancelled(server: WebServer) -> None:
    class Cancelled(Exception):
        pass

    def check() -> None:
        if server.asked:
            raise Cancelled

    server.routes["/busy"] = Answer(b"", 429, {"Retry-After": "60"})
    with WebClient(check=check) as web, pytest.raises(Cancelled):
        fetched(web, server.url("/busy"))


def test_what_is_not_json_says_so(web: WebClient, server: WebServer) -> None:
    for body in (b"<html>", b"", b"[" * 100_000, b'{"a": "\xff"}'):
        server.routes["/x"] = Answer(body)
        with pytest.raises(FetchError) as caught:
            web.fetch_json(server.url("/x"))
        assert caught.value.code == "not_json"
