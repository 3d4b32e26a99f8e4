"""The jobs with the real engine on one tiny page: find lines, read them, learn from them."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from apps.documents.models import Document, LineTranscription
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import layer_named
from apps.evaluation.params import EvaluateParams
from apps.evaluation.services import request_evaluation
from apps.jobs import heartbeat
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.models.services import upload_model
from apps.processing import services
from apps.processing.params import (
    SegmentParams,
    TranscribeParams,
)
from apps.training.params import Wish
from apps.training.services import request_training
from apps.users.models import User

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "models"
MODEL = DATA / "catmus-print-fondue-tiny-2024-01-31.mlmodel"
TEXT = ("Il y avoit autrefois", "vne ville fort belle", "au bord de la mer", "et des champs")

pytestmark = [
    pytest.mark.kraken,
    pytest.mark.slow,
    pytest.mark.skipif(not MODEL.exists(), reason="the test data are not here"),
]


def _page() -> SimpleUploadedFile:
    image = Image.new("L", (900, 640), 245)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(44)
    for number, text in enumerate(TEXT):
        draw.text((90, 90 + 120 * number), text, fill=20, font=font)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return SimpleUploadedFile("page.png", buffer.getvalue())


def test_segment_transcribe_train_and_evaluate(
    alice: User,
    document: Document,
    run_all: Callable[[Job], Job],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.DATA_DIR = tmp_path
    # A second connection would wait for this test's transaction.
    monkeypatch.setattr(heartbeat, "EVERY", 3600.0)
    add_part(document=document, user=alice, upload=_page())
    common: dict[str, Any] = {"user": alice, "document": document, "parts": document.parts.all()}
    segmented = run_all(services.request_segmentation(params=SegmentParams(), **common))
    assert segmented.state == JobState.DONE, segmented.error
    found = document.parts.get().line_count
    assert found >= len(TEXT)
    with MODEL.open("rb") as file:
        model = upload_model(user=alice, upload=File(file, name=MODEL.name))
    layer = layer_named(document=document, user=alice, name="read")
    params = TranscribeParams(model=model.pk, layer=layer.pk)
    run_all(services.request_transcription(params=params, **common))
    texts = LineTranscription.objects.filter(layer=layer).order_by("line__order")
    assert texts.count() == found
    read = [text for text in texts if text.text]
    assert "belle" in " ".join(text.text for text in read)
    assert all(text.glyphs and text.confidence for text in read)

    wish = Wish(task="recognition", name="Finer", model=model.pk, options={"epochs": 1})
    trained = run_all(request_training(layer_id=layer.pk, wish=wish, **common))
    assert trained.state == JobState.DONE, trained.error
    finer = OcrModel.objects.get(pk=trained.result["model"])
    assert (finer.parent, finer.version) == (model, 2)

    evaluation = EvaluateParams(reference=layer.pk, part_ids=(), model=finer.pk)
    evaluated = run_all(request_evaluation(params=evaluation, **common))
    assert evaluated.result["lines"] == len(read)
    assert 0 <= evaluated.result["cer"] < 1
