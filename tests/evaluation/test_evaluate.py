"""What evaluations say, done with the engine's stand-in."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.documents.models import (
    Document,
    LineTranscription,
    Part,
    TranscriptionLayer,
)
from apps.evaluation import services
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.users.models import User

Run = Callable[[Job], Job]


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


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
