"""What happens around a training while it waits and runs, and what is never lost by it."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client

import apps.engine.fake
from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.jobs import runner
from apps.jobs import services as jobs
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import services
from apps.training.folders import checkpoints_of, work_folder
from apps.training.models import TrainingSet
from apps.training.params import Wish
from apps.training.tasks import prune_work
from apps.users.models import User

Run = Callable[[Job], Job]
Act = Callable[[], Any]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ask(document: Document, truth: TranscriptionLayer) -> Callable[..., Job]:
    """Asks for a training on the two pages that have text: ``ask(alice, model=…)``."""

    def make(user: User, **wish: Any) -> Job:
        return services.request_training(
            user=user,
            document=document,
            parts=document.parts.all(),
            layer_id=truth.pk,
            wish=Wish(task="recognition", name="New", options={"epochs": 3}, **wish),
        )

    return make


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], None]:
    """Does something once, while the engine trains: ``during(lambda: …)``."""

    def arrange(act: Act) -> None:
        real, left = apps.engine.fake.train, [act]

        def train(options: Any, data: Any, base: Any, output: Any, report: Any, **more: Any) -> Any:
            def heard(progress: Any) -> Any:
                said = report(progress)
                if progress.curve and left:
                    left.pop()()
                return said

            return real(options, data, base, output, heard, **more)

        monkeypatch.setattr(apps.engine.fake, "train", train)

    return arrange


def test_of_two_people_who_train_at_once_one_cancels(
    alice: User, bob: User, ask: Any, run_all: Run, during: Any, client_of: Callable[[User], Client]
) -> None:
    first, second = ask(alice), ask(bob)

    def cancel_while_both_run() -> None:
        during(lambda: client_of(bob).post(f"/job/{second.pk}/cancel/"))
        runner.run(second.pk)

    during(cancel_while_both_run)
    assert run_all(first).state == JobState.DONE, first.error
    second.refresh_from_db()
    assert second.state == JobState.CANCELLED
    assert not work_folder(second.uid).exists()
    assert [model.owner for model in OcrModel.objects.all()] == [alice]
    assert checkpoints_of(work_folder(first.uid))


def test_a_set_that_is_changed_meanwhile_changes_nothing_of_the_training(
    alice: User, ask: Any, run_all: Run, during: Any, truth: TranscriptionLayer
) -> None:
    def change() -> None:
        LineTranscription.objects.filter(layer=truth).update(text="something else")
        training_set.items.all().delete()

    job = ask(alice)
    training_set = TrainingSet.objects.get()
    during(change)
    assert run_all(job).state == JobState.DONE, job.error
    details = OcrModel.objects.get().details
    assert (details["set"]["pages"], details["characters"]) == (2, 4 * len("line 1"))


def test_a_page_that_is_deleted_before_the_training_begins_is_named(
    alice: User, ask: Any, run_all: Run, pages: list[Part]
) -> None:
    job = ask(alice)
    image = pages[0].image
    pages[0].delete()
    image.file.delete()
    job = run_all(job)
    assert job.state == JobState.FAILED
    assert "its page was deleted" in job.error
    assert not OcrModel.objects.exists()


def test_a_base_model_is_not_deleted_while_a_training_waits_or_runs(
    alice: User,
    ask: Any,
    run_all: Run,
    during: Any,
    model: OcrModel,
    client_of: Callable[[User], Client],
) -> None:
    job = ask(alice, model=model.pk)
    answers: list[str] = []

    def delete() -> None:
        answer = client_of(alice).post(f"/model/{model.pk}/delete/")
        answers.append(answer.content.decode())

    delete()
    during(delete)
    assert run_all(job).state == JobState.DONE, job.error
    assert all("under way use this model" in answer for answer in answers)
    assert OcrModel.objects.latest("pk").parent == model


def test_a_base_model_that_is_deleted_before_the_training_begins_is_missed_in_words(
    alice: User, ask: Any, run_all: Run, model: OcrModel
) -> None:
    job = ask(alice, model=model.pk)
    model.delete()
    job = run_all(job)
    assert (job.state, "model" in job.error) == (JobState.FAILED, True)


def test_a_document_that_is_deleted_for_ever_takes_its_training_along(
    alice: User, ask: Any, during: Any, document: Document
) -> None:
    job = ask(alice)
    during(document.delete)
    runner.run(job.pk)
    assert not Job.objects.exists()
    assert not OcrModel.objects.exists()
    assert prune_work() == 1


def test_a_full_disk_is_said_and_what_was_learned_is_kept(
    alice: User, ask: Any, run_all: Run, during: Any
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    during(full)
    job = run_all(ask(alice))
    assert job.state == JobState.FAILED
    assert "disk is full" in job.error
    assert checkpoints_of(work_folder(job.uid))
    assert services.can_go_on(job)
    again = services.continue_training(job=job, user=alice)
    assert run_all(again).state == JobState.DONE, again.error


def test_the_checkpoint_of_a_paused_training_waits_for_the_one_that_goes_on(
    alice: User, ask: Any, run_all: Run, during: Any
) -> None:
    job = ask(alice)
    during(lambda: jobs.pause_job(job=Job.objects.get(pk=job.pk), user=alice))
    paused = run_all(job)
    assert paused.is_paused
    again = services.continue_training(job=paused, user=alice)
    assert prune_work() == 0
    assert checkpoints_of(work_folder(paused.uid))
    assert run_all(again).state == JobState.DONE, again.error
    assert "gone" not in again.log
    assert prune_work() == 1
    assert not work_folder(paused.uid).exists()


def test_a_model_and_its_epochs_come_together_or_not_at_all(
    alice: User, ask: Any, run_all: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(alice)

    def killed(**_: Any) -> None:
        raise OperationalError("The database went away.")

    with monkeypatch.context() as patched:
        patched.setattr("apps.training.train.keep_epochs", killed)
        runner.run(job.pk)
    assert not OcrModel.objects.exists()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert run_all(job).state == JobState.DONE, job.error
    assert OcrModel.objects.get().kept_epochs.count() == 2


def test_a_checkpoint_that_was_half_taken_over_is_taken_over_again(
    alice: User, ask: Any, run_all: Run, during: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(alice)
    during(lambda: jobs.pause_job(job=Job.objects.get(pk=job.pk), user=alice))
    again = services.continue_training(job=run_all(job), user=alice)
    real = shutil.copytree

    def half(source: Any, target: Any, **more: Any) -> Any:
        target.mkdir(parents=True)
        (target / "epoch-1.safetensors").write_bytes(b"half")
        raise OperationalError("killed")

    monkeypatch.setattr(shutil, "copytree", half)
    runner.run(again.pk)
    monkeypatch.setattr(shutil, "copytree", real)
    known: list[int] = []
    resumed = apps.engine.fake._resumed

    def counted(folder: Any) -> Any:
        known.append(len(resumed(folder)))
        return resumed(folder)

    monkeypatch.setattr(apps.engine.fake, "_resumed", counted)
    Job.objects.filter(pk=again.pk).update(state=JobState.QUEUED)
    assert run_all(again).state == JobState.DONE, again.error
    assert known == [1], "it goes on after the first epoch"


def test_housekeeping_leaves_what_is_being_frozen(db: None, settings: Any) -> None:
    root = settings.DATA_DIR / "work"
    fresh, forgotten = root / "tmpnew", root / "tmpold"
    for folder in (fresh, forgotten):
        folder.mkdir(parents=True)
    os.utime(forgotten, (1, 1))
    assert prune_work() == 1
    assert (fresh.exists(), forgotten.exists()) == (True, False)


def test_housekeeping_leaves_a_training_that_begins_meanwhile(
    alice: User, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.training import tasks

    job = ask(alice)
    real = tasks.needed_folders
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)

    def needed() -> set[str]:
        found = real()
        work_folder(job.uid).mkdir(parents=True)  # asked for, and begun, right after that look
        return found

    monkeypatch.setattr(tasks, "needed_folders", needed)
    (work_folder(job.uid).parent).mkdir(parents=True, exist_ok=True)
    prune_work()
    assert work_folder(job.uid).exists()


def test_housekeeping_leaves_an_epoch_whose_row_is_being_written(db: None) -> None:
    fresh = default_storage.save("epochs/fresh.safetensors", ContentFile(b"x"))
    forgotten = default_storage.save("epochs/old.safetensors", ContentFile(b"x"))
    os.utime(default_storage.path(forgotten), (1, 1))
    prune_work()
    assert (default_storage.exists(fresh), default_storage.exists(forgotten)) == (True, False)
