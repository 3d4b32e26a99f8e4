"""Markup is for people: models learn, and error rates count, what the writing says."""

from collections.abc import Callable
from pathlib import Path

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.evaluation.params import EvaluateParams
from apps.evaluation.services import request_evaluation
from apps.jobs.models import Job
from apps.users.models import User
from tests import factories
from tests.training.frozen_pages import all_pages, frozen_pages


def test_no_tag_is_learned(
    pages: list[Part], truth: TranscriptionLayer, alice: User, tmp_path: Path
) -> None:
    texts = LineTranscription.objects.filter(layer=truth)
    texts.update(text="an <em>old</em> <s>hand</s> <sic>")
    found = frozen_pages(alice, truth, tmp_path)
    assert found.facts["characters"] == 4 * len("an old hand <sic>")
    read = [line.text for page in all_pages(found) for line in page.layout.lines]
    assert {text.text for text in read if text} == {"an old hand <sic>"}


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
