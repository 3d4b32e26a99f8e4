"""What a finished model is worth on pages that it never saw."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import apps.engine.fake
from apps.documents.models import Document, Part
from apps.engine.errors import EngineError
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training import services
from apps.training.params import Wish
from apps.users.models import User
from tests import factories

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ask(alice: User, document: Document, pages: list[Part]) -> Job:
    """A segmentation training with a page each to learn from, to judge by and to test on."""
    factories.LineFactory.create_batch(2, part=pages[2])
    Part.objects.filter(pk=pages[2].pk).update(line_count=2)
    wish = Wish(task="segmentation", name="Finder", options={"epochs": 2})
    return services.request_training(
        user=alice, document=document, parts=document.parts.all(), layer_id=None, wish=wish
    )


def test_a_segmentation_is_measured_once_on_the_test_pages(
    alice: User, ask: Job, run_all: Run, client_of: Callable[[User], Client]
) -> None:
    job = run_all(ask)
    assert job.state == JobState.DONE, job.error
    model = OcrModel.objects.get(pk=job.result["model"])
    test = model.details["test"]
    assert (test["pages"], test["lines"], test["found"]) == (1, 2, apps.engine.fake.LINES)
    assert 0 <= test["precision"] <= 1
    assert 0 <= test["f1"] <= 1
    assert test["iou"] is None, "there is no region to be found"
    assert "F1" in job.message
    for path in (f"/model/{model.pk}/", f"/job/{job.pk}/"):
        assert "1 test page that it never saw" in client_of(alice).get(path).content.decode()


def test_what_is_left_out_of_the_training_is_not_looked_for(
    alice: User, document: Document, pages: list[Part], ask: Job, run_all: Run
) -> None:
    Job.objects.filter(pk=ask.pk).update(
        params={**ask.params, "options": {"epochs": 1, "left_out_types": {"lines": ["default"]}}}
    )
    job = run_all(ask)
    test = OcrModel.objects.get(pk=job.result["model"]).details["test"]
    assert (test["lines"], test["f1"]) == (0, None)
    assert job.state == JobState.DONE


def test_a_test_that_fails_costs_no_model(
    ask: Job, run_all: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise EngineError("The image is odd.")

    monkeypatch.setattr(apps.engine.fake, "segment", fail)
    job = run_all(ask)
    assert job.state == JobState.DONE
    assert OcrModel.objects.get(pk=job.result["model"]).details["test"] is None
    assert "could not be measured: The image is odd." in job.log
