"""Markup is for people: models learn, and error rates count, what the writing says."""

from collections.abc import Callable
from pathlib import Path

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.evaluation.params import EvaluateParams
from apps.evaluation.services import request_evaluation
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.training.ground_truth import write_ground_truth
from apps.users.models import User
from tests import factories


def test_no_tag_is_learned(
    pages: list[Part], truth: TranscriptionLayer, alice: User, tmp_path: Path
) -> None:
    texts = LineTranscription.objects.filter(layer=truth)
    texts.update(text="an <em>old</em> <s>hand</s> <sic>")
    job = factories.JobFactory(user=alice, state="running")
    written = write_ground_truth(
        folder=tmp_path,
        part_ids=[part.pk for part in pages],
        layer=truth,
        seed=1,
        progress=Progress(job),
    )
    assert written.characters == 4 * len("an old hand <sic>")
    for name in (*written.train_files, *written.validation_files):
        content = (tmp_path / name).read_text("utf-8")
        assert "an old hand &lt;sic&gt;" in content
        assert "&lt;em&gt;" not in content


def test_no_tag_is_counted_as_an_error(
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    alice: User,
    run_all: Callable[[Job], Job],
) -> None:
    other = factories.TranscriptionLayerFactory(document=document, name="Other")
    for text in LineTranscription.objects.filter(layer=truth):
        words = f"<em>{text.text}</em>"
        factories.LineTranscriptionFactory(line=text.line, layer=other, text=words)
    params = EvaluateParams(reference=truth.pk, part_ids=(), layer=other.pk)
    job = request_evaluation(
        user=alice, document=document, parts=document.parts.all(), params=params
    )
    run_all(job)
    assert job.result["cer"] == 0
