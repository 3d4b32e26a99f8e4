"""Fetching an export: whole, from where it broke off, and only while it is the same file."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from apps.exports.models import Export
from apps.users.models import User
from tests.factories import ExportFactory

pytestmark = pytest.mark.django_db

DATA = bytes(range(256)) * 40


@pytest.fixture
def export(alice: User) -> Export:
    return ExportFactory(user=alice, file=ContentFile(DATA, "book.zip"), name="Bücher.zip")


@pytest.fixture
def url(export: Export) -> str:
    return f"/export/{export.uid}/"


@pytest.fixture
def client(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_whole_file_comes_with_its_name_and_what_a_resumed_download_needs(
    client: Client, url: str
) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert body(response) == DATA
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(DATA))
    assert "filename*=utf-8''B%C3%BCcher.zip" in response["Content-Disposition"]
    assert client.get(url, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=1000-", 1000, len(DATA) - 1),
        ("bytes=10-20", 10, 20),
        ("bytes=-5", len(DATA) - 5, len(DATA) - 1),
        (f"bytes=-{len(DATA) * 2}", 0, len(DATA) - 1),
        (f"bytes=10-{len(DATA) * 2}", 10, len(DATA) - 1),
    ],
)
def test_a_range_is_answered_with_those_bytes(
    client: Client, url: str, asked: str, first: int, last: int
) -> None:
    response = client.get(url, HTTP_RANGE=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == DATA[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={len(DATA)}-", "bytes=-0", "bytes=20-10"])
def test_a_range_outside_the_file_is_refused_with_its_size(
    client: Client, url: str, asked: str
) -> None:
    response = client.get(url, HTTP_RANGE=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=a-b"])
def test_what_is_no_single_range_brings_the_whole_file(
    client: Client, url: str, asked: str
) -> None:
    response = client.get(url, HTTP_RANGE=asked)
    assert response.status_code == 200
    assert body(response) == DATA


def test_the_rest_comes_only_while_the_file_is_the_same(client: Client, url: str) -> None:
    whole = client.get(url)
    for same in (whole["ETag"], whole["Last-Modified"]):
        assert client.get(url, HTTP_RANGE="bytes=5-", HTTP_IF_RANGE=same).status_code == 206
    for other in ('"another"', "Sat, 01 Jan 2000 00:00:00 GMT", 'W/"weak"'):
        assert client.get(url, HTTP_RANGE="bytes=5-", HTTP_IF_RANGE=other).status_code == 200


def test_a_look_at_the_head_sends_nothing_and_counts_nothing(
    client: Client, url: str, export: Export
) -> None:
    response = client.head(url)
    assert response["Content-Length"] == str(len(DATA))
    assert response.content == b"" if hasattr(response, "content") else True
    body(client.get(url, HTTP_RANGE="bytes=5-"))
    export.refresh_from_db()
    assert export.download_count == 0
    body(client.get(url))
    export.refresh_from_db()
    assert export.download_count == 1
    assert export.downloaded_at is not None


def test_a_server_in_front_sends_the_file_itself(
    client: Client, url: str, export: Export, settings: object
) -> None:
    settings.SENDFILE = "x-accel"  # type: ignore[attr-defined]
    response = client.get(url, HTTP_RANGE="bytes=5-")
    assert response.status_code == 200
    assert response["X-Accel-Redirect"] == f"/protected-media/{export.file.name}"


def test_a_file_that_is_gone_is_not_found(client: Client, url: str, export: Export) -> None:
    export.file.storage.delete(str(export.file.name))
    assert client.get(url).status_code == 404
