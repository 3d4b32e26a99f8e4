"""Replacing the layout of a page keeps the work that is in it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.documents.models import (
    DeletedElement,
    LayerProgress,
    Line,
    LineTranscription,
    Part,
    Snapshot,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layout, to_layouts
from apps.documents.services.layout import replace_layout, set_masks
from apps.documents.services.transcriptions import write_texts
from apps.events.models import Event
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from apps.users.models import User
from tests import factories


def line_at(y: int, *, mask: bool = True, **more: Any) -> LineLayout:
    outline = ((40, y - 20), (360, y - 20), (360, y + 5), (40, y + 5)) if mask else None
    return LineLayout(baseline=((40, y), (360, y)), mask=outline, **more)


def page(*lines: LineLayout, regions: tuple[RegionLayout, ...] = ()) -> PageLayout:
    return PageLayout(width=400, height=300, lines=lines, regions=regions)


@pytest.fixture
def lines(part: Part, layer: TranscriptionLayer) -> list[Line]:
    """Three lines at 75, 105 and 135 with a text each; the counters agree."""
    rows = [factories.LineFactory(part=part) for _ in range(3)]
    for row, text in zip(rows, ("one", "two", "three"), strict=True):
        factories.LineTranscriptionFactory(line=row, layer=layer, text=text)
    part.line_count = 3
    part.save()
    return rows


def test_first_layout_of_a_page_is_stored_whole(part: Part, alice: User) -> None:
    region = RegionLayout(polygon=((20, 20), (380, 20), (380, 280), (20, 280)), type="MainZone")
    layout = page(
        line_at(75, region_uid=region.uid, type="DefaultLine", external_id="l1"),
        line_at(105, mask=False),
        regions=(region,),
    )
    report = replace_layout(part=part, layout=layout, user=alice, reason="Segment")
    part.refresh_from_db()
    stored = to_layout(part)
    assert (report.kept, report.unmatched, report.unmasked) == (0, 0, 1)
    assert stored.lines == layout.lines
    assert stored.regions == layout.regions
    assert (part.line_count, part.unmasked_line_count, part.region_count) == (2, 1, 1)
    assert part.revision == 1
    assert not Snapshot.objects.exists()
    event = Event.objects.get(kind="part.layout")
    assert event.payload == {"part": part.pk, "revision": 1, "user": "alice", "change": ""}


def test_segmenting_again_keeps_rows_texts_and_history(
    part: Part, lines: list[Line], layer: TranscriptionLayer, alice: User
) -> None:
    factories.TranscriptionRevisionFactory(transcription=lines[0].transcriptions.get())
    new = page(line_at(77), line_at(105), line_at(200))
    report = replace_layout(part=part, layout=new, user=alice, reason="Segment")
    assert (report.kept, report.unmatched) == (2, 1)
    assert report.uids[new.lines[0].uid] == str(lines[0].uid)
    kept = Line.objects.get(pk=lines[0].pk)
    assert kept.baseline == [[40, 77], [360, 77]]
    assert kept.transcriptions.get().text == "one"
    assert kept.transcriptions.get().revisions.count() == 1
    assert not Line.objects.filter(pk=lines[2].pk).exists()
    snapshot = Snapshot.objects.get(part=part)
    assert snapshot.line_count == 3
    assert "three" in str(snapshot.content)
    part.refresh_from_db()
    assert (part.line_count, part.revision) == (3, 1)
    assert LayerProgress.objects.get(part=part, layer=layer).line_count == 2


def test_a_manual_mask_stays_where_the_baseline_did(
    part: Part, lines: list[Line], alice: User
) -> None:
    drawn = [[30, 50], [370, 50], [370, 90], [30, 90]]
    Line.objects.filter(pk__in=[lines[0].pk, lines[1].pk]).update(mask=drawn, is_mask_manual=True)
    Line.objects.filter(pk=lines[1].pk).update(mask=[[40, 85], [360, 85], [360, 110], [40, 110]])
    far = LineLayout(baseline=((60, 105), (360, 105)), mask=((60, 85), (360, 85), (360, 110)))
    replace_layout(part=part, layout=page(line_at(77), far), user=alice, reason="Segment")
    first, second = Line.objects.get(pk=lines[0].pk), Line.objects.get(pk=lines[1].pk)
    assert first.mask == drawn and first.is_mask_manual
    assert second.mask == [[60, 85], [360, 85], [360, 110]] and not second.is_mask_manual


def test_only_lines_keeps_the_regions_and_finds_them(
    part: Part, lines: list[Line], alice: User
) -> None:
    region = factories.RegionFactory(part=part)
    replace_layout(part=part, layout=page(line_at(75)), user=alice, reason="Segment", steps="lines")
    assert part.regions.get().pk == region.pk
    assert part.lines.get().region_id == region.pk


def test_only_regions_keeps_the_lines(part: Part, lines: list[Line], alice: User) -> None:
    old = factories.RegionFactory(part=part, polygon=[[0, 0], [10, 0], [10, 10]])
    new = RegionLayout(polygon=((20, 50), (380, 50), (380, 120), (20, 120)))
    replace_layout(
        part=part, layout=page(regions=(new,)), user=alice, reason="Segment", steps="regions"
    )
    assert [line.region_id is not None for line in part.lines.all()] == [True, True, False]
    assert [str(region.uid) for region in part.regions.all()] == [new.uid]
    assert DeletedElement.objects.filter(uid=old.uid).exists()


def test_glyphs_go_only_where_the_line_moved_away(
    part: Part, lines: list[Line], alice: User
) -> None:
    for line, y in ((lines[0], 70), (lines[1], 30)):
        ring = [[50, y - 5], [60, y - 5], [60, y + 5], [50, y + 5]]
        line.transcriptions.update(glyphs=[["o", ring, 0.9]])
    replace_layout(part=part, layout=page(line_at(76), line_at(106)), user=alice, reason="Segment")
    assert lines[0].transcriptions.get().glyphs is not None
    assert lines[1].transcriptions.get().glyphs is None


def test_a_manual_order_is_kept_and_new_lines_go_between(
    part: Part, lines: list[Line], alice: User
) -> None:
    Part.objects.filter(pk=part.pk).update(has_manual_order=True)
    for line, order in zip(lines, (2, 1, 0), strict=True):
        Line.objects.filter(pk=line.pk).update(order=order)
    new = page(line_at(75), line_at(105), line_at(135), line_at(165))
    report = replace_layout(part=part, layout=new, user=alice, reason="Segment")
    wanted = [lines[2].uid, report.uids[new.lines[3].uid], lines[1].uid, lines[0].uid]
    assert [str(line.uid) for line in part.lines.all()] == [str(uid) for uid in wanted]


def test_uids_of_another_page_and_doubled_ids_get_new_ones(
    part: Part, line: Line, alice: User
) -> None:
    other = factories.PartFactory(document=part.document)
    layout = page(
        line_at(75, uid=str(line.uid), external_id="same"), line_at(105, external_id="same")
    )
    report = replace_layout(part=other, layout=layout, user=alice, reason="Import")
    assert part.lines.get().pk == line.pk
    assert other.lines.count() == 2
    assert report.uids[str(line.uid)] != str(line.uid)
    assert [row.external_id for row in other.lines.all()] == ["same", ""]


def test_queries_do_not_grow_with_the_page(part: Part, alice: User) -> None:
    def replaced(count: int) -> int:
        layout = page(*(line_at(40 + 5 * i) for i in range(count)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            replace_layout(part=part, layout=layout, user=alice, reason="Segment")
        return len(queries)

    replaced(5)
    assert replaced(40) <= replaced(5) + 2


def test_computed_masks_spare_the_drawn_ones(part: Part, lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[0].pk).update(is_mask_manual=True)
    mask = ((0, 0), (9, 0), (9, 9))
    uids = {str(line.uid): mask for line in lines[:2]}
    assert set_masks(part=part, masks=uids) == 1
    assert Line.objects.get(pk=lines[1].pk).mask == [[0, 0], [9, 0], [9, 9]]
    assert set_masks(part=part, masks=uids, overwrite_manual=True) == 2


def test_a_line_that_was_moved_meanwhile_gets_no_old_mask(part: Part, lines: list[Line]) -> None:
    made_for = to_layout(part)
    Line.objects.filter(pk=lines[0].pk).update(baseline=[[40, 99], [360, 99]])
    masks = {str(line.uid): ((0, 0), (9, 0), (9, 9)) for line in lines}
    assert set_masks(part=part, masks=masks, made_for=made_for) == 2
    assert Line.objects.get(pk=lines[0].pk).mask == lines[0].mask


def test_many_pages_are_read_with_few_queries(
    part: Part, lines: list[Line], layer: TranscriptionLayer
) -> None:
    for _ in range(4):
        other = factories.PartFactory(document=part.document)
        factories.LineFactory(part=other, region=factories.RegionFactory(part=other))
    with CaptureQueriesContext(connection) as queries:
        pages = list(to_layouts(part.document.parts.all(), layer))
    assert len(queries) <= 5
    assert [page.order for page, _ in pages] == [0, 1, 2, 3, 4]
    assert [line.text.text for line in pages[0][1].lines if line.text] == ["one", "two", "three"]
    assert pages[1][1].lines[0].region_uid == pages[1][1].regions[0].uid


def test_written_texts_keep_what_they_replace(
    part: Part, lines: list[Line], layer: TranscriptionLayer, alice: User
) -> None:
    LineTranscription.objects.filter(line=lines[0]).update(source=TextSource.MODEL)
    glyph = Glyph("n", ((1, 1), (2, 1), (2, 2)), 0.5)
    texts = {
        str(lines[0].uid): LineText("new", 0.5, (glyph,)),
        str(lines[1].uid): LineText("typed by hand stays"),
        "00000000-0000-4000-8000-000000000000": LineText("no such line"),
    }
    report = write_texts(
        part=part, layer=layer, texts=texts, user=alice, source=TextSource.MODEL, source_name="m"
    )
    assert (report.written, report.kept) == (1, 1)
    text = lines[0].transcriptions.get()
    assert (text.text, text.version, text.confidence) == ("new", 2, 0.5)
    assert text.glyphs == [["n", [[1, 1], [2, 1], [2, 2]], 0.5]]
    assert text.revisions.get().text == "one"
    assert lines[1].transcriptions.get().text == "two"
    progress = LayerProgress.objects.get(part=part, layer=layer)
    assert (progress.line_count, progress.confidence) == (3, 0.5)
    assert Event.objects.filter(kind="part.text").count() == 1


def test_equal_and_long_and_decomposed_texts(
    part: Part, lines: list[Line], layer: TranscriptionLayer, alice: User
) -> None:
    long = "e\u0301" * 5000
    texts = {str(lines[0].uid): LineText("one", 0.7), str(lines[1].uid): LineText(long)}
    write_texts(
        part=part,
        layer=layer,
        texts=texts,
        user=alice,
        source=TextSource.MODEL,
        keep_manual=False,
    )
    assert lines[1].transcriptions.get().text == long
    same = lines[0].transcriptions.get()
    assert (same.version, same.confidence, same.source) == (1, 0.7, TextSource.MANUAL)
    assert TranscriptionRevision.objects.count() == 1


def test_a_change_shows_in_the_list_of_documents(
    part: Part,
    layer: TranscriptionLayer,
    line: Line,
    alice: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    before = part.document.updated_at
    with django_capture_on_commit_callbacks(execute=True):
        texts = {str(line.uid): LineText("new")}
        write_texts(part=part, layer=layer, texts=texts, user=alice, source=TextSource.IMPORT)
    part.document.refresh_from_db()
    assert part.document.updated_at > before
