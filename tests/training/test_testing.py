"""What a finished model is worth on pages that it never saw."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import apps.engine.fake
from apps.documents.models import Document, Part
from apps.engine.errors import EngineError
from apps.engine.options import ModelInfo
from apps.jobs.models import Job, JobState
from apps.layout.types import LineText
from apps.models.models import OcrModel
from apps.training import services
from apps.training.params import Wish
from apps.training.texts import as_learned
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


def test_accents_written_as_the_model_writes_them_are_no_errors(
    alice: User, document: Document, layer: Any, run_all: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        part = factories.PartFactory(document=document)
        for line in factories.LineFactory.create_batch(2, part=part):
            factories.LineTranscriptionFactory(line=line, layer=layer, text="\u00e9t\u00e9")
        Part.objects.filter(pk=part.pk).update(line_count=2)
        factories.LayerProgressFactory(part=part, layer=layer, line_count=2)
    info = ModelInfo("recognition", "baselines", ("e", "t", "\u0301"), 0.9, 3, {})

    def apart(image: Any, layout: Any, *_: Any) -> Any:
        return [(line.uid, LineText("e\u0301te\u0301")) for line in layout.lines]

    monkeypatch.setattr(apps.engine.fake, "read_model", lambda path: info)
    monkeypatch.setattr(apps.engine.fake, "recognise", apart)
    wish = Wish(task="recognition", name="New", options={"epochs": 1})
    job = services.request_training(
        user=alice, document=document, parts=document.parts.all(), layer_id=layer.pk, wish=wish
    )
    test = OcrModel.objects.get(pk=run_all(job).result["model"]).details["test"]
    assert test["cer"] == 0


def test_texts_are_compared_as_they_were_learned() -> None:
    assert as_learned({"character_map": {"a": "b", "b": "a"}}, ())("ab") == "ba"
    assert as_learned({"normalization": "NFC"}, ("\u0301",))("e\u0301") == "\u00e9"
    assert as_learned({"normalize_whitespace": False}, ())(" a  b") == " a  b"
