"""Every write of the editor, through its one address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.documents.models import (
    AppliedChange,
    DeletedElement,
    LayerProgress,
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionLayer,
)
from apps.documents.models.transcription import TextSource
from apps.documents.tasks import prune_applied_changes
from apps.events.models import Event
from apps.jobs.models import Job
from apps.users.models import User
from tests import factories

SQUARE = [[20, 20], [380, 20], [380, 280], [20, 280]]
Send = Callable[..., Any]


@pytest.fixture
def send(api_of: Callable[[User], APIClient], alice: User, part: Part) -> Send:
    """Post a change set that is made from the page's present revision."""

    def post(user: User = alice, **change: Any) -> Any:
        revision = Part.objects.get(pk=part.pk).revision
        if "whose" in change:
            change["user"] = change.pop("whose")
        body = {"id": str(uuid4()), "base_revision": revision, "reason": "edit"} | change
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/changes/"
        return api_of(user).post(url, body, format="json")

    return post


@pytest.fixture
def lines(part: Part, layer: TranscriptionLayer) -> list[Line]:
    rows = [factories.LineFactory(part=part) for _ in range(3)]
    for row, text in zip(rows, ("one", "two", "three"), strict=True):
        factories.LineTranscriptionFactory(line=row, layer=layer, text=text)
    return rows


def texts_of(part: Part) -> list[str]:
    rows = LineTranscription.objects.filter(line__part=part).order_by("line__order")
    return list(rows.values_list("text", flat=True))


def text(line: Line | str, layer: TranscriptionLayer, words: str, base: int) -> dict[str, Any]:
    uid = line if isinstance(line, str) else str(line.uid)
    return {"line": uid, "layer": layer.pk, "text": words, "base_version": base}


def test_work_of_somebody_else_is_not_sent_under_my_name(
    send: Send, part: Part, alice: User, bob: User, lines: list[Line], layer: TranscriptionLayer
) -> None:
    words = text(lines[0], layer, "typed by alice", 1)
    response = send(user=bob, texts=[words], whose=alice.pk)
    assert response.status_code == 403
    assert texts_of(part) == ["one", "two", "three"]
    assert send(texts=[words], whose=alice.pk).status_code == 200


def test_typing_makes_no_new_layout_so_that_two_people_can_type_at_once(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    response = send(texts=[text(lines[0], layer, "un", 1)], order=None, order_mode="unchanged")
    assert response.json()["revision"] == 0
    assert not Event.objects.filter(kind="part.layout").exists()


def test_an_event_names_the_lines_in_which_was_written(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    send(texts=[text(lines[0], layer, "un", 1), text(lines[2], layer, "trois", 1)])
    event = Event.objects.get(kind="part.text")
    assert set(event.payload["lines"]) == {str(lines[0].uid), str(lines[2].uid)}


def test_typing_stores_the_text_and_its_history(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    row = lines[0].transcriptions.get()
    ring = [[1, 1], [2, 1], [2, 2]]
    LineTranscription.objects.filter(pk=row.pk).update(
        glyphs=[["o", ring, 0.5]], confidence=0.5, source=TextSource.MODEL, source_name="m"
    )
    response = send(texts=[text(lines[0], layer, "un e\u0301", 1)])
    assert response.status_code == 200
    assert response.json() == {
        "revision": 0,
        "texts": [{"line": str(lines[0].uid), "layer": layer.pk, "version": 2}],
        "masks_pending": [],
        "order": None,
    }
    row.refresh_from_db()
    assert (row.text, row.confidence, row.glyphs) == ("un e\u0301", None, None)
    assert (row.source, row.author and row.author.username) == (TextSource.MANUAL, "alice")
    assert LayerProgress.objects.get(part=part, layer=layer).line_count == 3
    event = Event.objects.get()
    assert (event.kind, event.payload["layer"]) == ("part.text", layer.pk)
    undo = send(reason="undo", texts=[text(lines[0], layer, "one", 2)])
    row.refresh_from_db()
    assert undo.json()["texts"][0]["version"] == row.version == 3
    assert (row.confidence, row.source, row.source_name) == (0.5, TextSource.MODEL, "m")
    assert row.glyphs == [["o", ring, 0.5]]


def test_texts_are_not_refused_for_an_old_revision(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    Part.objects.filter(pk=part.pk).update(revision=9)
    assert send(base_revision=3, texts=[text(lines[0], layer, "x", 1)]).status_code == 200


def test_two_people_on_one_text(
    send: Send, bob: User, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    assert send(bob, texts=[text(lines[0], layer, "of bob", 1)]).status_code == 200
    mine = [text(lines[1], layer, "second", 1), text(lines[0], layer, "of alice", 1)]
    response = send(texts=mine)
    assert response.status_code == 409
    body = response.json()
    assert (body["code"], body["revision"]) == ("stale", 0)
    assert body["texts"] == [
        {
            "line": str(lines[0].uid),
            "layer": layer.pk,
            "version": 2,
            "text": "of bob",
            "author": "bob",
        }
    ]
    assert texts_of(part) == ["of bob", "two", "three"]
    assert send(texts=[text(lines[0], layer, "of bob", 1)]).status_code == 200


def test_a_text_of_a_line_that_is_gone(
    send: Send, lines: list[Line], layer: TranscriptionLayer
) -> None:
    gone = str(uuid4())
    response = send(texts=[text(gone, layer, "x", 1)])
    assert response.status_code == 409
    assert response.json()["texts"][0] == {
        "line": gone,
        "layer": layer.pk,
        "version": 0,
        "text": None,
        "author": "",
    }


def test_the_same_change_twice_is_done_once(send: Send, part: Part, lines: list[Line]) -> None:
    change: dict[str, Any] = {
        "id": str(uuid4()),
        "base_revision": 0,
        "created": {"lines": [{"uid": str(uuid4()), "baseline": [[40, 200], [360, 200]]}]},
    }
    first, second = send(**change), send(**change)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert part.lines.count() == 4
    assert Event.objects.filter(kind="part.layout").count() == 1


def test_old_answers_are_forgotten(send: Send) -> None:
    assert send().status_code == send().status_code == 200
    old = AppliedChange.objects.order_by("pk")[:1].get()
    AppliedChange.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert prune_applied_changes() == 1
    assert AppliedChange.objects.count() == 1


def test_layout_changes_on_an_old_revision_are_refused(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    Part.objects.filter(pk=part.pk).update(revision=4)
    response = send(
        base_revision=3,
        deleted={"lines": [str(lines[0].uid)]},
        texts=[text(lines[1], layer, "not written", 1)],
    )
    assert response.status_code == 409
    assert response.json()["revision"] == 4
    assert texts_of(part) == ["one", "two", "three"]


def test_drawing_regions_and_lines(send: Send, part: Part, lines: list[Line]) -> None:
    kind = factories.LineTypeFactory(document=part.document)
    region, line, bare = (str(uuid4()) for _ in range(3))
    mask = [[40, 85], [360, 85], [360, 95], [40, 95]]
    response = send(
        created={
            "regions": [{"uid": region, "polygon": SQUARE, "type": None}],
            "lines": [
                {
                    "uid": line,
                    "baseline": [[40.4, 90], [360, 90]],
                    "mask": mask,
                    "region": region,
                    "type": kind.pk,
                },
                {"uid": bare, "baseline": [[40, 120], [405, 120]], "mask": None},
            ],
        }
    )
    assert response.status_code == 200, response.json()
    assert response.json()["masks_pending"] == [bare]
    assert response.json()["revision"] == 1
    drawn = Line.objects.get(uid=line)
    assert (drawn.baseline, drawn.is_mask_manual) == ([[40, 90], [360, 90]], True)
    assert (drawn.type_id, str(drawn.region and drawn.region.uid)) == (kind.pk, region)
    edge = Line.objects.get(uid=bare)
    assert edge.baseline == [[40, 120], [400, 120]]
    assert str(edge.region and edge.region.uid) == region
    part.refresh_from_db()
    assert (part.line_count, part.unmasked_line_count, part.region_count) == (5, 1, 1)
    assert not part.has_manual_order
    assert Job.objects.filter(kind="masks").exists()


def test_moving_a_baseline_drops_a_computed_mask_and_keeps_a_drawn_one(
    send: Send, part: Part, lines: list[Line]
) -> None:
    Line.objects.filter(pk=lines[1].pk).update(is_mask_manual=True)
    moved = [[42, 76], [355, 76]]
    response = send(
        updated={"lines": [{"uid": str(row.uid), "baseline": moved} for row in lines[:2]]}
    )
    assert response.json()["masks_pending"] == [str(lines[0].uid)]
    first, second = Line.objects.get(pk=lines[0].pk), Line.objects.get(pk=lines[1].pk)
    assert first.mask is None and first.baseline == moved
    assert second.mask == lines[1].mask and second.is_mask_manual


def test_deleting_and_undoing_brings_everything_back(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    region = factories.RegionFactory(part=part, external_id="r1")
    line = lines[1]
    kind = factories.LineTypeFactory(document=part.document)
    Line.objects.filter(pk__in=[row.pk for row in lines]).update(region=region)
    Line.objects.filter(pk=line.pk).update(external_id="l2", type=kind)
    row = line.transcriptions.get()
    ring = [[1, 1], [2, 1], [2, 2]]
    LineTranscription.objects.filter(pk=row.pk).update(
        glyphs=[["t", ring, 0.9]], confidence=0.9, version=2
    )
    factories.TranscriptionRevisionFactory(transcription=row, text="earlier")
    line.refresh_from_db()
    response = send(deleted={"lines": [str(line.uid)], "regions": [str(region.uid)]})
    assert response.status_code == 200
    assert texts_of(part) == ["one", "three"]
    assert not Region.objects.exists()
    undo = {"uid": str(line.uid), "baseline": line.baseline, "mask": line.mask}
    response = send(
        reason="undo",
        created={
            "regions": [{"uid": str(region.uid), "polygon": region.polygon, "type": None}],
            "lines": [undo | {"region": str(region.uid), "type": kind.pk}],
        },
    )
    assert response.status_code == 200, response.json()
    assert texts_of(part) == ["one", "two", "three"]
    again = Line.objects.get(uid=line.uid)
    assert (again.external_id, again.type_id, again.order) == ("l2", kind.pk, 1)
    assert again.is_mask_manual is False
    assert set(part.lines.values_list("region__uid", flat=True)) == {region.uid}
    back = again.transcriptions.get()
    assert (back.version, back.glyphs) == (2, [["t", ring, 0.9]])
    assert [old.text for old in back.revisions.all()] == ["earlier"]
    assert not DeletedElement.objects.exists()
    assert Region.objects.get().external_id == "r1"


def test_a_new_line_goes_where_a_reader_meets_it(send: Send, part: Part, lines: list[Line]) -> None:
    new = str(uuid4())
    send(created={"lines": [{"uid": new, "baseline": [[40, 90], [360, 90]]}]})
    wanted = [str(lines[0].uid), new, str(lines[1].uid), str(lines[2].uid)]
    assert [str(row.uid) for row in part.lines.all()] == wanted
    part.refresh_from_db()
    assert not part.has_manual_order


def test_an_order_by_hand_is_kept(send: Send, part: Part, lines: list[Line]) -> None:
    order = [str(row.uid) for row in reversed(lines)]
    assert send(order=order).status_code == 200
    assert [str(row.uid) for row in part.lines.all()] == order
    part.refresh_from_db()
    assert part.has_manual_order
    new = str(uuid4())
    send(created={"lines": [{"uid": new, "baseline": [[40, 90], [360, 90]]}]})
    assert [str(row.uid) for row in part.lines.all()] == [*order, new]


def test_texts_of_lines_that_the_same_change_creates(
    send: Send, part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    new = str(uuid4())
    response = send(
        created={"lines": [{"uid": new, "baseline": [[40, 200], [360, 200]]}]},
        texts=[text(new, layer, "four", 0)],
    )
    assert response.json()["texts"] == [{"line": new, "layer": layer.pk, "version": 1}]
    assert texts_of(part) == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": "nonsense"}, "id"),
        ({"reason": "because"}, "reason"),
        ({"base_revision": -1}, "base_revision"),
        ({"texts": {"no": "list"}}, "texts"),
        ({"texts": [{"line": str(uuid4()), "layer": 1, "text": None, "base_version": 0}]}, "texts"),
        ({"created": {"lines": [{"uid": str(uuid4())}]}}, "created.lines.0"),
        ({"created": {"lines": [{"uid": "x", "baseline": [[0, 0], [9, 9]]}]}}, "created.lines"),
        ({"created": {"regions": [{"uid": str(uuid4()), "polygon": [[1, 1], [2, 2]]}]}}, "created"),
        ({"created": {"lines": [{"uid": str(uuid4()), "baseline": [[1, 1], [1, 1]]}]}}, "created"),
        (
            {"created": {"lines": [{"uid": str(uuid4()), "baseline": [[1, 1], ["a", 1]]}]}},
            "created",
        ),
        (
            {"created": {"lines": [{"uid": str(uuid4()), "baseline": [[1, 1], [9e5, 1]]}]}},
            "created",
        ),
        ({"deleted": {"lines": [str(uuid4())]}}, "deleted.lines"),
        ({"updated": {"regions": [{"uid": str(uuid4()), "type": None}]}}, "updated.regions"),
        ({"order": []}, "order"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    send: Send, part: Part, lines: list[Line], change: dict[str, Any], place: str
) -> None:
    response = send(**change)
    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "invalid" and body["message"]
    assert any(name.startswith(place) for name in body["errors"]), body
    assert texts_of(part) == ["one", "two", "three"]


def test_a_region_that_crosses_itself_is_refused(send: Send) -> None:
    bow = [[20, 20], [380, 280], [380, 20], [20, 280]]
    response = send(created={"regions": [{"uid": str(uuid4()), "polygon": bow}]})
    assert response.status_code == 400
    assert "crosses itself" in response.json()["message"]


def test_nothing_of_another_page_or_document_can_be_reached(
    send: Send, part: Part, lines: list[Line]
) -> None:
    other = factories.LineFactory(part=factories.PartFactory(document=part.document))
    foreign = factories.LineTypeFactory()
    layer = factories.TranscriptionLayerFactory()
    uid = str(other.uid)
    assert send(deleted={"lines": [uid]}).status_code == 400
    assert send(updated={"lines": [{"uid": uid, "type": None}]}).status_code == 400
    taken = {"uid": uid, "baseline": [[40, 90], [360, 90]]}
    assert send(created={"lines": [taken]}).status_code == 400
    typed = {"uid": str(lines[0].uid), "type": foreign.pk}
    assert send(updated={"lines": [typed]}).status_code == 400
    region = factories.RegionFactory(part=other.part)
    placed = {"uid": str(lines[0].uid), "region": str(region.uid)}
    assert send(updated={"lines": [placed]}).status_code == 400
    assert send(texts=[text(lines[0], layer, "x", 0)]).status_code == 400
    other.refresh_from_db()
    assert other.part_id != part.pk


def test_viewers_strangers_and_the_wrong_document(
    send: Send,
    api_of: Callable[[User], APIClient],
    alice: User,
    bob: User,
    vera: User,
    charlie: User,
    part: Part,
) -> None:
    assert send(vera).status_code == 404
    assert send(charlie).status_code == 404
    assert send(bob).status_code == 200
    other = factories.DocumentFactory(project=part.document.project)
    url = f"/api/documents/{other.pk}/parts/{part.pk}/changes/"
    assert api_of(alice).post(url, {}, format="json").status_code == 404
