"""Image files go to those who may see the page, and to nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from apps.documents.models import Part
from apps.images.models import PageImage
from apps.users.models import User

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


def addresses(part: Part) -> list[str]:
    image = part.image
    return [image.thumbnail_url, image.view_url, image.original_url]


def test_a_viewer_gets_every_kind_with_its_own_type(
    part: Part, vera: User, client_of: Browser
) -> None:
    for address, kind in zip(
        addresses(part), ("image/jpeg", "image/jpeg", "image/png"), strict=True
    ):
        answer = client_of(vera).get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert b"".join(answer.streaming_content)[:4] in (b"\xff\xd8\xff\xe0", b"\x89PNG")


def test_strangers_and_visitors_get_nothing(part: Part, charlie: User, client_of: Browser) -> None:
    for address in addresses(part):
        assert client_of(charlie).get(address).status_code == 404
        assert client_of(None).get(address).status_code == 401


def test_a_script_gets_it_by_its_token(part: Part, vera: User, client: Client) -> None:
    key = Token.objects.create(user=vera).key
    answer = client.get(part.image.original_url, HTTP_AUTHORIZATION=f"Token {key}")
    assert answer.status_code == 200


def test_a_browser_that_has_it_already_is_told_so(
    part: Part, alice: User, client_of: Browser
) -> None:
    browser = client_of(alice)
    etag = browser.get(part.image.view_url).headers["ETag"]
    answer = browser.get(part.image.view_url, HTTP_IF_NONE_MATCH=etag)
    assert answer.status_code == 304
    assert answer.headers["ETag"] == etag


def test_the_front_server_sends_the_file_where_it_is_told_to(
    part: Part, alice: User, client_of: Browser, settings: Any
) -> None:
    settings.SENDFILE = "x-accel"
    answer = client_of(alice).get(part.image.view_url)
    assert answer.content == b""
    assert answer.headers["X-Accel-Redirect"] == f"/protected-media/{part.image.view.name}"
    assert answer.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "rest", ["view/{id}/..%2f..%2fdb.sqlite3", "secret/{id}/a.jpg", "view/x/a.jpg", "view/{id}/"]
)
def test_no_other_file_can_be_named(part: Part, alice: User, client_of: Browser, rest: str) -> None:
    address = "/media/" + rest.format(id=part.image_id)
    answer = client_of(alice).get(address)
    assert answer.status_code == 404 or answer.headers["Content-Type"] == "image/jpeg"


def test_what_is_not_ready_or_gone_is_not_found(
    part: Part, alice: User, client_of: Browser
) -> None:
    address = part.image.view_url
    part.image.view.storage.delete(part.image.view.name)
    assert client_of(alice).get(address).status_code == 404
    PageImage.objects.update(view="")
    assert client_of(alice).get(address).status_code == 404
