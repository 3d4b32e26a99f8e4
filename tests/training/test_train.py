"""What trainings leave behind, done with the engine's stand-in."""

from collections.abc import Callable
from typing import Any

import pytest

import apps.engine.fake
from apps.documents.models import (
    Document,
    Part,
    TranscriptionLayer,
)
from apps.engine.errors import EngineError
from apps.engine.options import TrainingData
from apps.jobs import runner
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import services
from apps.training.folders import checkpoints_of, work_folder
from apps.training.params import Wish
from apps.training.tasks import prune_work
from apps.users.models import User

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def _train(user: User, document: Document, layer: TranscriptionLayer | None, **wish: Any) -> Job:
    options = {"epochs": wish.pop("epochs", 3), **wish.pop("options", {})}
    values = {"task": "recognition", "name": "New", **wish}
    return services.request_training(
        user=user,
        document=document,
        parts=document.parts.all(),
        layer_id=layer.pk if layer else None,
        wish=Wish(options=options, **values),
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
    assert checkpoints_of(work_folder(job.uid))
    assert not (work_folder(job.uid) / "pages").exists()


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
        layer_id=truth.pk,
        wish=Wish(task="recognition", name="New", options={"epochs": 1}),
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
    assert not work_folder(job.uid).exists()


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


def _digests(data: TrainingData) -> list[list[str]]:
    return [[page.image_digest for page in part] for part in (data.train, data.validation)]


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

    def die_once(options: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append((_digests(data), kwargs["checkpoint_dir"]))
        if len(seen) == 1:
            raise SystemExit
        return real(options, data, *args, **kwargs)

    monkeypatch.setattr(apps.engine.fake, "train", die_once)
    with pytest.raises(SystemExit):
        runner.run(job.pk)
    assert work_folder(job.uid).exists()
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
    work_folder(job.uid).mkdir(parents=True)
    jobs.cancel_job(job=job, user=alice)
    assert prune_work() == 1
