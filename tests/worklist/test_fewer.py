"""A model's set learned from in parts: the curve after a single training."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.options import TrainingData, TrainingPage
from apps.jobs.models import Job, JobState
from apps.layout.types import LineLayout, PageLayout
from apps.models.models import OcrModel
from apps.training import services
from apps.training.params import Wish
from apps.users.models import User
from apps.worklist.fewer import KIND, POINTS, part_of
from tests import factories

ClientOf = Callable[[User | None], Client]
RunAll = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def train(
    alice: User, document: Document, layer: TranscriptionLayer, run_all: RunAll
) -> Callable[[int], OcrModel]:
    """A model of alice that learned from five pages of so many lines: ``train(12)``."""

    def make(lines: int) -> OcrModel:
        for _ in range(5):
            part: Part = factories.PartFactory(document=document, line_count=lines)
            for number in range(lines):
                line = factories.LineFactory(part=part, order=number)
                factories.LineTranscriptionFactory(line=line, layer=layer, text=f"line {number}")
            factories.LayerProgressFactory(part=part, layer=layer, line_count=lines)
        job = services.request_training(
            user=alice,
            document=document,
            parts=document.parts.all(),
            layer_id=layer.pk,
            wish=Wish(task="recognition", name="New", options={"epochs": 3}),
        )
        assert run_all(job).state == JobState.DONE, job.error
        return OcrModel.objects.get(details__job=str(job.uid))

    return make


def _url(model: OcrModel) -> str:
    return f"/model/{model.pk}/fewer-lines/"


def test_one_training_brings_the_curve(
    alice: User, train: Any, client_of: ClientOf, run_all: RunAll
) -> None:
    model, client = train(12), client_of(alice)
    before = client.get(f"/model/{model.pk}/").content.decode()
    assert "One training is too little" in before and "Measure it" in before
    answer = client.post(_url(model))
    job = Job.objects.get(kind=KIND)
    assert (answer.status_code, answer["Location"]) == (302, f"/job/{job.pk}/")
    assert "Measure it" not in client.get(f"/model/{model.pk}/").content.decode()
    client.post(_url(model))
    assert Job.objects.filter(kind=KIND).count() == 1
    assert run_all(job).state == JobState.DONE, job.error
    model.refresh_from_db()
    assert [point["share"] for point in model.details[POINTS]] == [0.25, 0.5]
    assert all(point["is_test"] for point in model.details[POINTS])
    assert OcrModel.objects.count() == 1
    after = client.get(f"/model/{model.pk}/").content.decode()
    assert "The next 10 pages are expected to bring" in after
    assert "New, from 25 % of the lines" in after
    assert "was measured already" in client.post(_url(model), follow=True).content.decode()


def test_what_was_measured_before_a_worker_died_is_not_measured_again(
    alice: User, train: Any, client_of: ClientOf, run_all: RunAll
) -> None:
    model = train(12)
    client_of(alice).post(_url(model))
    kept = {"share": 0.25, "cer": 0.123, "interval": None, "is_test": True}
    OcrModel.objects.filter(pk=model.pk).update(details={**model.details, POINTS: [kept]})
    assert run_all(Job.objects.get(kind=KIND)).state == JobState.DONE
    model.refresh_from_db()
    assert model.details[POINTS][0] == kept
    assert model.details[POINTS][1]["share"] == 0.5


def test_a_set_that_was_deleted_meanwhile_is_missed_in_words(
    train: Any, alice: User, client_of: ClientOf, run_all: RunAll
) -> None:
    model = train(12)
    client_of(alice).post(_url(model))
    Job.objects.filter(kind="train").delete()
    job = run_all(Job.objects.get(kind=KIND))
    assert job.state == JobState.FAILED
    assert "The training of “New”, or its set, was deleted" in job.error


def test_pages_that_are_shared_no_more_are_not_learned_from(
    train: Any, alice: User, bob: User, document: Document, client_of: ClientOf, run_all: RunAll
) -> None:
    model, client = train(12), client_of(alice)
    client.post(_url(model))
    Document.objects.filter(pk=document.pk).update(owner=bob)
    type(document.project).objects.filter(pk=document.project_id).update(owner=bob)
    job = run_all(Job.objects.get(kind=KIND))
    assert job.state == JobState.FAILED
    assert "not shared with you" in job.error
    assert "not shared with you" in client.post(_url(model), follow=True).content.decode()


def test_few_lines_are_refused_in_words(
    alice: User, train: Any, client_of: ClientOf, run_all: RunAll
) -> None:
    client_of(alice).post(_url(train(2)))
    job = run_all(Job.objects.get(kind=KIND))
    assert job.state == JobState.FAILED
    assert "parts of so few tell nothing" in job.error


def test_a_model_from_elsewhere_has_no_set(
    alice: User, bob: User, model: OcrModel, client_of: ClientOf
) -> None:
    assert client_of(bob).post(_url(model)).status_code == 404
    answer = client_of(alice).post(_url(model), follow=True).content.decode()
    assert "was not trained to read here" in answer
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_smaller_part_is_in_the_larger_one() -> None:
    pages = [
        TrainingPage(str(number), None, str(number), _layout(10))  # type: ignore[arg-type]
        for number in (3, 1, 2)
    ]
    data = TrainingData(tuple(pages), (pages[0],))
    lines = {
        share: [
            (page.name, line.uid)
            for page in part_of(data, share).train
            for line in page.layout.lines
        ]
        for share in (0.25, 0.5, 1.0)
    }
    assert [len(found) for found in lines.values()] == [8, 15, 30]
    assert set(lines[0.25]) < set(lines[0.5]) < set(lines[1.0])
    assert part_of(data, 0.25).validation == data.validation


def _layout(lines: int) -> PageLayout:
    rows = tuple(LineLayout(None, None, uid=str(number)) for number in range(lines))
    return PageLayout(100, 100, "a.png", (), rows)
