"""Pausing, going on, earlier epochs, and what is kept when a training goes badly."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import apps.engine.fake
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.errors import EngineError
from apps.jobs import dispatch
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import own_presets, services
from apps.training.folders import checkpoints_of, work_folder
from apps.training.models import KeptEpoch, TrainingPreset
from apps.training.params import Wish
from apps.training.tasks import prune_work
from apps.users.models import User
from escriptorium import processes
from tests import factories

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def job(alice: User, document: Document, truth: TranscriptionLayer) -> Job:
    return _train(alice, document, truth)


def _train(user: User, document: Document, layer: TranscriptionLayer) -> Job:
    return services.request_training(
        user=user,
        document=document,
        parts=document.parts.all(),
        layer_id=layer.pk,
        wish=Wish(task="recognition", name="New", options={"epochs": 4}),
    )


def _when_called(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """Do something at each report of the engine."""
    real, calls = apps.engine.fake.train, [0]

    def train(options: Any, data: Any, base: Any, output: Any, report: Any, **more: Any) -> Any:
        def heard(progress: Any) -> Any:
            calls[0] += 1
            act(calls[0])
            return report(progress)

        return real(options, data, base, output, heard, **more)

    monkeypatch.setattr(apps.engine.fake, "train", train)


def test_a_paused_training_frees_its_worker_and_goes_on(
    alice: User, job: Job, run_all: Run, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(call: int) -> None:
        if call == 6:
            jobs.pause_job(job=Job.objects.get(pk=job.pk), user=alice)

    with monkeypatch.context() as patched:
        _when_called(patched, pause)
        paused = run_all(job)
    assert (paused.state, paused.is_paused) == (JobState.DONE, True)
    assert not OcrModel.objects.exists()
    assert prune_work() == 0
    client: Client = client_of(alice)
    shown = client.get(f"/job/{job.pk}/").content.decode()
    assert "Paused" in shown
    assert "Continue" in shown
    client.post(f"/training/job/{job.pk}/continue/")
    again = Job.objects.exclude(pk=job.pk).get()
    assert run_all(again).state == JobState.DONE, again.error
    assert OcrModel.objects.get().details["job"] == str(again.uid)


def test_what_was_learned_stays_when_a_training_goes_badly(
    job: Job, run_all: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(call: int) -> None:
        if call == 10:
            raise EngineError("The training went astray.")

    _when_called(monkeypatch, fail)
    failed = run_all(job)
    assert failed.state == JobState.FAILED
    assert "is kept" in failed.error
    assert checkpoints_of(work_folder(job.uid))
    assert services.can_go_on(failed)
    assert prune_work() == 0


def test_a_finished_training_trains_on_for_more_epochs(alice: User, job: Job, run_all: Run) -> None:
    run_all(job)
    more = services.continue_training(job=Job.objects.get(pk=job.pk), user=alice, more_epochs=3)
    assert more.params["options"]["epochs"] == 4 + 3
    assert more.params["goes_on_from"] == str(job.uid)
    first = OcrModel.objects.get()
    assert run_all(more).state == JobState.DONE
    later = OcrModel.objects.exclude(pk=first.pk).get()
    assert (later.parent, later.version) == (first, 2)


def test_what_ended_a_training_does_not_end_it_again(alice: User, job: Job) -> None:
    done = {"curve": [[n, 1.0, 0.9, 0.1] for n in range(1, 13)], "epoch": 13}
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, data={**done, "seconds_per_epoch": 900.0}
    )
    more = services.continue_training(job=Job.objects.get(pk=job.pk), user=alice, more_epochs=3)
    options = more.params["options"]
    assert (options["epochs"], options["min_epochs"]) == (12 + 3, 12 + 3)
    assert options["max_seconds"] == 12 * 900 + 3 * 60 * 60


def test_earlier_epochs_become_models_or_go(
    alice: User, vera: User, job: Job, run_all: Run, client_of: Any
) -> None:
    run_all(job)
    model = OcrModel.objects.get()
    epochs = list(KeptEpoch.objects.filter(model=model))
    assert len(epochs) == 3
    assert model.details["best_epoch"] not in {kept.epoch for kept in epochs}
    client: Client = client_of(alice)
    shown = client.get(f"/model/{model.pk}/").content.decode()
    assert f"Make a model of epoch {epochs[0].epoch}" in shown
    assert client_of(vera).post(f"/training/epoch/{epochs[0].pk}/model/").status_code == 404
    client.post(f"/training/epoch/{epochs[0].pk}/model/")
    made = OcrModel.objects.exclude(pk=model.pk).get()
    assert made.details["best_epoch"] == epochs[0].epoch
    page = client.get(f"/model/{made.pk}/").content.decode()
    assert f'{epochs[0].epoch} of the training of <a href="/model/{model.pk}/"' in page
    client.post(f"/training/epoch/{epochs[1].pk}/delete/")
    assert KeptEpoch.objects.filter(model=model).count() == 2


def test_the_test_pages_judge_once_and_plainly(
    alice: User, document: Document, layer: TranscriptionLayer, run_all: Run, client_of: Any
) -> None:
    for _ in range(4):
        part = factories.PartFactory(document=document)
        for line in factories.LineFactory.create_batch(2, part=part):
            factories.LineTranscriptionFactory(line=line, layer=layer, text="line 1")
        Part.objects.filter(pk=part.pk).update(line_count=2)
        factories.LayerProgressFactory(part=part, layer=layer, line_count=2)
    job = run_all(_train(alice, document, layer))
    model = OcrModel.objects.get(pk=job.result["model"])
    assert model.details["test"]["lines"] == 2
    shown = client_of(alice).get(f"/model/{model.pk}/").content.decode()
    assert "test page that it never saw" in shown


def test_another_person_comes_before_a_second_training(
    alice: User, bob: User, document: Document, truth: TranscriptionLayer, settings: Any
) -> None:
    settings.QUEUE_WORKERS = {**settings.QUEUE_WORKERS, "train": 1}
    first, second = (_train(alice, document, truth) for _ in range(2))
    other = _train(bob, document, truth)
    order = []
    for _ in range(3):
        dispatch.hand_out("train")
        sent = Job.objects.filter(state="queued", dispatched_at__isnull=False).get()
        order.append(sent.pk)
        Job.objects.filter(pk=sent.pk).update(state="done")
    assert order == [first.pk, other.pk, second.pk]


def test_several_trainers_are_processes_of_their_own_at_low_priority(settings: Any) -> None:
    settings.QUEUE_WORKERS = {**settings.QUEUE_WORKERS, "train": 2}
    trainers = processes.workers("train")
    assert [trainer.name for trainer in trainers] == ["train-0", "train-1"]
    assert "train-1@%h" in trainers[1].command
    assert trainers[0].command[trainers[0].command.index("-Q") + 1] == "train"
    assert trainers[0].nice > max(one.nice for one in processes.workers("inference"))


def test_a_person_keeps_options_as_a_preset(
    alice: User, bob: User, document: Document, truth: TranscriptionLayer, client_of: Any
) -> None:
    client: Client = client_of(alice)
    values = {
        "selection": "all",
        "task": "recognition",
        "name": "New",
        "layer": truth.pk,
        "direction": "horizontal-lr",
        "preset": "quick",
        "set_batch_size": "8",
        "character_map": "ſ = s",
        "save_as": "Mine",
    }
    assert client.post(f"/document/{document.pk}/train/", values).status_code == 303
    kept = TrainingPreset.objects.get()
    assert kept.options == {"batch_size": 8, "character_map": {"ſ": "s"}}
    assert own_presets.resolved(alice, f"own-{kept.pk}") == ("quick", kept.options)
    assert own_presets.resolved(bob, f"own-{kept.pk}")[1] == {}
    client.post("/training/presets/", {"preset": kept.pk, "name": "Usual", "usual": "on"})
    kept.refresh_from_db()
    assert (kept.name, kept.is_default) == ("Usual", True)
    client.post("/training/presets/", {"preset": kept.pk, "name": "Usual", "delete": "1"})
    assert not TrainingPreset.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("set_spec", "[1,48,0,1 Xy9]", "is no layer"),
        ("set_batch_size", "0", "greater than or equal"),
        ("character_map", "nonsense", "is no pair"),
    ],
)
def test_options_that_cannot_be_are_refused_in_words(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    client_of: Any,
    field: str,
    value: str,
    words: str,
) -> None:
    common = {"selection": "all", "task": "recognition", "name": "New", "layer": truth.pk}
    values = {**common, "direction": "horizontal-lr", "preset": "quick", field: value}
    answer = client_of(alice).post(f"/document/{document.pk}/train/", values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_types_are_counted_merged_and_left_out(
    alice: User, document: Document, pages: list[Part], client_of: Any
) -> None:
    shown = client_of(alice).get(f"/document/{document.pk}/train/types/").content.decode()
    assert "learn-lines:default" in shown
    values = {
        "selection": "all",
        "task": "segmentation",
        "name": "Finder",
        "direction": "horizontal-lr",
        "preset": "quick",
        "learn-lines:default": "body",
        "learn-regions:text": "",
    }
    assert client_of(alice).post(f"/document/{document.pk}/train/", values).status_code == 303
    options = Job.objects.get().params["options"]
    assert options == {
        "merged_types": {"lines": {"default": "body"}},
        "left_out_types": {"regions": ["text"]},
    }
