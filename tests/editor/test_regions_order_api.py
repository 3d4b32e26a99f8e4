"""Locked regions and the order of the lines, through the editor's endpoints."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import Line, Part, Region
from apps.documents.services.layout import replace_layout
from apps.documents.services.snapshots import restore_snapshot, take_snapshot
from apps.events.models import Event
from apps.layout.types import LineLayout, PageLayout, RegionLayout
from apps.users.models import User
from tests import factories

SQUARE = [[20, 20], [380, 20], [380, 280], [20, 280]]
LOCKED = "This region is locked. Unlock it first."
Send = Callable[..., Any]


@pytest.fixture
def send(api_of: Callable[[User], APIClient], alice: User, part: Part) -> Send:
    """Post a change set that is made from the page's present revision."""

    def post(**change: Any) -> Any:
        revision = Part.objects.get(pk=part.pk).revision
        body = {"id": str(uuid4()), "base_revision": revision, "reason": "edit"} | change
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/changes/"
        return api_of(alice).post(url, body, format="json")

    return post


@pytest.fixture
def lines(part: Part) -> list[Line]:
    """At 75, 105 and 135."""
    return [factories.LineFactory(part=part) for _ in range(3)]


@pytest.fixture
def locked(part: Part) -> Region:
    return factories.RegionFactory(part=part, polygon=SQUARE, is_locked=True)


def order_of(part: Part) -> list[str]:
    return [str(uid) for uid in part.lines.order_by("order").values_list("uid", flat=True)]


def uids(rows: list[Line]) -> list[str]:
    return [str(row.uid) for row in rows]


def test_a_region_is_locked_and_unlocked(send: Send, part: Part) -> None:
    region = factories.RegionFactory(part=part)
    change = {"uid": str(region.uid), "locked": True}
    assert send(updated={"regions": [change]}).status_code == 200
    region.refresh_from_db()
    assert region.is_locked
    assert send(updated={"regions": [change | {"locked": False}]}).status_code == 200
    region.refresh_from_db()
    assert not region.is_locked
    assert Event.objects.filter(kind="part.layout").count() == 2


def test_a_locked_region_is_neither_reshaped_nor_deleted(
    send: Send, part: Part, locked: Region
) -> None:
    uid = str(locked.uid)
    smaller = [[30, 30], [300, 30], [300, 200]]
    refused = send(updated={"regions": [{"uid": uid, "polygon": smaller}]})
    assert refused.status_code == 400
    assert refused.json()["errors"] == {"updated.regions.0": LOCKED}
    refused = send(deleted={"regions": [uid]})
    assert refused.json()["errors"] == {"deleted.regions": LOCKED}
    locked.refresh_from_db()
    assert locked.polygon == SQUARE
    kind = factories.RegionTypeFactory(document=part.document)
    assert send(updated={"regions": [{"uid": uid, "type": kind.pk}]}).status_code == 200


def test_one_change_may_unlock_and_go_on(send: Send, part: Part, locked: Region) -> None:
    uid = str(locked.uid)
    smaller = [[30, 30], [300, 30], [300, 200]]
    change = {"uid": uid, "locked": False, "polygon": smaller}
    assert send(updated={"regions": [change]}).status_code == 200
    locked.refresh_from_db()
    assert (locked.is_locked, locked.polygon) == (False, smaller)
    Region.objects.update(is_locked=True)
    unlock = {"uid": uid, "locked": False}
    assert send(updated={"regions": [unlock]}, deleted={"regions": [uid]}).status_code == 200
    assert not part.regions.exists()


def test_a_deleted_region_comes_back_with_its_lock(send: Send, part: Part, locked: Region) -> None:
    uid = str(locked.uid)
    send(updated={"regions": [{"uid": uid, "locked": False}]}, deleted={"regions": [uid]})
    made = {"uid": uid, "polygon": SQUARE, "type": None, "locked": True}
    assert send(reason="undo", created={"regions": [made]}).status_code == 200
    assert part.regions.get().is_locked


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"updated": {"regions": [{"uid": str(uuid4()), "locked": "yes"}]}}, "locked"),
        ({"order_mode": "sometimes"}, "order_mode"),
    ],
)
def test_nonsense_is_refused_with_its_place(send: Send, change: dict[str, Any], place: str) -> None:
    answer = send(**change)
    assert answer.status_code == 400
    assert place in next(iter(answer.json()["errors"]))


def test_rest_regions_tell_and_take_the_lock(
    api_of: Callable[[User], APIClient], alice: User, part: Part, locked: Region
) -> None:
    api = api_of(alice)
    url = f"/api/documents/{part.document_id}/parts/{part.pk}/blocks/{locked.pk}/"
    assert api.get(url).json()["locked"] is True
    assert api.delete(url).status_code == 400
    assert api.patch(url, {"locked": False}, format="json").json()["locked"] is False
    assert api.delete(url).status_code == 204


def test_a_snapshot_keeps_locks(part: Part, locked: Region, alice: User) -> None:
    snapshot = take_snapshot(part=part, user=alice, reason="Before")
    Region.objects.update(is_locked=False)
    restore_snapshot(snapshot=snapshot, user=alice)
    assert part.regions.get().is_locked


def found_layout() -> PageLayout:
    """A region over everything, and lines in and below the upper part of the page."""
    whole = RegionLayout(polygon=((0, 0), (400, 0), (400, 300), (0, 300)))
    ys = (60, 90, 200)
    return PageLayout(
        width=400,
        height=300,
        regions=(whole,),
        lines=tuple(LineLayout(((40, y), (360, y)), region_uid=whole.uid) for y in ys),
    )


def test_segmenting_leaves_a_locked_region_and_its_lines(
    part: Part, lines: list[Line], alice: User
) -> None:
    upper = [[10, 40], [390, 40], [390, 150], [10, 150]]
    region = factories.RegionFactory(part=part, polygon=upper, is_locked=True)
    inner = factories.RegionFactory(part=part, polygon=[[20, 120], [380, 120], [380, 145]])
    Line.objects.filter(pk__in=[lines[0].pk, lines[1].pk]).update(region=region)
    Line.objects.filter(pk=lines[2].pk).update(region=inner)
    replace_layout(part=part, layout=found_layout(), user=alice, reason="Segment", keep_locked=True)
    kept = {row.uid: row for row in part.lines.all()}
    assert [kept[row.uid].baseline for row in lines] == [row.baseline for row in lines]
    assert [kept[row.uid].region_id for row in lines] == [region.pk, region.pk, inner.pk]
    new = part.lines.exclude(pk__in=[row.pk for row in lines]).get()
    assert new.baseline == [[40, 200], [360, 200]]
    assert new.region and new.region.pk not in (region.pk, inner.pk)
    region.refresh_from_db()
    assert region.polygon == upper and region.is_locked


def test_segmenting_only_lines_or_regions_leaves_them_too(
    part: Part, lines: list[Line], alice: User
) -> None:
    upper = [[10, 40], [390, 40], [390, 150], [10, 150]]
    region = factories.RegionFactory(part=part, polygon=upper, is_locked=True)
    Line.objects.update(region=region)
    for steps in ("lines", "regions"):
        replace_layout(
            part=part,
            layout=found_layout(),
            user=alice,
            reason="Segment",
            steps=steps,
            keep_locked=True,
        )
        stored = Line.objects.filter(pk__in=[row.pk for row in lines])
        assert [row.region_id for row in stored] == [region.pk] * 3
        assert part.lines.count() == 4


def test_the_automatic_order_is_told_and_changes_nothing(
    api_of: Callable[[User], APIClient], vera: User, part: Part, lines: list[Line]
) -> None:
    for line, order in zip(lines, (2, 0, 1), strict=True):
        Line.objects.filter(pk=line.pk).update(order=order)
    url = f"/api/documents/{part.document_id}/parts/{part.pk}/automatic-order/"
    answer = api_of(vera).get(url)
    assert answer.json() == {"revision": 0, "order": uids(lines)}
    assert order_of(part) == uids([lines[1], lines[2], lines[0]])
    with CaptureQueriesContext(connection) as few:
        api_of(vera).get(url)
    factories.LineFactory.create_batch(20, part=part)
    with CaptureQueriesContext(connection) as many:
        api_of(vera).get(url)
    assert len(many) == len(few)


def test_an_order_by_hand_stays_until_the_automatic_one_is_asked_for(
    send: Send, part: Part, lines: list[Line]
) -> None:
    by_hand = uids([lines[2], lines[0], lines[1]])
    answer = send(order=by_hand, order_mode="manual")
    assert answer.json()["order"] is None
    part.refresh_from_db()
    assert part.has_manual_order
    moved = {"uid": str(lines[0].uid), "baseline": [[40, 250], [360, 250]]}
    send(updated={"lines": [moved]}, order=by_hand, order_mode="unchanged")
    assert order_of(part) == by_hand
    answer = send(order_mode="automatic")
    wanted = uids([lines[1], lines[2], lines[0]])
    assert answer.json()["order"] == wanted == order_of(part)
    part.refresh_from_db()
    assert not part.has_manual_order


def test_a_page_in_automatic_order_keeps_itself_in_order(
    send: Send, part: Part, lines: list[Line]
) -> None:
    moved = {"uid": str(lines[0].uid), "baseline": [[40, 250], [360, 250]]}
    answer = send(updated={"lines": [moved]}, order_mode="unchanged", order=uids(lines))
    wanted = uids([lines[1], lines[2], lines[0]])
    assert answer.json()["order"] == wanted == order_of(part)
    part.refresh_from_db()
    assert not part.has_manual_order
    mask = {"uid": str(lines[0].uid), "mask": [[40, 230], [360, 230], [360, 255]]}
    assert send(updated={"lines": [mask]}, order_mode="unchanged").json()["order"] is None


def test_regions_follow_their_lines(send: Send, part: Part, lines: list[Line]) -> None:
    first, empty, second = (factories.RegionFactory(part=part, order=n) for n in range(3))
    Line.objects.filter(pk=lines[0].pk).update(region=first)
    Line.objects.filter(pk__in=[lines[1].pk, lines[2].pk]).update(region=second)
    send(order=uids([lines[1], lines[2], lines[0]]), order_mode="manual")
    assert list(part.regions.all()) == [second, first, empty]


def test_an_order_that_comes_with_a_layout_is_kept(part: Part, alice: User) -> None:
    lower, upper = (LineLayout(((40, y), (360, y))) for y in (200, 60))
    layout = PageLayout(width=400, height=300, lines=(lower, upper))
    replace_layout(part=part, layout=layout, user=alice, reason="Import")
    part.refresh_from_db()
    assert part.has_manual_order
    assert order_of(part) == [lower.uid, upper.uid]


def test_types_are_told_to_everybody(
    api_of: Callable[[User], APIClient], bob: User, vera: User, part: Part
) -> None:
    kind = factories.RegionTypeFactory(document=part.document)
    url = f"/api/types/block/{kind.pk}/"
    changed = api_of(bob).patch(url, {"color": "#123456"}, format="json")
    assert changed.json()["color"] == "#123456"
    assert Event.objects.filter(kind="types", topic=f"document:{part.document_id}").count() == 1
    assert api_of(vera).patch(url, {"color": "#654321"}, format="json").status_code == 404
    assert api_of(bob).patch(url, {"color": "red"}, format="json").status_code == 400
