"""How far pages are and who works on them: over REST, in dialogs, and as filters."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.documents.models import Document, Part
from apps.events.models import Event
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]
Browser = Callable[[User | None], Client]


def one(part: Part) -> str:
    return f"/api/documents/{part.document_id}/parts/{part.pk}/"


def test_an_editor_sets_status_and_assignee(part: Part, bob: User, vera: User, api_of: Api) -> None:
    answer = api_of(bob).patch(one(part), {"status": "to_review", "assignee": vera.pk})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["assignee"]) == ("to_review", vera.pk)
    assert body["assignee_name"] == "vera"
    part.refresh_from_db()
    assert (part.status, part.assignee) == ("to_review", vera)
    event = Event.objects.get(kind="part.changed")
    assert event.payload["part"] == part.pk
    assert event.payload["status"] == "to_review"
    assert event.payload["assignee_name"] == "vera"
    body = {"assignee": None, "name": "f. 1r"}
    assert api_of(bob).patch(one(part), body, format="json").status_code == 200
    event = Event.objects.filter(kind="part.changed").latest("pk")
    assert (event.payload["title"], event.payload["assignee"]) == ("f. 1r", None)
    part.refresh_from_db()
    assert part.assignee is None


@pytest.mark.parametrize(
    "body", [{"status": "perfect"}, {"assignee": "bob"}, {"assignee": 999_999}]
)
def test_nonsense_is_refused(part: Part, bob: User, api_of: Api, body: dict[str, Any]) -> None:
    answer = api_of(bob).patch(one(part), body, format="json")
    assert answer.status_code == 400
    assert set(answer.json()) == set(body)
    part.refresh_from_db()
    assert (part.status, part.assignee) == ("todo", None)


def test_pages_are_given_only_to_people_who_see_the_document(
    part: Part, bob: User, charlie: User, api_of: Api
) -> None:
    answer = api_of(bob).patch(one(part), {"assignee": charlie.pk})
    assert answer.status_code == 400
    factories.DocumentMembershipFactory(document=part.document, user=charlie, role="viewer")
    assert api_of(bob).patch(one(part), {"assignee": charlie.pk}).status_code == 200


def test_viewers_and_strangers_change_nothing(
    part: Part, vera: User, charlie: User, api_of: Api
) -> None:
    for person in (vera, charlie):
        assert api_of(person).patch(one(part), {"status": "done"}).status_code == 404
    part.refresh_from_db()
    assert part.status == "todo"


def test_the_people_of_a_document_are_those_who_may_see_it(
    document: Document, alice: User, bob: User, vera: User, charlie: User, api_of: Api
) -> None:
    team = factories.TeamFactory(owner=factories.UserFactory(username="tina"))
    team.members.add(factories.UserFactory(username="tom"))
    factories.MembershipFactory(project=document.project, user=None, team=team, role="viewer")
    part = factories.PartFactory(document=document, assignee=bob, comments="Torn")
    metadata = factories.PartMetadataFactory(part=part)
    kind = factories.PartTypeFactory(document=document)
    details = api_of(bob).get(f"{one(part)}details/").json()
    assert [person["name"] for person in details["people"]] == [
        "alice", "bob", "tina", "tom", "vera",
    ]  # fmt: skip
    assert details["part"]["assignee_name"] == "bob"
    assert details["part"]["comments"] == "Torn"
    assert [row["pk"] for row in details["metadata"]] == [metadata.pk]
    assert details["types"] == [{"id": kind.pk, "name": kind.name}]
    assert api_of(vera).get(f"{one(part)}details/").json()["people"] == []
    assert api_of(charlie).get(f"{one(part)}details/").status_code == 404


def test_the_list_is_filtered(document: Document, bob: User, vera: User, api_of: Api) -> None:
    rows = [
        factories.PartFactory(document=document, status=status, assignee=person)
        for status, person in (("todo", None), ("done", bob), ("to_review", bob), ("done", vera))
    ]
    ids = [row.pk for row in rows]

    def found(query: str) -> list[int]:
        answer = api_of(bob).get(f"/api/documents/{document.pk}/parts/?{query}").json()
        return [row["pk"] for row in answer["results"]]

    assert found("status=done") == [ids[1], ids[3]]
    assert found("status=done,to_review&assignee=mine") == ids[1:3]
    assert found(f"assignee={vera.pk}") == [ids[3]]
    assert found("assignee=none") == [ids[0]]
    part_ids = f"/api/documents/{document.pk}/part_ids/?status=done&assignee=mine"
    assert api_of(bob).get(part_ids).json() == [ids[1]]


def test_the_images_page_filters_and_counts(
    document: Document, bob: User, vera: User, client_of: Browser
) -> None:
    factories.PartFactory(document=document, name="first", status="done", assignee=bob)
    factories.PartFactory(document=document, name="second", assignee=vera)
    browser, url = client_of(bob), f"/document/{document.pk}/images/"
    everything = browser.get(url).content.decode()
    for words in ("Done", "Assigned to bob", "Mine (1)", "Nobody's (0)", "vera (1)"):
        assert words in everything
    done = browser.get(f"{url}?status=done").content.decode()
    assert "first" in done and "second" not in done
    mine = browser.get(f"{url}?assignee=mine").content.decode()
    assert "first" in mine and "second" not in mine
    none = browser.get(f"{url}?assignee=none").content.decode()
    assert "No page is like this" in none
    assert browser.get(f"{url}?status=x&assignee=y").status_code == 200


def test_many_pages_are_planned_at_once(
    document: Document, bob: User, vera: User, client_of: Browser
) -> None:
    parts = [factories.PartFactory(document=document) for _ in range(3)]
    other = factories.PartFactory(document=document)
    url = f"/document/{document.pk}/images/plan/?selection={parts[0].pk}-{parts[-1].pk}"
    page = client_of(bob).get(url).content.decode()
    assert "Status of 3 pages" in page
    assert "Leave as it is" in page
    answer = client_of(bob).post(url, {"status": "in_progress", "assignee": str(vera.pk)})
    assert answer.status_code == 204
    for part in parts:
        part.refresh_from_db()
        assert (part.status, part.assignee) == ("in_progress", vera)
    other.refresh_from_db()
    assert other.status == "todo"
    client_of(bob).post(url, {"status": "", "assignee": "nobody"})
    parts[0].refresh_from_db()
    assert (parts[0].status, parts[0].assignee) == ("in_progress", None)
    assert Event.objects.filter(kind="part.changed").count() == 2
    assert client_of(vera).post(url, {"status": "done"}).status_code == 404


def test_a_stranger_is_no_choice_in_the_dialog(
    part: Part, bob: User, charlie: User, client_of: Browser
) -> None:
    url = f"/document/{part.document_id}/images/plan/?selection=all"
    assert client_of(bob).post(url, {"assignee": str(charlie.pk)}).status_code == 422
    part.refresh_from_db()
    assert part.assignee is None


def test_a_list_of_pages_asks_as_often_as_one_page(
    document: Document, bob: User, api_of: Api, django_assert_num_queries: Any
) -> None:
    url, api = f"/api/documents/{document.pk}/parts/", api_of(bob)
    factories.PartFactory(document=document, assignee=bob)
    with django_assert_num_queries(4):
        api.get(url)
    for _ in range(3):
        factories.PartFactory(document=document, assignee=bob)
    with django_assert_num_queries(4):
        api.get(url)
