"""Where trainings, sets, evaluations and models meet: what one writes, the others read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.evaluation.models import Evaluation
from apps.images.services import create_from_upload
from apps.jobs import runner
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import services as trainings
from apps.training.models import TrainingSet
from apps.training.sets import asked, services
from apps.training.sets.frozen import manifest_of
from apps.users.models import User

ClientOf = Callable[[User | None], Any]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


def _done(kind: str) -> Job:
    """The newest job of this kind, done."""
    job = Job.objects.filter(kind=kind).latest("pk")
    runner.run(job.pk)
    job.refresh_from_db()
    return job


def _train(client: Client, training_set: TrainingSet, **values: Any) -> Job:
    wanted = {
        "task": "recognition",
        "name": "Hand A",
        "preset": "quick",
        "direction": "horizontal-lr",
        "epochs": 2,
        **values,
    }
    answer = client.post(f"/training/set/{training_set.pk}/train/", wanted)
    assert answer.status_code == 302, answer.content.decode()
    return _done("train")


@pytest.fixture
def trained(client: Client, training_set: TrainingSet) -> OcrModel:
    """A model of the set of ten pages, trained from its page."""
    job = _train(client, training_set)
    assert job.state == JobState.DONE, job.error
    return OcrModel.objects.get(pk=job.result["model"])


def test_an_evaluation_knows_the_pages_that_a_training_learned_from(
    client: Client, trained: OcrModel, document: Document, layer: TranscriptionLayer
) -> None:
    split = trained.details["split"]
    tested = split["test_parts"]
    for parts, learned in ((split["train_parts"][:2], 2), (split["validation_parts"], 1)):
        wanted = {"transcription": layer.pk, "models": [trained.pk], "parts": [*parts, *tested]}
        address = f"/api/documents/{document.pk}/evaluate/"
        asked = client.post(address, wanted, content_type="application/json")
        assert asked.status_code == 200, asked.content
        job = _done("evaluate")
        found = Evaluation.objects.get(uid=job.uid).subjects.get()
        assert found.figures["learned"] == learned
    shown = client.get(f"/model/{trained.pk}/").content.decode()
    assert "knows 1 of these pages from its training" in shown


def test_a_page_that_was_learned_from_is_known_by_its_image_in_another_document(
    client: Client, trained: OcrModel, document: Document, layer: TranscriptionLayer
) -> None:
    old = Part.objects.get(pk=trained.details["split"]["train_parts"][0])
    with old.image.file.open() as file:
        upload = SimpleUploadedFile("again.png", file.read(), "image/png")
    [image] = create_from_upload(upload=upload, name="again.png")
    fresh = document.parts.create(image=image, order=99, line_count=3)
    old.lines.update(part=fresh)
    wanted = {"transcription": layer.pk, "models": [trained.pk], "parts": [fresh.pk]}
    address = f"/api/documents/{document.pk}/evaluate/"
    layer.progress.update_or_create(part=fresh, defaults={"line_count": 3})
    answer = client.post(address, wanted, content_type="application/json")
    assert answer.status_code == 200, answer.content
    job = _done("evaluate")
    assert job.state == JobState.DONE, job.error
    found = Evaluation.objects.get(uid=job.uid).subjects.get()
    assert found.figures["learned"] == 1


def test_a_doubtful_figure_is_doubted_once(
    client: Client, training_set: TrainingSet, trained: OcrModel
) -> None:
    words = "It was measured on one page only"
    assert client.get(f"/model/{trained.pk}/").content.decode().count(words) == 1
    epoch = trained.kept_epochs.first()
    assert epoch is not None or trained.details["best_epoch"] == 2
    if epoch:
        client.post(f"/training/epoch/{epoch.pk}/model/")
        made = OcrModel.objects.latest("pk")
        assert client.get(f"/model/{made.pk}/").content.decode().count(words) == 1


def test_models_of_a_set_are_measured_on_its_test_pages(
    client: Client, client_of: ClientOf, charlie: User, training_set: TrainingSet, trained: OcrModel
) -> None:
    address = f"/training/set/{training_set.pk}/measure/"
    for page in (f"/training/set/{training_set.pk}/trainings/", f"/model/{trained.pk}/"):
        shown = client.get(page).content.decode()
        assert "Measure on the test pages" in shown
        assert f'action="{address}"' in shown
    answer = client.post(address, {"models": [trained.pk]})
    job = _done("evaluate")
    assert answer["Location"] == f"/job/{job.pk}/"
    assert job.state == JobState.DONE, job.error
    evaluation = Evaluation.objects.get(uid=job.uid)
    assert evaluation.page_count == len(trained.details["split"]["test_parts"])
    figures = evaluation.subjects.get().figures
    assert figures["learned"] == 0
    assert figures["cer"] == pytest.approx(trained.details["test"]["cer"])
    assert client_of(charlie).post(address, {"models": [trained.pk]}).status_code == 404


def test_without_test_pages_or_models_the_reason_is_said(
    client: Client, training_set: TrainingSet, trained: OcrModel
) -> None:
    address = f"/training/set/{training_set.pk}/measure/"
    assert "Choose a model" in client.post(address, follow=True).content.decode()
    items = training_set.items.filter(split="test").values_list("pk", flat=True)
    move = {"items": list(items), "split": "train"}
    client.post(f"/training/set/{training_set.pk}/move/", move)
    shown = client.post(address, {"models": [trained.pk]}, follow=True).content.decode()
    assert "is kept for a test" in shown
    assert not Job.objects.filter(kind="evaluate").exists()


def test_a_frozen_set_that_was_put_away_comes_back(
    client: Client, client_of: ClientOf, vera: User, training_set: TrainingSet, trained: OcrModel
) -> None:
    page = f"/training/set/{training_set.pk}/"
    client.post(f"{page}delete/")
    assert "Hand A" not in client.get("/training/").content.decode()
    assert "Hand A" in client.get("/training/?archived").content.decode()
    shown = client.get(page).content.decode()
    assert "This set was put away" in shown
    assert f"{page}restore/" in shown
    assert f"{page}restore/" not in client_of(vera).get(page).content.decode()
    assert client_of(vera).post(f"{page}restore/").status_code == 404
    assert client.post(f"{page}restore/")["Location"] == page
    assert "Hand A" in client.get("/training/").content.decode()
    assert services.freeze(training_set=training_set, user=training_set.owner).number == 1


def test_a_model_whose_alphabet_nobody_knows_is_not_said_to_write_everything(
    client: Client, trained: OcrModel, training_set: TrainingSet
) -> None:
    OcrModel.objects.filter(pk=trained.pk).update(details=trained.details | {"alphabet": []})
    client.post(f"/training/set/{training_set.pk}/measure/", {"models": [trained.pk]})
    job = _done("evaluate")
    assert Evaluation.objects.get(uid=job.uid).subjects.get().figures["unknown"] is None
    shown = client.get(f"/evaluation/{job.uid}/").content.decode()
    assert "Its file does not say which characters it knows" in shown
    assert client.get(f"/evaluation/{job.uid}/report/html/").status_code == 200
    assert client.get(f"/evaluation/{job.uid}/report/csv/").status_code == 200


def test_the_page_of_a_set_shows_what_more_lines_would_bring(
    client: Client, training_set: TrainingSet, trained: OcrModel
) -> None:
    address = f"/training/set/{training_set.pk}/trainings/"
    one = client.get(address).content.decode()
    assert "What more corrected lines bring" in one
    assert "curve-picture" not in one
    for lines, cer in ((60, 0.1), (120, 0.05)):
        test = {**trained.details["test"], "cer": cer, "interval": None}
        details = {**trained.details, "lines": lines, "test": test}
        trained.pk, trained.details, trained._state.adding = None, details, True
        trained.save()
    shown = client.get(address).content.decode()
    assert "curve-picture" in shown
    assert "The next 10 pages are expected to bring" in shown


def test_the_advice_to_fine_tune_says_to_try_the_model_first(
    client: Client, training_set: TrainingSet, make_model: Any
) -> None:
    letters = sorted(set("page line é0123456789"))
    details = {"alphabet": letters, "model_type": "baselines"}
    known = [make_model(name=name, details=details) for name in ("Old", "New")]
    shown = client.get(f"/training/set/{training_set.pk}/check/").content.decode()
    assert "Fine-tune “New”, if it reads this writing" in shown
    assert "try it first" in shown
    address = f"/models/try/?models={known[1].pk},{known[0].pk}"
    assert f'data-dialog="{address}"' in shown
    assert "Letters of 1848" in client.get(address).content.decode()


@pytest.fixture
def every_set_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "AT_ONCE", 2)


def _ask(client: Client, training_set: TrainingSet) -> Job:
    """Ask for a training, which waits."""
    wanted = {"task": "recognition", "name": "Big", "direction": "horizontal-lr", "epochs": 2}
    assert client.post(f"/training/set/{training_set.pk}/train/", wanted).status_code == 302
    return Job.objects.filter(kind="train").latest("pk")


@pytest.mark.usefixtures("every_set_is_large")
def test_a_large_set_is_frozen_by_the_job_as_it_was_asked_for(
    client: Client, training_set: TrainingSet, ten: list[Part], layer: TranscriptionLayer
) -> None:
    job = _ask(client, training_set)
    assert job.title == "Train “Big” on 10 pages"
    assert not training_set.versions.exists()
    shown = client.get(f"/training/set/{training_set.pk}/trainings/").content.decode()
    assert f"/job/{job.pk}/" in shown
    then = dict(training_set.items.values_list("part_id", "split"))
    tested = training_set.items.get(split="test")
    move = {"items": [tested.pk], "split": "train"}
    client.post(f"/training/set/{training_set.pk}/move/", move)
    gone = next(part for part in ten if then[part.pk] == "train")
    text = layer.transcriptions.exclude(line__part=gone).first()
    assert text is not None
    gone_id = gone.pk
    gone.delete()
    text.text = "corrected meanwhile"
    text.save()
    job = _done("train")
    assert job.state == JobState.DONE, job.error
    [version] = training_set.versions.all()
    assert (job.params["version"], job.params["asked"]) == (version.pk, None)
    frozen = {page.part: page.split for page in manifest_of(version)}
    assert frozen == {part: split for part, split in then.items() if part != gone_id}
    assert "Left out 1 page: deleted" in job.log
    assert "The texts of 1 page were changed since this was asked for" in job.log
    assert OcrModel.objects.get(pk=job.result["model"]).details["set"]["pages"] == 9


@pytest.mark.usefixtures("every_set_is_large")
def test_a_large_set_that_was_deleted_before_it_was_frozen_is_missed_in_words(
    client: Client, training_set: TrainingSet
) -> None:
    job = _ask(client, training_set)
    client.post(f"/training/set/{training_set.pk}/delete/")
    job = _done("train")
    assert (job.state, "The training set was deleted" in job.error) == (JobState.FAILED, True)


@pytest.mark.usefixtures("every_set_is_large")
def test_a_large_set_with_twins_in_two_splits_is_refused_at_once(
    client: Client, training_set: TrainingSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ApplicationError("near_duplicate", "These pages are nearly the same page.")

    monkeypatch.setattr(trainings, "refuse_conflicts", refuse)
    wanted = {"task": "recognition", "name": "Big", "direction": "horizontal-lr"}
    answer = client.post(f"/training/set/{training_set.pk}/train/", wanted)
    assert answer.status_code == 422
    assert "nearly the same page" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("every_set_is_large")
def test_a_large_training_trains_on_with_the_set_as_it_is_now(
    client: Client, training_set: TrainingSet
) -> None:
    job = _ask(client, training_set)
    first = _done("train")
    item = training_set.items.filter(split="train").first()
    assert item is not None
    move = {"items": [item.pk], "split": "remove"}
    client.post(f"/training/set/{training_set.pk}/move/", move)
    values = {"newest": "on", "more": "2"}
    client.post(f"/training/job/{job.pk}/continue/", values)
    again = _done("train")
    assert again.state == JobState.DONE, again.error
    assert training_set.versions.count() == 2
    made = OcrModel.objects.get(pk=again.result["model"])
    assert made.parent_id == first.result["model"]
    assert made.details["set"]["pages"] == 9
