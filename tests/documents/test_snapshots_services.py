"""A snapshot brings a page back as it was, and can itself be undone."""

import pytest

from apps.documents.models import Line, Part, Snapshot, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.documents.services.layout import replace_layout
from apps.documents.services.snapshots import restore_snapshot, take_snapshot
from apps.layout.types import LineLayout, PageLayout
from apps.users.models import User
from tests import factories


@pytest.fixture
def filled(part: Part, layer: TranscriptionLayer) -> Part:
    """A page with a typed region, two lines in it and a text with a history in each."""
    kind = factories.RegionTypeFactory(document=part.document, name="MainZone")
    region = factories.RegionFactory(part=part, type=kind, external_id="r1")
    for text in ("one", "two"):
        line = factories.LineFactory(part=part, region=region, external_id=f"l-{text}")
        row = factories.LineTranscriptionFactory(line=line, layer=layer, text=text, version=2)
        factories.TranscriptionRevisionFactory(transcription=row, text=f"old {text}")
    part.line_count, part.region_count = 2, 1
    part.save()
    return part


def test_restoring_brings_back_layout_texts_and_history(
    filled: Part, layer: TranscriptionLayer, alice: User
) -> None:
    before = to_layout(filled, layer)
    far = LineLayout(baseline=((10, 290), (90, 290)), mask=((10, 280), (90, 280), (90, 295)))
    layout = PageLayout(width=400, height=300, lines=(far,))
    report = replace_layout(part=filled, layout=layout, user=alice, reason="Segment")
    assert (report.kept, report.unmatched) == (0, 2)
    snapshot = Snapshot.objects.get(part=filled)
    restore_snapshot(snapshot=snapshot, user=alice)
    filled.refresh_from_db()
    assert to_layout(filled, layer) == before
    assert (filled.line_count, filled.region_count, filled.revision) == (2, 1, 2)
    text = Line.objects.get(external_id="l-one").transcriptions.get()
    assert [row.text for row in text.revisions.all()] == ["old one"]


def test_restoring_can_be_undone(filled: Part, layer: TranscriptionLayer, alice: User) -> None:
    snapshot = take_snapshot(part=filled, user=alice, reason="By hand")
    line = filled.lines.first()
    assert line
    line.transcriptions.update(text="typed since", version=3)
    factories.LineTranscriptionFactory(
        line=line, layer=factories.TranscriptionLayerFactory(document=filled.document), text="model"
    )
    now = to_layout(filled, layer)
    undo = restore_snapshot(snapshot=snapshot, user=alice)
    row = line.transcriptions.get(layer=layer)
    assert (row.text, row.version) == ("one", 4)
    assert [old.text for old in row.revisions.all()] == ["typed since", "old one"]
    assert line.transcriptions.exclude(layer=layer).get().text == ""
    restore_snapshot(snapshot=undo, user=alice)
    assert to_layout(filled, layer) == now
    assert line.transcriptions.exclude(layer=layer).get().text == "model"


def test_a_layer_that_is_gone_comes_back_by_its_name(
    filled: Part, layer: TranscriptionLayer, alice: User
) -> None:
    snapshot = take_snapshot(part=filled, user=alice, reason="By hand")
    layer.delete()
    restore_snapshot(snapshot=snapshot, user=alice)
    again = filled.document.layers.get(name="manual")
    assert [line.text.text for line in to_layout(filled, again).lines if line.text] == [
        "one",
        "two",
    ]
