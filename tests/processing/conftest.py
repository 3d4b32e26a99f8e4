"""A document whose pages can be worked on with the engine's stand-in, and models of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.fake import write_model
from apps.jobs import runner
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

MakeModel = Callable[..., OcrModel]


@pytest.fixture
def make_model(alice: User, tmp_path: Path) -> MakeModel:
    """A model with a file that the stand-in takes: ``make_model(role="segmentation")``."""

    def make(role: str = "recognition", **values: object) -> OcrModel:
        content = write_model(tmp_path / "model.safetensors", role=role).read_bytes()
        return factories.OcrModelFactory(
            **{
                "owner": alice,
                "role": role,
                "file": ContentFile(content, f"{role}.safetensors"),
                **values,
            }
        )

    return make


@pytest.fixture
def model(make_model: MakeModel) -> OcrModel:
    """A recognition model of alice."""
    return make_model(name="Reader")


@pytest.fixture
def pages(document: Document) -> list[Part]:
    """Three pages; the first two have two lines each."""
    parts = [factories.PartFactory(document=document) for _ in range(3)]
    for part in parts[:2]:
        factories.LineFactory.create_batch(2, part=part)
        Part.objects.filter(pk=part.pk).update(line_count=2)
    return parts


@pytest.fixture
def truth(document: Document, pages: list[Part], layer: TranscriptionLayer) -> TranscriptionLayer:
    """The manual layer, with text on all lines of the first two pages."""
    for part in pages[:2]:
        for number, line in enumerate(part.lines.all(), 1):
            factories.LineTranscriptionFactory(line=line, layer=layer, text=f"line {number}")
        factories.LayerProgressFactory(part=part, layer=layer, line_count=2)
    return layer


@pytest.fixture
def run_all() -> Callable[[Job], Job]:
    """Does what a job and its pages ask for, as a worker would."""

    def run(job: Job) -> Job:
        waiting = job.children.filter(state=JobState.QUEUED) if job.is_group else [job]
        for one in waiting:
            runner.run(one.pk)
        job.refresh_from_db()
        return job

    return run
