"""The history of a page in the editor: snapshots, their differences, and before what they come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from apps.documents.models import Line, LineTranscription, Part, Snapshot, TranscriptionLayer
from apps.users.models import User
from tests import factories

Call = Callable[..., Any]


@pytest.fixture
def lines(part: Part, layer: TranscriptionLayer) -> list[Line]:
    rows = [factories.LineFactory(part=part, order=order) for order in range(3)]
    for row, text in zip(rows, ("one", "two", "three"), strict=True):
        factories.LineTranscriptionFactory(line=row, layer=layer, text=text)
    return rows


@pytest.fixture
def call(api_of: Callable[[User], APIClient], alice: User, part: Part) -> Call:
    """Call an address under the page's snapshots."""

    def send(method: str, path: str = "", body: Any = None, user: User = alice) -> Any:
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/snapshots/{path}"
        return getattr(api_of(user), method)(url, body, format="json")

    return send


@pytest.fixture
def change(api_of: Callable[[User], APIClient], alice: User, part: Part) -> Call:
    def send(**change: Any) -> Any:
        revision = Part.objects.get(pk=part.pk).revision
        body = {"id": str(uuid4()), "base_revision": revision, "reason": "edit"} | change
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/changes/"
        return api_of(alice).post(url, body, format="json")

    return send


def test_a_snapshot_is_taken_and_listed(call: Call, lines: list[Line], vera: User) -> None:
    made = call("post", body={"reason": " Before the second reading "})
    assert made.status_code == 201
    [row] = call("get", user=vera).json()["snapshots"]
    assert row == made.json()
    assert (row["reason"], row["user"]) == ("Before the second reading", "alice")
    assert (row["lines"], row["regions"], row["texts"]) == (3, 0, 3)
    assert call("post", body={"reason": " "}).status_code == 400
    assert call("post", body={"reason": "x"}, user=vera).status_code == 404


def test_older_ones_come_on_request(call: Call, part: Part, alice: User) -> None:
    ids = [call("post", body={"reason": str(number)}).json()["id"] for number in range(3)]
    older = call("get", f"?before={ids[2]}").json()["snapshots"]
    assert [row["id"] for row in older] == [ids[1], ids[0]]


def test_the_list_never_reads_contents(call: Call, lines: list[Line]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            call("get")
        assert not any('"content"' in query["sql"] for query in caught)
        return len(caught)

    call("post", body={"reason": "one"})
    before = queries()
    for _ in range(4):
        call("post", body={"reason": "more"})
    assert queries() == before


def test_the_difference_to_now(
    call: Call, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    region = factories.RegionFactory(part=part)
    pk = call("post", body={"reason": "Before"}).json()["id"]
    first, second, third = lines
    Line.objects.filter(pk=first.pk).update(baseline=[[5, 5], [90, 9]], order=2)
    Line.objects.filter(pk=third.pk).update(order=0)
    LineTranscription.objects.filter(line=first).update(text="once")
    second.delete()
    region.delete()
    new = factories.LineFactory(part=part, order=3)
    factories.LineTranscriptionFactory(line=new, layer=layer, text="new")
    found = call("get", f"{pk}/").json()
    difference = found["difference"]
    assert difference["lines"] == {
        "added": [str(new.uid)],
        "removed": [str(second.uid)],
        "moved": [str(first.uid)],
    }
    assert difference["regions"]["removed"] == [str(region.uid)]
    assert difference["order"] is True
    texts = [(row["number"], row["before"], row["after"]) for row in difference["texts"]]
    assert texts == [(2, "two", ""), (3, "one", "once"), (4, "", "new")]
    assert difference["texts"][0]["layer_name"] == "manual"
    assert [line["uid"] for line in found["shapes"]["lines"]] == [str(row.uid) for row in lines]
    assert found["shapes"]["regions"][0]["polygon"] == region.polygon
    assert found["layers"] == [{"id": layer.pk, "name": "manual"}]
    assert [row["text"] for row in found["texts"]] == ["one", "two", "three"]


def test_the_difference_costs_the_same_on_every_page(
    call: Call, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    def queries() -> int:
        pk = call("post", body={"reason": "Before"}).json()["id"]
        with CaptureQueriesContext(connection) as caught:
            assert call("get", f"{pk}/").status_code == 200
        return len(caught)

    before = queries()
    for order in range(3, 9):
        line = factories.LineFactory(part=part, order=order)
        factories.LineTranscriptionFactory(line=line, layer=layer, text="more")
    assert queries() == before


def test_restoring_keeps_what_was_there_before(
    call: Call, part: Part, lines: list[Line], vera: User, charlie: User
) -> None:
    pk = call("post", body={"reason": "Before"}).json()["id"]
    lines[0].delete()
    assert call("post", f"{pk}/restore/", user=vera).status_code == 404
    assert call("get", f"{pk}/", user=charlie).status_code == 404
    answer = call("post", f"{pk}/restore/").json()
    part.refresh_from_db()
    assert (part.lines.count(), answer["revision"]) == (3, part.revision)
    assert Snapshot.objects.get(pk=answer["snapshot"]).line_count == 2
    assert call("get", f"{pk}/").json()["difference"]["texts"] == []


def test_a_snapshot_of_another_page_is_not_found(call: Call, part: Part, alice: User) -> None:
    other = factories.PartFactory(document=part.document)
    snapshot = Snapshot.objects.create(
        part=other, user=alice, reason="x", revision=0, line_count=0, content={}
    )
    assert call("get", f"{snapshot.pk}/").status_code == 404


@pytest.fixture
def many(part: Part) -> list[Line]:
    return [factories.LineFactory(part=part, order=order) for order in range(25)]


def test_deleting_many_is_in_the_history(change: Call, part: Part, many: list[Line]) -> None:
    assert change(deleted={"lines": [str(row.uid) for row in many[:11]]}).status_code == 200
    [snapshot] = part.snapshots.all()
    assert (snapshot.reason, snapshot.line_count) == ("Before 11 lines were deleted", 25)


def test_changing_many_is_in_the_history(
    change: Call, part: Part, many: list[Line], layer: TranscriptionLayer
) -> None:
    moved = [{"uid": str(row.uid), "baseline": [[1, 1], [50, 2]]} for row in many]
    assert change(updated={"lines": moved}).status_code == 200
    assert [row.reason for row in part.snapshots.all()] == ["Before 25 lines were changed"]
    Snapshot.objects.all().delete()
    texts = [
        {"line": str(row.uid), "layer": layer.pk, "text": "a", "base_version": 0} for row in many
    ]
    assert change(texts=texts).status_code == 200
    assert [row.reason for row in part.snapshots.all()] == ["Before 25 texts were changed at once"]


def test_few_changes_and_undo_take_no_snapshot(change: Call, part: Part, many: list[Line]) -> None:
    assert change(deleted={"lines": [str(many[0].uid)]}).status_code == 200
    gone = [str(row.uid) for row in many[1:20]]
    assert change(deleted={"lines": gone}, reason="undo").status_code == 200
    assert not part.snapshots.exists()


def test_batches_soon_after_each_other_take_one_snapshot(
    change: Call, part: Part, many: list[Line]
) -> None:
    moved = [{"uid": str(row.uid), "baseline": [[1, 1], [50, 2]]} for row in many]
    for _ in range(3):
        assert change(updated={"lines": moved}).status_code == 200
    assert part.snapshots.count() == 1
    part.snapshots.update(created_at=timezone.now() - timedelta(minutes=6))
    assert change(updated={"lines": moved}).status_code == 200
    assert part.snapshots.count() == 2


def test_a_refused_batch_leaves_no_snapshot(change: Call, part: Part, many: list[Line]) -> None:
    gone = [str(row.uid) for row in many]
    assert change(base_revision=99, deleted={"lines": gone}).status_code == 409
    assert not part.snapshots.exists()
