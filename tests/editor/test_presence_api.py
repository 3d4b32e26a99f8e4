"""Who is on a page together with me."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import Line, Part
from apps.editor import presence
from apps.events.services import document_topic, emit
from apps.users.models import User
from tests import factories

Tell = Callable[..., Any]


@pytest.fixture
def tell(api_of: Callable[[User | None], APIClient], part: Part) -> Tell:
    """Say from a person's tab what is open in it; the answer."""

    def post(user: User | None, tab: object, **sign: Any) -> Any:
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/presence/"
        return api_of(user).post(url, {"tab": tab, "line": None} | sign, format="json")

    return post


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["people"]]


def test_two_people_see_each_other_and_the_line(
    tell: Tell, alice: User, vera: User, line: Line
) -> None:
    mine, hers = str(uuid4()), str(uuid4())
    assert names(tell(alice, mine, line=str(line.uid))) == []
    seen = tell(vera, hers).json()["people"]
    assert seen == [
        {"tab": mine, "user": alice.pk, "name": "alice", "line": str(line.uid), "typing": False}
    ]
    assert names(tell(alice, mine)) == ["vera"]
    tell(alice, mine, line=str(line.uid), typing=True)
    assert tell(vera, hers).json()["people"][0]["typing"] is True


def test_a_person_with_two_tabs_counts_once_with_the_line_that_is_open(
    tell: Tell, alice: User, bob: User, line: Line
) -> None:
    working, idle = str(uuid4()), str(uuid4())
    tell(alice, working, line=str(line.uid))
    assert names(tell(alice, idle)) == []
    (seen,) = tell(bob, str(uuid4())).json()["people"]
    assert (seen["tab"], seen["line"]) == (working, str(line.uid))


def test_who_leaves_is_gone_at_once(tell: Tell, alice: User, bob: User) -> None:
    mine, his = str(uuid4()), str(uuid4())
    tell(alice, mine)
    assert names(tell(bob, his)) == ["alice"]
    tell(alice, mine, leaving=True)
    assert names(tell(bob, his)) == []
    tell(alice, mine)
    assert names(tell(bob, his)) == ["alice"]


def test_who_is_silent_is_forgotten(
    tell: Tell, alice: User, bob: User, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "EXPIRY", 0)
    tell(alice, str(uuid4()))
    assert names(tell(bob, str(uuid4()))) == []
    assert len(cache.get(f"presence:{part.pk}")) == 1


def test_pages_are_apart(tell: Tell, alice: User, bob: User, part: Part, api_of: Any) -> None:
    tell(alice, str(uuid4()))
    other = factories.PartFactory(document=part.document)
    url = f"/api/documents/{part.document_id}/parts/{other.pk}/presence/"
    assert names(api_of(bob).post(url, {"tab": str(uuid4()), "line": None}, format="json")) == []


def test_it_tells_that_something_happened(tell: Tell, alice: User, part: Part) -> None:
    before = tell(alice, str(uuid4())).json()["latest"]
    emit(topic=document_topic(part.document_id), kind="part.layout", payload={"part": part.pk})
    assert tell(alice, str(uuid4())).json()["latest"] > before


def test_many_people_cost_no_more_queries(tell: Tell, alice: User, bob: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert tell(bob, str(uuid4())).status_code == 200
        return len(seen)

    alone = queries()
    for _ in range(20):
        tell(alice, str(uuid4()))
    assert queries() == alone <= 3


@pytest.mark.parametrize(
    ("tab", "line"), [("x", None), (None, None), ("7d9a4c52-0a4b-4b8e-9a51-2f7c34a3c9f1", 3)]
)
def test_nonsense_is_refused(tell: Tell, alice: User, tab: object, line: object) -> None:
    response = tell(alice, tab, line=line)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_strangers_learn_nothing(tell: Tell, alice: User, charlie: User) -> None:
    tell(alice, str(uuid4()))
    assert tell(charlie, str(uuid4())).status_code == 404
    assert tell(None, str(uuid4())).status_code in (401, 403)
