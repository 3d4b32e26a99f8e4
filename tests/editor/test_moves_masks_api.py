"""Lines that are moved or deleted keep all they have, and who drew a mask decides on it."""

from collections.abc import Callable
from uuid import UUID

from rest_framework.test import APIClient

from apps.documents.models import Line, Part, TranscriptionLayer
from apps.jobs.models import Job
from apps.users.models import User
from tests import factories
from tests.editor.conftest import Send, glyphs_of, state_of, text_in


def test_a_moved_line_takes_its_glyphs_along(
    send: Send, part: Part, line: Line, layer: TranscriptionLayer
) -> None:
    before = state_of(part)
    change = {
        "uid": str(line.uid),
        "baseline": [[60, 170], [170, 170]],
        "mask": [[60, 140], [170, 140], [170, 175], [60, 175]],
        "mask_manual": False,
    }
    answer = send(updated={"lines": [change]})
    assert answer.json()["masks_pending"] == [str(line.uid)]
    assert text_in(str(line.uid), layer).glyphs == glyphs_of("alpha beta!", 60, 140)
    back = {"baseline": line.baseline, "mask": line.mask, "mask_manual": False}
    send(reason="undo", updated={"lines": [{"uid": str(line.uid)} | back]})
    assert state_of(part) == before


def test_glyphs_beside_their_line_come_back_with_undo(
    send: Send, part: Part, line: Line, layer: TranscriptionLayer
) -> None:
    before = state_of(part)
    send(updated={"lines": [{"uid": str(line.uid), "baseline": [[40, 270], [350, 240]]}]})
    assert text_in(str(line.uid), layer).glyphs is None
    back = {"baseline": line.baseline, "mask": line.mask, "mask_manual": False}
    send(reason="undo", updated={"lines": [{"uid": str(line.uid)} | back]})
    assert state_of(part) == before


def test_a_deleted_line_comes_back_with_everything(
    send: Send, part: Part, halves: list[Line]
) -> None:
    region = factories.RegionFactory(part=part)
    kind = factories.LineTypeFactory(document=part.document)
    part.lines.update(region=region, type=kind)
    before = state_of(part)
    gone = halves[1]
    assert send(deleted={"lines": [str(gone.uid)]}).status_code == 200
    back = {
        "uid": str(gone.uid),
        "baseline": gone.baseline,
        "mask": gone.mask,
        "mask_manual": False,
        "region": str(region.uid),
        "type": kind.pk,
    }
    order = [str(row.uid) for row in halves]
    assert send(reason="undo", created={"lines": [back]}, order=order).status_code == 200
    assert state_of(part) == before


def test_undo_of_a_drawn_mask_brings_back_mask_and_mark(send: Send, part: Part, line: Line) -> None:
    before = state_of(part)
    ring = [[30, 30], [160, 30], [160, 80], [30, 80]]
    change = {"uid": str(line.uid), "mask": ring, "mask_manual": True}
    answer = send(updated={"lines": [change]})
    assert answer.json()["masks_pending"] == []
    line.refresh_from_db()
    assert (line.mask, line.is_mask_manual) == (ring, True)
    back = {"uid": str(line.uid), "mask": before[0]["geometry"][1], "mask_manual": False}
    send(reason="undo", updated={"lines": [back]})
    assert state_of(part) == before


def test_a_mask_given_up_is_computed_again(send: Send, line: Line) -> None:
    Line.objects.filter(pk=line.pk).update(is_mask_manual=True)
    answer = send(updated={"lines": [{"uid": str(line.uid), "mask": None, "mask_manual": False}]})
    assert answer.json()["masks_pending"] == [str(line.uid)]
    assert not Line.objects.get(pk=line.pk).is_mask_manual


def test_masks_are_asked_for_while_others_are_computed(send: Send, part: Part, line: Line) -> None:
    def move(y: int) -> None:
        send(updated={"lines": [{"uid": str(line.uid), "baseline": [[40, y], [150, y]]}]})

    move(80)
    move(90)
    jobs = Job.objects.filter(kind="masks", part=part)
    assert jobs.count() == 1
    jobs.update(state="running")
    move(100)
    assert jobs.count() == 2


def test_reset_masks_of_only_some_lines(
    api_of: Callable[[User], APIClient], alice: User, part: Part, halves: list[Line]
) -> None:
    url = f"/api/documents/{part.document_id}/parts/{part.pk}/reset_masks/"
    api = api_of(alice)
    Part.objects.filter(pk=part.pk).update(line_count=3)
    assert api.post(f"{url}?only={halves[0].pk},{halves[1].uid}").json() == {"status": "ok"}
    job = Job.objects.get(part=part)
    assert set(job.params["lines"]) == {str(halves[0].uid), str(halves[1].uid)}
    assert job.params["manual"] is False
    Job.objects.all().delete()
    body = {"only": [str(halves[2].uid)], "manual": True}
    assert api.post(url, body, format="json").status_code == 200
    params = Job.objects.get(part=part).params
    assert (params["lines"], params["manual"]) == ([str(halves[2].uid)], True)
    assert api.post(url, {"only": [str(UUID(int=5))]}, format="json").status_code == 400
