"""Pages to make training sets of, each with an image of its own."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.images.services import create_from_upload
from apps.jobs import runner
from apps.jobs.models import Job
from apps.training.models import TrainingSet
from apps.training.sets import services
from apps.users.models import User
from tests import factories

MakePage = Callable[..., Part]


@pytest.fixture
def make_page(small_image: Any) -> MakePage:
    """A page of a document with lines and texts: ``make_page(document, layer, ["one", "two"])``."""
    made = iter(range(1000))

    def make(document: Document, layer: TranscriptionLayer, texts: list[str], **line: Any) -> Part:
        number = next(made)
        upload = small_image(size=(400 + number, 300))
        [image] = create_from_upload(upload=upload, name=f"{number}.png")
        part = factories.PartFactory(document=document, image=image, order=number)
        for place, text in enumerate(texts):
            row = factories.LineFactory(part=part, order=place, **line)
            if text:
                factories.LineTranscriptionFactory(line=row, layer=layer, text=text)
        filled = sum(1 for text in texts if text)
        Part.objects.filter(pk=part.pk).update(line_count=len(texts))
        factories.LayerProgressFactory(part=part, layer=layer, line_count=filled)
        return part

    return make


@pytest.fixture
def ten(document: Document, layer: TranscriptionLayer, make_page: MakePage) -> list[Part]:
    """Ten pages with three lines each."""
    return [
        make_page(document, layer, [f"page {number} line {line} é" for line in range(3)])
        for number in range(10)
    ]


@pytest.fixture
def training_set(
    alice: User, document: Document, ten: list[Part], layer: TranscriptionLayer
) -> TrainingSet:
    """A set of alice's for her project, of the ten pages."""
    return services.make_set(
        user=alice, name="Hand A", document=document, parts=document.parts.all(), layer=layer
    )


@pytest.fixture
def run_job() -> Callable[[str], Job]:
    """Does the one job of a kind that waits: ``run_job("check_set")``."""

    def run(kind: str) -> Job:
        job = Job.objects.get(kind=kind)
        runner.run(job.pk)
        job.refresh_from_db()
        return job

    return run
