"""The outbox through the REST API."""

from datetime import UTC, datetime
from typing import Any

from apps.events.models import Event
from apps.events.services import document_topic, emit, user_topic
from apps.users.models import User

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_tab_starts_at_the_cursor_and_is_told_what_is_new(
    api_of: Any, document: Any, alice: User
) -> None:
    api, address = api_of(alice), f"/api/documents/{document.pk}/events/"
    emit(topic=document_topic(document.pk), kind="part.ready", payload={"part": 1})
    Event.objects.update(created_at=LONG_AGO)
    start = api.get(address).json()
    assert start["events"] == [] and start["cursor"] > 0
    emit(topic=document_topic(document.pk), kind="part.layout", payload={"part": 1})
    emit(topic=user_topic(alice.pk), kind="job", payload={"id": 5})
    emit(topic=document_topic(document.pk + 1), kind="part.layout", payload={"part": 2})
    answer = api.get(address, {"since": start["cursor"]}).json()
    assert [event["kind"] for event in answer["events"]] == ["part.layout", "job"]
    assert answer["events"][0]["data"] == {"part": 1}
    Event.objects.update(created_at=LONG_AGO)
    again = api.get(address, {"since": answer["cursor"]}).json()
    assert again["cursor"] == answer["events"][-1]["id"]
    assert api.get(address, {"since": again["cursor"]}).json()["events"] == []


def test_an_event_whose_transaction_ended_late_is_told_too(
    api_of: Any, document: Any, alice: User
) -> None:
    api, address = api_of(alice), f"/api/documents/{document.pk}/events/"
    topic = document_topic(document.pk)
    emit(topic=topic, kind="late", payload={})
    late_id = Event.objects.get().pk
    emit(topic=topic, kind="early", payload={})
    Event.objects.filter(pk=late_id).delete()  # not yet committed, as others see it
    cursor = api.get(address, {"since": 0}).json()["cursor"]
    Event.objects.create(pk=late_id, topic=topic, kind="late", payload={})
    kinds = [row["kind"] for row in api.get(address, {"since": cursor}).json()["events"]]
    assert kinds == ["late", "early"]


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
