"""The pages, texts and models that the tests of processing use, and an evaluation of them."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.evaluation import services
from apps.evaluation.models import Evaluation
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.users.models import User
from tests.processing.conftest import make_model, model, pages, run_all, truth

__all__ = ["make_model", "model", "pages", "run_all", "truth"]

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def wrong_text(truth: TranscriptionLayer, pages: list[Part]) -> LineTranscription:
    """One line whose right text the stand-in does not read."""
    text = LineTranscription.objects.filter(layer=truth, line__part=pages[0]).first()
    assert text is not None
    text.text = "lint 1"
    text.save()
    return text


@pytest.fixture
def evaluated(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    wrong_text: LineTranscription,
    model: OcrModel,
    run_all: Run,
) -> Evaluation:
    """The model and an empty layer against the truth."""
    empty = document.layers.create(name="empty")
    model.details = {"alphabet": sorted(set("line 0123456789"))}
    model.save()
    params = EvaluateParams(reference=truth.pk, models=(model.pk,), layers=(empty.pk,))
    job = services.request_evaluation(
        user=alice, document=document, parts=document.parts.all(), params=params
    )
    job = run_all(job)
    assert job.state == JobState.DONE, job.error
    return Evaluation.objects.get(uid=job.uid)
