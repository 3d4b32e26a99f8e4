"""The sample project: a few pages with ground truth for some, and a small model, for anybody."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

import apps.engine
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.services.documents import create_document
from apps.documents.services.layers import describe_layer
from apps.documents.services.layout import replace_layout
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import write_texts
from apps.formats.registry import detect
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.services import enqueue
from apps.models.models import OcrModel
from apps.models.services import ModelFacts, create_model, details_of
from apps.projects.models import Project
from apps.projects.services import create_project
from apps.users.models import User

FOLDER = Path(settings.BASE_DIR) / "samples"
MODEL_NAME = "Sample print"
SOURCE = "The sample's own ground truth"


@transaction.atomic
def request_sample(*, user: User) -> Document:
    """The person's sample document; made by a job when there is none yet."""
    project = Project.objects.filter(owner=user, is_sample=True, archived_at=None).first()
    if project is None:
        project = create_project(user=user, name="Sample", is_sample=True)
    document = project.documents.filter(archived_at=None).first()
    if document is None:
        document = create_document(user=user, project=project, name="Printed pages")
        enqueue(kind="sample", user=user, params={}, title="Prepare the sample", document=document)
    return document


@register("sample", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Fill the sample document; what is there already is left alone, so it can be done again."""
    if job.document is None:
        return {}
    images = sorted((FOLDER / "pages").glob("*.jpg"))
    layer = job.document.layers.get(is_protected=True)
    for done, image in enumerate(images):
        progress.update(done, len(images) + 1, f"Adding {image.name}")
        _add_page(job, layer, image)
    progress.update(len(images), len(images) + 1, "Adding the model")
    describe_layer(layer=layer, user=job.user, is_ground_truth=True)
    _add_model(job.user)
    return {"summary": f"{len(images)} pages are ready to try."}


def _add_page(job: Job, layer: TranscriptionLayer, image: Path) -> None:
    document = layer.document
    with image.open("rb") as file:
        added = add_part(document=document, user=job.user, upload=File(file, name=image.name))
    truth = image.with_suffix(".xml")
    part = added.parts[0]
    if truth.exists() and not part.lines.exists():
        _add_truth(part, layer, truth, job.user)


@transaction.atomic
def _add_truth(part: Part, layer: TranscriptionLayer, truth: Path, user: User) -> None:
    layout = detect(truth.read_bytes(), truth.name).read(truth.read_bytes(), filename=truth.name)
    report = replace_layout(part=part, layout=layout, user=user, reason=SOURCE)
    texts = {report.uids[line.uid]: line.text for line in layout.lines if line.text}
    write_texts(
        part=part,
        layer=layer,
        texts=texts,
        user=user,
        source=TextSource.IMPORT,
        source_name=truth.name,
    )


def _add_model(user: User) -> None:
    path = next(iter(sorted(FOLDER.glob("model.*"))), None)
    if path is None or OcrModel.objects.filter(owner=user, name=MODEL_NAME).exists():
        return
    found = apps.engine.select(settings.ENGINE).read_model(path)
    facts = ModelFacts(
        role=found.role,
        accuracy=found.accuracy,
        script="Latn",
        description="A small model for trying things out, trained on pages like those of the"
        " sample. For work of your own, find or train a better one.",
        details=details_of(found),
    )
    create_model(user=user, name=MODEL_NAME, path=path, facts=facts)
