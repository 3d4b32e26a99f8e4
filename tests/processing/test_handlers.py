"""What the jobs leave behind, done with the engine's stand-in."""

from collections.abc import Callable
from typing import Any

import pytest

import apps.engine.fake
from apps.common.errors import ApplicationError
from apps.documents.models import (
    Document,
    LineTranscription,
    Part,
    Snapshot,
    TranscriptionLayer,
)
from apps.jobs import runner
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.processing import services
from apps.processing.params import (
    MasksParams,
    SegmentParams,
    TranscribeParams,
    parse,
)
from apps.users.models import User

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def _segment(alice: User, document: Document, **params: Any) -> Job:
    return services.request_segmentation(
        user=alice, document=document, parts=document.parts.all(), params=SegmentParams(**params)
    )


def test_unknown_parameters_are_refused() -> None:
    with pytest.raises(TypeError):
        parse(SegmentParams, {"steps": "both", "step": 1})


def test_segment_finds_lines_and_says_which_have_no_mask(
    alice: User, document: Document, part: Part, run_all: Run
) -> None:
    job = run_all(_segment(alice, document))
    assert job.state == JobState.DONE
    part.refresh_from_db()
    assert (part.line_count, part.unmasked_line_count, part.region_count) == (5, 1, 1)
    child = job.children.get()
    assert child.message == "5 lines, 1 regions; 1 lines have no mask"


def test_segmenting_again_keeps_a_snapshot(
    alice: User, document: Document, part: Part, run_all: Run
) -> None:
    run_all(_segment(alice, document))
    run_all(_segment(alice, document, steps="lines"))
    assert Snapshot.objects.get(part=part).line_count == 5
    assert part.lines.count() == 5


def test_masks_are_computed_for_lines_without_one(
    alice: User, document: Document, part: Part, run_all: Run
) -> None:
    run_all(_segment(alice, document))
    job = services.request_masks(
        user=alice, document=document, parts=document.parts.all(), params=MasksParams()
    )
    assert run_all(job).children.get().message == "1 of 1 masks computed"
    part.refresh_from_db()
    assert part.unmasked_line_count == 0
    with pytest.raises(ApplicationError, match="every line has a mask"):
        services.request_masks(
            user=alice, document=document, parts=document.parts.all(), params=MasksParams()
        )


def test_masks_drawn_by_hand_are_replaced_only_when_asked(
    alice: User, document: Document, part: Part, run_all: Run
) -> None:
    run_all(_segment(alice, document))
    first, second = part.lines.filter(mask__isnull=False)[:2]
    ring = [[1, 1], [9, 1], [9, 9]]
    part.lines.filter(pk__in=[first.pk, second.pk]).update(mask=ring, is_mask_manual=True)

    def compute(**params: Any) -> None:
        wanted = MasksParams(only_missing=False, lines=(str(first.uid),), **params)
        parts = document.parts.all()
        run_all(services.request_masks(user=alice, document=document, parts=parts, params=wanted))

    compute()
    first.refresh_from_db()
    assert first.mask == ring and first.is_mask_manual
    assert not Snapshot.objects.exists()
    compute(manual=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.mask != ring and not first.is_mask_manual
    assert second.mask == ring and second.is_mask_manual
    assert Snapshot.objects.get(part=part).reason == "Before masks drawn by hand were replaced"


def _transcribe(
    user: User, document: Document, model: OcrModel, layer: TranscriptionLayer, **params: Any
) -> Job:
    return services.request_transcription(
        user=user,
        document=document,
        parts=document.parts.all(),
        params=TranscribeParams(model=model.pk, layer=layer.pk, **params),
    )


def test_transcribe_keeps_what_was_typed(
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    model: OcrModel,
    run_all: Run,
) -> None:
    typed = LineTranscription.objects.filter(layer=truth).first()
    assert typed is not None
    typed.text = "typed"
    typed.save()
    job = run_all(_transcribe(alice, document, model, truth))
    assert {child.message for child in job.children.all()} == {"0 lines read, 2 typed by hand kept"}
    run_all(_transcribe(alice, document, model, truth, overwrite_manual=True))
    typed.refresh_from_db()
    assert typed.text.startswith("line")
    assert typed.revisions.get().text == "typed"
    assert typed.source_name == "Reader"


def test_a_cancelled_page_has_no_half_of_its_text(
    alice: User,
    document: Document,
    pages: list[Part],
    layer: TranscriptionLayer,
    model: OcrModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = _transcribe(alice, document, model, layer)
    child = job.children.order_by("pk").first()
    assert child is not None
    real = apps.engine.fake.recognise

    def slow(*args: Any) -> Any:
        for number, found in enumerate(real(*args)):
            if number == 1:
                jobs.cancel_job(job=job, user=alice)
            yield found

    monkeypatch.setattr(apps.engine.fake, "recognise", slow)
    runner.run(child.pk)
    child.refresh_from_db()
    job.refresh_from_db()
    assert (child.state, job.state) == (JobState.CANCELLED, JobState.CANCELLED)
    assert not LineTranscription.objects.filter(layer=layer).exists()
