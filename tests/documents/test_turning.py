"""Turning a page: the image and everything drawn on it, there and back, nothing lost."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from rest_framework.test import APIClient

from apps.annotations.models import Annotation
from apps.documents.models import Line, LineTranscription, Part, Snapshot, TranscriptionLayer
from apps.documents.services.snapshots import restore_snapshot, take_snapshot
from apps.documents.tasks import prepare_part
from apps.images.services import open_upright
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]


@pytest.fixture
def drawn(part: Part, layer: TranscriptionLayer) -> Line:
    """A line with mask, glyphs and text in a region, and a rectangle on the image."""
    region = factories.RegionFactory(part=part, polygon=[[10, 10], [390, 10], [390, 200]])
    line: Line = factories.LineFactory(
        part=part,
        region=region,
        baseline=[[20, 100], [200, 110]],
        mask=[[20, 80], [200, 80], [200, 120]],
    )
    ring = [[20, 80], [40, 80], [40, 110]]
    factories.LineTranscriptionFactory(line=line, layer=layer, text="a", glyphs=[["a", ring, 0.5]])
    factories.AnnotationFactory(part=part)
    return line


def turn(api: APIClient, part: Part, angle: Any) -> Any:
    path = f"/api/documents/{part.document_id}/parts/{part.pk}/rotate/"
    return api.post(path, {"angle": angle}, format="json")


def drawing(part: Part) -> Any:
    [region], [line], [mark] = part.regions.all(), part.lines.all(), Annotation.objects.all()
    text = LineTranscription.objects.get(line=line)
    return [region.polygon, line.baseline, line.mask, text.glyphs, mark.coordinates]


def test_everything_turns_with_the_page_and_back(
    api_of: Api, alice: User, part: Part, drawn: Line
) -> None:
    before, revision = drawing(part), part.revision
    assert turn(api_of(alice), part, 90).json() == {"status": "done"}
    part.refresh_from_db()
    assert (part.image.width, part.image.height, part.image.turns) == (300, 400, 1)
    assert part.revision == revision + 1
    assert part.lines.get().baseline == [[200, 20], [190, 200]]
    assert turn(api_of(alice), part, -90).status_code == 200
    part.refresh_from_db()
    assert (part.image.width, part.image.height, part.image.turns) == (400, 300, 0)
    assert drawing(part) == before


def test_the_pixels_turn_and_the_file_stays(api_of: Api, alice: User, part: Part) -> None:
    with part.image.file.open() as file:
        stored = file.read()
    upright = open_upright(part.image)
    old = part.image.view_url
    turn(api_of(alice), part, 90)
    prepare_part(part.pk)
    part.refresh_from_db()
    assert (
        open_upright(part.image).tobytes()
        == upright.transpose(Image.Transpose.ROTATE_270).tobytes()
    )
    with part.image.view.open() as view:
        assert Image.open(BytesIO(view.read())).size == (300, 400)
    assert part.image.view_url != old
    with part.image.file.open() as file:
        assert file.read() == stored


def test_a_snapshot_from_before_the_turn_fits_the_page(
    api_of: Api, alice: User, part: Part, drawn: Line
) -> None:
    snapshot: Snapshot = take_snapshot(part=part, user=alice, reason="by hand")
    turn(api_of(alice), part, 270)
    turned = drawing(part)
    part.lines.all().delete()
    snapshot.refresh_from_db()
    restore_snapshot(snapshot=snapshot, user=alice)
    assert drawing(part) == turned


def test_what_was_deleted_before_the_turn_comes_back_where_it_belongs(
    api_of: Api, alice: User, part: Part, drawn: Line
) -> None:
    api, path = api_of(alice), f"/api/documents/{part.document_id}/parts/{part.pk}/"
    uid = str(drawn.uid)

    def change(**values: Any) -> None:
        part.refresh_from_db()
        body = {"id": str(uuid4()), "base_revision": part.revision, **values}
        assert api.post(f"{path}changes/", body, format="json").status_code == 200

    change(deleted={"lines": [uid]})
    turn(api, part, 90)
    turned = [[200, 20], [190, 200]]
    change(created={"lines": [{"uid": uid, "baseline": turned, "type": None}]}, reason="undo")
    text = LineTranscription.objects.get(line__uid=uid)
    assert (text.text, text.glyphs) == ("a", [["a", [[220, 20], [220, 40], [190, 40]], 0.5]])


@pytest.mark.parametrize("angle", [45, "x", None, 1.5])
def test_other_angles_are_refused(
    api_of: Api, alice: User, part: Part, drawn: Line, angle: Any
) -> None:
    before = drawing(part)
    assert turn(api_of(alice), part, angle).status_code == 400
    assert drawing(part) == before
