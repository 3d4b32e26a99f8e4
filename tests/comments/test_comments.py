"""Comments: on a line, a region, a page; answers; who may; what happens when the line goes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.comments.models import Comment
from apps.documents.models import Line, Part, TranscriptionLayer
from apps.events.models import Event
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]


def url(part: Part, rest: str = "") -> str:
    return f"/api/documents/{part.document_id}/parts/{part.pk}/comments/{rest}"


def say(api: APIClient, part: Part, text: str = "Long s?", **place: Any) -> dict[str, Any]:
    answer = api.post(url(part), {"text": text, **place}, format="json")
    assert answer.status_code == 201, answer.json()
    thread: dict[str, Any] = answer.json()
    return thread


def test_a_comment_on_a_line_keeps_its_words(
    line: Line, layer: TranscriptionLayer, bob: User, vera: User, api_of: Api
) -> None:
    other = factories.TranscriptionLayerFactory(document=layer.document, name="model")
    factories.LineTranscriptionFactory(line=line, layer=layer, text="Dear ſister")
    factories.LineTranscriptionFactory(line=line, layer=other, text="Dear fifter")
    thread = say(api_of(bob), line.part, line=str(line.uid), layer=layer.pk)
    assert thread["quote"] == "Dear ſister"
    assert (thread["line"], thread["line_number"], thread["region"]) == (str(line.uid), 1, None)
    assert (thread["author"], thread["mine"], thread["text"]) == ("bob", True, "Long s?")
    [read] = api_of(vera).get(url(line.part)).json()
    assert read == thread | {"mine": False}
    event = Event.objects.get(kind="comment")
    assert event.payload == {"part": line.part_id, "comment": thread["id"], "user": "bob"}


def test_comments_on_a_region_and_on_the_page(part: Part, bob: User, api_of: Api) -> None:
    region = factories.RegionFactory(part=part)
    api = api_of(bob)
    assert say(api, part, region=str(region.uid))["region"] == str(region.uid)
    page = say(api, part)
    assert (page["line"], page["region"], page["quote"]) == (None, None, "")


def test_a_comment_outlives_its_line_and_finds_it_again(
    line: Line, layer: TranscriptionLayer, bob: User, api_of: Api
) -> None:
    factories.LineTranscriptionFactory(line=line, layer=layer, text="Dear ſister")
    part, uid = line.part, line.uid
    say(api_of(bob), part, line=str(uid))
    line.delete()
    [thread] = api_of(bob).get(url(part)).json()
    assert (thread["line_number"], thread["quote"]) == (None, "Dear ſister")
    factories.LineFactory(part=part, uid=uid, order=4)
    [thread] = api_of(bob).get(url(part)).json()
    assert thread["line_number"] == 5


def test_people_answer_resolve_and_open_again(
    part: Part, alice: User, bob: User, api_of: Api
) -> None:
    thread = say(api_of(bob), part)
    answered = say(api_of(alice), part, "Yes, see line 3", thread=thread["id"])
    assert answered["id"] == thread["id"]
    assert [reply["text"] for reply in answered["replies"]] == ["Yes, see line 3"]
    nested = say(api_of(bob), part, "Thanks", thread=answered["replies"][0]["id"])
    assert [reply["author"] for reply in nested["replies"]] == ["alice", "bob"]
    one = url(part, f"{thread['id']}/")
    resolved = api_of(alice).patch(one, {"resolved": True}, format="json").json()
    assert resolved["resolved_by"] == "alice" and resolved["resolved_at"]
    opened = api_of(bob).patch(one, {"resolved": False}, format="json").json()
    assert (opened["resolved_by"], opened["resolved_at"]) == (None, None)
    reply_url = url(part, f"{answered['replies'][0]['id']}/")
    refused = api_of(bob).patch(reply_url, {"resolved": True}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "no_thread")


def test_only_authors_change_their_words(part: Part, alice: User, bob: User, api_of: Api) -> None:
    one = url(part, f"{say(api_of(bob), part)['id']}/")
    refused = api_of(alice).patch(one, {"text": "No"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "not_yours")
    changed = api_of(bob).patch(one, {"text": " A long s! "}, format="json").json()
    assert changed["text"] == "A long s!" and changed["edited_at"]


def test_authors_and_managers_delete(
    part: Part, project: Any, alice: User, bob: User, api_of: Api
) -> None:
    eve = factories.UserFactory(username="eve")
    factories.MembershipFactory(project=project, user=eve, role="editor")
    one = url(part, f"{say(api_of(bob), part)['id']}/")
    assert api_of(eve).delete(one).status_code == 404
    assert api_of(bob).delete(one).status_code == 204
    two = url(part, f"{say(api_of(bob), part)['id']}/")
    assert api_of(alice).delete(two).status_code == 204
    assert not Comment.objects.exists()


def test_a_deleted_comment_with_answers_leaves_its_place(
    part: Part, alice: User, bob: User, api_of: Api
) -> None:
    thread = say(api_of(bob), part, "secret words")
    reply = say(api_of(alice), part, "Indeed", thread=thread["id"])["replies"][0]
    api_of(bob).delete(url(part, f"{thread['id']}/"))
    [left] = api_of(alice).get(url(part)).json()
    assert (left["text"], left["is_deleted"]) == ("", True)
    edited = api_of(bob).patch(url(part, f"{thread['id']}/"), {"text": "x"}, format="json")
    assert edited.status_code == 400
    api_of(alice).delete(url(part, f"{reply['id']}/"))
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"text": "   "},
        {"text": "x" * 10_001},
        {},
        {"text": "x", "line": str(uuid4())},
        {"text": "x", "region": str(uuid4())},
        {"text": "x", "line": "no uid"},
    ],
)
def test_nonsense_is_refused(part: Part, bob: User, api_of: Api, body: dict[str, Any]) -> None:
    assert api_of(bob).post(url(part), body, format="json").status_code == 400
    assert not Comment.objects.exists()


def test_comments_of_other_pages_are_not_here(part: Part, bob: User, api_of: Api) -> None:
    other = factories.PartFactory(document=part.document)
    thread = say(api_of(bob), other)
    assert api_of(bob).get(url(part)).json() == []
    assert api_of(bob).delete(url(part, f"{thread['id']}/")).status_code == 404
    body = {"text": "x", "thread": thread["id"]}
    assert api_of(bob).post(url(part), body, format="json").status_code == 404


def test_viewers_read_and_strangers_do_not(
    part: Part, bob: User, vera: User, charlie: User, api_of: Api
) -> None:
    thread = say(api_of(bob), part)
    assert len(api_of(vera).get(url(part)).json()) == 1
    assert api_of(vera).post(url(part), {"text": "x"}).status_code == 404
    one = url(part, f"{thread['id']}/")
    assert api_of(vera).patch(one, {"resolved": True}, format="json").status_code == 404
    assert api_of(charlie).get(url(part)).status_code == 404
    everything = f"/api/documents/{part.document_id}/comments/"
    assert api_of(charlie).get(everything).status_code == 404


def test_the_document_lists_what_waits_for_an_answer(
    part: Part, bob: User, vera: User, api_of: Api, client_of: Callable[[User | None], Client]
) -> None:
    first, second = say(api_of(bob), part, "first"), say(api_of(bob), part, "second")
    api_of(bob).patch(url(part, f"{first['id']}/"), {"resolved": True}, format="json")
    everything = f"/api/documents/{part.document_id}/comments/"

    def found(state: str) -> list[str]:
        answer = api_of(vera).get(f"{everything}?state={state}").json()
        return [row["text"] for row in answer["results"]]

    assert [found("unresolved"), found("resolved"), found("all"), found("x")] == [
        ["second"], ["first"], ["second", "first"], ["second"],
    ]  # fmt: skip
    page = client_of(vera).get(f"/document/{part.document_id}/comments/").content.decode()
    assert "second" in page and "first" not in page
    assert f"/part/{part.pk}/edit/?sheet=comments" in page
    editor = api_of(vera).get(f"/api/documents/{part.document_id}/parts/{part.pk}/comments/")
    assert [row["id"] for row in editor.json()] == [first["id"], second["id"]]


def test_a_card_counts_what_waits(
    part: Part, bob: User, api_of: Api, client_of: Callable[[User | None], Client]
) -> None:
    say(api_of(bob), part)
    say(api_of(bob), part, "another", thread=Comment.objects.get().pk)
    page = client_of(bob).get(f"/document/{part.document_id}/images/").content.decode()
    assert "1 unresolved comment" in page


def test_many_threads_take_as_many_queries_as_one(
    line: Line, bob: User, api_of: Api, django_assert_num_queries: Any
) -> None:
    api, part = api_of(bob), line.part
    say(api, part, line=str(line.uid))
    with django_assert_num_queries(3):
        api.get(url(part))
    for number in range(4):
        thread = say(api, part, f"{number}", line=str(line.uid))
        say(api, part, "answer", thread=thread["id"])
    with django_assert_num_queries(3):
        api.get(url(part))
