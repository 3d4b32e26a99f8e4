"""The outbox through the REST API."""

from typing import Any

from apps.events.services import document_topic, emit, user_topic
from apps.users.models import User


def test_a_tab_starts_at_the_cursor_and_is_told_what_is_new(
    api_of: Any, document: Any, alice: User
) -> None:
    api, address = api_of(alice), f"/api/documents/{document.pk}/events/"
    emit(topic=document_topic(document.pk), kind="part.ready", payload={"part": 1})
    start = api.get(address).json()
    assert start["events"] == [] and start["cursor"] > 0
    emit(topic=document_topic(document.pk), kind="part.layout", payload={"part": 1})
    emit(topic=user_topic(alice.pk), kind="job", payload={"id": 5})
    emit(topic=document_topic(document.pk + 1), kind="part.layout", payload={"part": 2})
    answer = api.get(address, {"since": start["cursor"]}).json()
    assert [event["kind"] for event in answer["events"]] == ["part.layout", "job"]
    assert answer["cursor"] == answer["events"][-1]["id"]
    assert answer["events"][0]["data"] == {"part": 1}
    assert api.get(address, {"since": answer["cursor"]}).json()["events"] == []


def test_ones_own_events_are_nobody_elses(api_of: Any, alice: User, bob: User) -> None:
    emit(topic=user_topic(alice.pk), kind="job", payload={"id": 5})
    assert len(api_of(alice).get("/api/events/?since=0").json()["events"]) == 1
    assert api_of(bob).get("/api/events/?since=0").json()["events"] == []


def test_a_bad_cursor_and_a_strangers_document_are_refused(
    api_of: Any, document: Any, alice: User, charlie: User
) -> None:
    address = f"/api/documents/{document.pk}/events/"
    assert api_of(alice).get(address, {"since": "yesterday"}).status_code == 400
    assert api_of(charlie).get(address).status_code == 404
