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
from apps.engine.errors import EngineError
from apps.jobs import runner
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.processing import services
from apps.processing.ground_truth import split_ids
from apps.processing.params import (
    EvaluateParams,
    MasksParams,
    SegmentParams,
    TrainParams,
    TranscribeParams,
    parse,
)
from apps.processing.tasks import prune_work
from apps.processing.train import work_folder
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


def _train(user: User, document: Document, layer: TranscriptionLayer | None, **params: Any) -> Job:
    values = {"task": "recognition", "name": "New", "part_ids": (), "epochs": 3, **params}
    return services.request_training(
        user=user,
        document=document,
        parts=document.parts.all(),
        params=TrainParams(layer=layer.pk if layer else None, **values),
    )


def test_training_adds_a_new_version_and_leaves_the_base_alone(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    run_all: Run,
) -> None:
    before = model.file.read()
    job = run_all(_train(alice, document, truth, model=model.pk))
    assert job.state == JobState.DONE, job.error
    trained = OcrModel.objects.get(pk=job.result["model"])
    assert (trained.name, trained.parent, trained.version) == ("New", model, 2)
    assert trained.accuracy == pytest.approx(1 - 0.5 / 3)
    assert len(trained.details["curve"]) == 3
    split = trained.details["split"]
    assert (len(split["train_parts"]), len(split["validation_parts"])) == (1, 1)
    assert [point[0] for point in job.data["curve"]][:2] == [1, 2]
    model.refresh_from_db()
    assert model.file.read() == before
    assert not work_folder(job).exists()


def test_a_page_alone_is_split_by_lines(
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    run_all: Run,
) -> None:
    job = services.request_training(
        user=alice,
        document=document,
        parts=document.parts.filter(pk=pages[0].pk),
        params=TrainParams(task="recognition", name="New", part_ids=(), layer=truth.pk, epochs=1),
    )
    assert run_all(job).state == JobState.DONE
    assert OcrModel.objects.get().details["split"]["by"] == "lines"


def test_a_segmentation_model_is_trained_from_layouts(
    alice: User, document: Document, pages: list[Part], run_all: Run
) -> None:
    job = run_all(_train(alice, document, None, task="segmentation"))
    assert OcrModel.objects.get(pk=job.result["model"]).role == "segmentation"


def test_a_failed_training_says_why_and_adds_nothing(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    run_all: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise EngineError("The training diverged. Use a lower learning rate.")

    monkeypatch.setattr(apps.engine.fake, "train", fail)
    job = run_all(_train(alice, document, truth))
    assert (job.state, job.error.split(".")[0]) == (JobState.FAILED, "The training diverged")
    assert not OcrModel.objects.exists()
    assert not work_folder(job).exists()


@pytest.mark.parametrize(("ask", "models"), [(jobs.stop_job, 1), (jobs.cancel_job, 0)])
def test_a_training_is_stopped_or_cancelled(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    run_all: Run,
    monkeypatch: pytest.MonkeyPatch,
    ask: Any,
    models: int,
) -> None:
    job = _train(alice, document, truth, epochs=30)
    real = apps.engine.fake.train

    def train(options: Any, *args: Any, **kwargs: Any) -> Any:
        ask(job=Job.objects.get(pk=job.pk), user=alice)
        return real(options, *args, **kwargs)

    monkeypatch.setattr(apps.engine.fake, "train", train)
    run_all(job)
    assert OcrModel.objects.count() == models
    if models:
        assert len(OcrModel.objects.get().details["curve"]) == 1
    else:
        assert job.state == JobState.CANCELLED


def test_a_training_whose_worker_died_goes_on_with_the_same_pages(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    run_all: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = _train(alice, document, truth)
    real = apps.engine.fake.train
    seen: list[Any] = []

    def die_once(options: Any, train: Any, validation: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append((train, validation, kwargs["checkpoint_dir"]))
        if len(seen) == 1:
            raise SystemExit
        return real(options, train, validation, *args, **kwargs)

    monkeypatch.setattr(apps.engine.fake, "train", die_once)
    with pytest.raises(SystemExit):
        runner.run(job.pk)
    assert work_folder(job).exists()
    assert prune_work() == 0
    assert run_all(job).state == JobState.DONE
    assert seen[0] == seen[1]


def test_a_training_that_is_delivered_after_its_model_exists_adds_no_second(
    alice: User, document: Document, truth: TranscriptionLayer, run_all: Run
) -> None:
    job = run_all(_train(alice, document, truth))
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert run_all(job).state == JobState.DONE
    assert OcrModel.objects.count() == 1


def test_work_folders_of_finished_jobs_are_removed(
    alice: User, document: Document, truth: TranscriptionLayer
) -> None:
    job = _train(alice, document, truth)
    work_folder(job).mkdir(parents=True)
    jobs.cancel_job(job=job, user=alice)
    assert prune_work() == 1


def test_the_split_is_the_same_every_time_and_never_empty() -> None:
    for number in range(2, 60):
        train, validation = split_ids(range(number), seed=42)
        assert train
        assert validation
        assert sorted(train + validation) == list(range(number))
        assert split_ids(list(reversed(range(number))), seed=42) == (train, validation)
    assert split_ids(range(12), seed=1) != split_ids(range(12), seed=2)


def test_evaluating_a_model_gives_rates_per_page_and_over_all(
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    model: OcrModel,
    run_all: Run,
) -> None:
    text = LineTranscription.objects.filter(layer=truth, line__part=pages[0]).first()
    assert text is not None
    text.text = "lint 1"
    text.save()
    job = run_all(
        services.request_evaluation(
            user=alice,
            document=document,
            parts=document.parts.all(),
            params=EvaluateParams(reference=truth.pk, part_ids=(), model=model.pk),
        )
    )
    assert job.result["cer"] == pytest.approx(1 / 24)
    assert [page["cer"] for page in job.result["pages"]] == [pytest.approx(1 / 12), 0]
    confused = job.result["confusions"][0]
    assert (confused["expected"], confused["read"], confused["count"]) == ("t", "e", 1)
    assert confused["examples"][0]["part"] == pages[0].pk
    assert job.result["worst"][0]["part"] == pages[0].pk
    assert "".join(right for right, _ in job.result["worst"][0]["pieces"]) == text.text


def test_evaluating_a_layer_counts_missing_text_as_wrong(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    run_all: Run,
) -> None:
    empty = document.layers.create(name="empty")
    job = services.request_evaluation(
        user=alice,
        document=document,
        parts=document.parts.all(),
        params=EvaluateParams(reference=truth.pk, part_ids=(), layer=empty.pk),
    )
    assert run_all(job).result["cer"] == 1
