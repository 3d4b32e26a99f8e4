"""How long a training will take: measured once on this machine, then known."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import apps.engine.fake
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.errors import EngineError
from apps.jobs import runner
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import services
from apps.training.params import Wish
from apps.training.sets.services import make_set
from apps.users.models import User
from tests import factories

Run = Callable[[Job], Job]
MEASURING = "Measuring on this machine"


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def browser(alice: User, client_of: Callable[[User], Client], truth: TranscriptionLayer) -> Client:
    """Alice's browser, with two pages of text."""
    return client_of(alice)


def _ask(client: Client, document: Document, layer: Any = "", **values: Any) -> str:
    values = {"task": "recognition", "selection": "all", "layer": layer, **values}
    response = client.post(f"/document/{document.pk}/train/times/", values)
    assert response.status_code == 200
    return response.content.decode()


def _measures() -> list[Job]:
    return list(Job.objects.filter(kind="measure_training"))


def _run_one() -> Job:
    (job,) = _measures()
    runner.run(job.pk)
    job.refresh_from_db()
    return job


def test_what_is_unknown_is_measured_once_and_then_a_range(
    browser: Client, document: Document, truth: TranscriptionLayer
) -> None:
    dialog = browser.get(f"/document/{document.pk}/train/").content.decode()
    assert MEASURING in dialog
    assert "at most 20 min" in dialog
    assert _measures() == [], "looking alone asks for nothing"
    for _ in range(2):
        assert MEASURING in _ask(browser, document, truth.pk)
    job = _run_one()
    assert job.state == JobState.DONE, job.error
    assert job.queue == "train"
    assert not OcrModel.objects.exists()
    answer = _ask(browser, document, truth.pk)
    # 4 lines: an epoch of 0.05 s for 8 of 9 lines and a quarter of it for the ninth.
    assert "Measured on this machine (cpu): 0.2 s for an epoch of 4 lines." in answer
    assert '<span id="time-quick" class="quiet" hx-swap-oob="true">2 s to 6 s</span>' in answer
    assert "load delay" not in answer
    dialog = browser.get(f"/document/{document.pk}/train/").content.decode()
    assert "2 s to 6 s" in dialog
    assert len(_measures()) == 1


def test_the_measure_counts_for_other_pages_and_other_people(
    browser: Client,
    bob: User,
    client_of: Callable[[User], Client],
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
) -> None:
    _ask(browser, document, truth.pk)
    _run_one()
    assert "an epoch of 2 lines" in _ask(browser, document, truth.pk, selection=f"{pages[1].pk}")
    assert "Measured on this machine" in _ask(client_of(bob), document, truth.pk)


def test_a_segmentation_is_measured_by_a_page(browser: Client, document: Document) -> None:
    assert MEASURING in _ask(browser, document, task="segmentation")
    assert _run_one().state == JobState.DONE
    answer = _ask(browser, document, task="segmentation")
    assert "an epoch of 2 pages" in answer
    assert "37 s to 110 s" in answer


def test_another_network_is_measured_anew(
    browser: Client, document: Document, truth: TranscriptionLayer, model: OcrModel
) -> None:
    _ask(browser, document, truth.pk)
    _run_one()
    assert MEASURING in _ask(browser, document, truth.pk, model=model.pk)
    job = Job.objects.filter(kind="measure_training").latest("pk")
    runner.run(job.pk)
    assert "Measured" in _ask(browser, document, truth.pk, model=model.pk)
    assert job.ocr_model is None, "a measure is no use of the model"


def test_a_set_is_measured_too(
    browser: Client, alice: User, document: Document, truth: TranscriptionLayer
) -> None:
    made = make_set(
        user=alice, name="Set", document=document, parts=document.parts.all(), layer=truth
    )
    assert MEASURING in browser.get(f"/training/set/{made.pk}/train/").content.decode()
    path = f"/training/set/{made.pk}/train/times/"
    assert MEASURING in browser.post(path, {"task": "recognition"}).content.decode()
    assert _run_one().state == JobState.DONE
    answer = browser.post(path, {"task": "recognition"}).content.decode()
    assert "an epoch of 4 lines" in answer


def test_a_busy_trainer_holds_nothing_up(
    browser: Client, alice: User, document: Document, truth: TranscriptionLayer
) -> None:
    factories.JobFactory(kind="train", user=alice, queue="train", state=JobState.RUNNING)
    answer = _ask(browser, document, truth.pk)
    assert "unknown until a trainer is free" in answer
    assert "load delay:5s" in answer
    assert _measures() == []


def test_a_measure_that_nobody_begins_is_said(
    browser: Client, document: Document, truth: TranscriptionLayer
) -> None:
    _ask(browser, document, truth.pk)
    early = timezone.now() - timezone.timedelta(minutes=1)
    Job.objects.update(created_at=early)
    assert "unknown until a trainer is free" in _ask(browser, document, truth.pk)
    assert len(_measures()) == 1


def test_a_measure_that_failed_says_why_and_is_not_begun_again_at_once(
    browser: Client,
    document: Document,
    truth: TranscriptionLayer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise EngineError("The image is odd.")

    monkeypatch.setattr(apps.engine.fake, "measure_training", fail)
    _ask(browser, document, truth.pk)
    assert _run_one().state == JobState.FAILED
    answer = _ask(browser, document, truth.pk)
    assert "could not be measured: The image is odd." in answer
    assert "load delay" not in answer
    assert len(_measures()) == 1


def test_the_training_itself_takes_the_place_of_its_measure(
    browser: Client,
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    run_all: Run,
) -> None:
    _ask(browser, document, truth.pk)
    wish = Wish(task="recognition", name="New", options={"epochs": 2})
    parts = document.parts.all()
    job = services.request_training(
        user=alice, document=document, parts=parts, layer_id=truth.pk, wish=wish
    )
    assert [one.state for one in _measures()] == [JobState.CANCELLED]
    assert run_all(job).state == JobState.DONE
    answer = _ask(browser, document, truth.pk)
    assert "From trainings on this machine" in answer


def test_a_training_with_options_of_its_own_tells_nothing_of_others(
    browser: Client, alice: User, document: Document, truth: TranscriptionLayer, run_all: Run
) -> None:
    wish = Wish(task="recognition", name="New", options={"epochs": 2, "batch_size": 32})
    job = services.request_training(
        user=alice, document=document, parts=document.parts.all(), layer_id=truth.pk, wish=wish
    )
    assert run_all(job).state == JobState.DONE
    assert MEASURING in _ask(browser, document, truth.pk)


def test_a_measure_is_in_no_list_of_jobs(
    browser: Client, document: Document, truth: TranscriptionLayer
) -> None:
    _ask(browser, document, truth.pk)
    for path in ("/jobs/", "/jobs/panel/"):
        assert "how fast this machine" not in browser.get(path).content.decode()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"selection": "all!x"}, 200),
        ({"model": "x", "layer": "9" * 30}, 200),
        ({"task": "cooking", "layer": ""}, 200),
    ],
)
def test_odd_wishes_are_measured_or_not_but_never_fail(
    browser: Client, document: Document, values: dict[str, str], status: int
) -> None:
    response = browser.post(f"/document/{document.pk}/train/times/", values)
    assert response.status_code == status
    assert "nothing to learn from" in response.content.decode()
    assert _measures() == []


def test_strangers_and_their_models_are_not_there(
    bob: User,
    vera: User,
    charlie: User,
    client_of: Callable[[User], Client],
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
) -> None:
    path = f"/document/{document.pk}/train/times/"
    assert client_of(charlie).post(path, {"layer": truth.pk}).status_code == 404
    assert client_of(vera).post(path, {"layer": truth.pk}).status_code == 404
    assert client_of(bob).get(path).status_code == 405
    _ask(client_of(bob), document, truth.pk, model=model.pk)
    (job,) = _measures()
    assert job.params["base"] is None
