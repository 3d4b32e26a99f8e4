"""The strip of pages: in order, a stretch at a time, and only for people who may see them."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Document
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def pages(document: Document) -> list[Any]:
    return [factories.PartFactory(document=document, order=place) for place in range(30)]


def _film(api: APIClient, document: Document, query: str = "") -> Any:
    return api.get(f"/api/documents/{document.pk}/film/{query}")


def test_gives_a_stretch_in_order(
    api_of: ApiOf, vera: User, document: Document, pages: list[Any]
) -> None:
    answer = _film(api_of(vera), document, "?start=10&count=5").json()
    assert answer["count"] == 30
    assert [frame["id"] for frame in answer["frames"]] == [page.pk for page in pages[10:15]]
    assert answer["frames"][0]["status"] == "todo"
    assert _film(api_of(vera), document, "?start=40").json()["frames"] == []


def test_refuses_what_is_no_stretch(api_of: ApiOf, vera: User, document: Document) -> None:
    for query in ("?start=-1", "?count=0", "?count=101", "?start=x"):
        assert _film(api_of(vera), document, query).status_code == 400


def test_is_hidden_from_strangers(api_of: ApiOf, charlie: User, document: Document) -> None:
    assert _film(api_of(charlie), document).status_code == 404


def test_needs_as_many_queries_for_many_pages(
    api_of: ApiOf,
    vera: User,
    document: Document,
    pages: list[Any],
    django_assert_num_queries: Any,
) -> None:
    api = api_of(vera)
    with django_assert_num_queries(3):
        _film(api, document, "?count=100")


def test_the_editor_starts_with_the_pages_around(
    client: Any, vera: User, document: Document, pages: list[Any]
) -> None:
    client.force_login(vera)
    page = client.get(f"/document/{document.pk}/part/{pages[25].pk}/edit/")
    film = page.context["bootstrap"]["filmstrip"]
    assert film["count"] == 30
    assert film["start"] == 5
    assert [frame["id"] for frame in film["frames"]] == [row.pk for row in pages[5:]]
