"""A document in which everything that a document can have is there, and its archive."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from apps.annotations.models import Annotation, AnnotationTaxonomy, ComponentValue
from apps.archives.services import request_restore
from apps.comments.models import Comment
from apps.comments.services import Place, add_comment, delete_comment, reply, resolve_thread
from apps.documents.models import Document, DocumentTag, LineType, Part, PartType, RegionType
from apps.documents.models.transcription import TextSource
from apps.documents.services.documents import add_metadata, create_document
from apps.documents.services.elements import delete_elements
from apps.documents.services.ontology import add_type
from apps.documents.services.parts import add_metadata as add_part_metadata
from apps.documents.services.parts import add_part
from apps.documents.services.progress import publish_layout
from apps.documents.services.snapshots import take_snapshot
from apps.documents.services.transcriptions import archive_layer, create_layer, write_texts
from apps.engine import fake
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.services import request_export
from apps.images.services import turn_image
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.layout.types import Glyph, LineText
from apps.models.models import OcrModel
from apps.models.services import ModelFacts, create_model
from apps.projects.models import Project
from apps.users.models import User
from tests import factories

DETAILS = {
    "lines": 12,
    "job": "8e6d",
    "curve": [{"epoch": 1, "accuracy": 0.5}],
    "split": {"by": "pages", "seed": 1, "validation_parts": [7]},
}
BOX = [[20, 20], [380, 20], [380, 280], [20, 280]]
GLYPHS = (
    Glyph("ſ", ((40, 50), (60, 50), (60, 80)), 0.75, (("f", 0.2), ("s", 0.05))),
    Glyph("é", ((60, 50), (80, 50), (80, 80)), None),
)


@pytest.fixture
def everything(alice: User, bob: User, project: Project, tmp_path: Path) -> Document:
    """Two pages with all that the program can store."""
    document = create_document(
        user=alice,
        project=project,
        name="Régistre 1/2",
        values={"main_script": "Arab", "line_offset": 1, "show_confidence": False},
    )
    document.tags.add(DocumentTag.objects.create(project=project, name="todo", color="#123456"))
    add_metadata(document=document, user=alice, key="Author", value="Sand", cidoc_id="E21")
    add_type(document=document, user=alice, kind="region", name="Marginalia", color="#ABCDEF")
    model = _model(alice, tmp_path)
    for number in range(2):
        _page(document, number, alice, bob)
    archive_layer(layer=document.layers.get(name="Kraken"), user=alice)
    job = factories.JobFactory(document=document, user=alice, state="done")
    Job.objects.filter(pk=job.pk).update(ocr_model=model, finished_at=timezone.now())
    _age(document)
    return document


def _model(user: User, folder: Path) -> OcrModel:
    parent = create_model(
        user=user,
        name="Base",
        path=fake.write_model(folder / "base.mlmodel", accuracy=0.5),
        facts=ModelFacts(role="recognition"),
    )
    return create_model(
        user=user,
        name="Fine",
        path=fake.write_model(folder / "fine.mlmodel"),
        facts=ModelFacts(
            role="recognition", accuracy=0.9, script="Arab", parent=parent, details=DETAILS
        ),
    )


def _page(document: Document, number: int, alice: User, bob: User) -> None:
    size = (400, 300 + number)
    upload = ContentFile(factories.small_image_bytes(size=size), f"page {number}.png")
    part = add_part(
        document=document,
        user=alice,
        upload=upload,
        fields={"name": f"folio {number}", "source": f"https://example.org/{number}"},
    ).parts[0]
    part.type = PartType.objects.filter(document=document).last()
    part.status, part.assignee, part.comments = "to_review", bob, "Ink has faded."
    part.attributes, part.has_manual_order = {"alto.ID": "P1"}, True
    if number:
        turn_image(image=part.image, quarters=1)
    part.save()
    add_part_metadata(part=part, fields={"key": "Hand", "value": "B", "cidoc_id": ""})
    _layout(part)
    _texts(part, alice, bob)
    _annotations(part, alice, bob)
    _comments(part, alice, bob)
    take_snapshot(part=part, user=bob, reason="Before a test")
    line = part.lines.first()
    region = part.regions.last()
    assert line and region
    delete_elements(part=part, user=bob, lines=[line], regions=[region])
    publish_layout(part=part, user=bob)


def _layout(part: Part) -> None:
    kind = RegionType.objects.get(document=part.document, name="Marginalia")
    line_kind = LineType.objects.filter(document=part.document).first()
    region = factories.RegionFactory(
        part=part, polygon=BOX, type=kind, external_id="r1", is_locked=True, attributes={"a": "1"}
    )
    factories.RegionFactory(part=part, polygon=None)
    factories.RegionFactory(part=part, polygon=BOX)
    for _ in range(3):
        factories.LineFactory(part=part, region=region, type=line_kind, attributes={"b": "ü"})
    factories.LineFactory(part=part, mask=None, external_id="l4")
    factories.LineFactory(part=part, baseline=None, is_mask_manual=True)


def _texts(part: Part, alice: User, bob: User) -> None:
    manual = part.document.layers.get(is_protected=True)
    found = part.document.layers.filter(name="Kraken").first()
    kraken = found or create_layer(document=part.document, user=alice, name="Kraken")
    kraken.model_name, kraken.is_ground_truth, kraken.comments = "Fine", True, "so-so"
    kraken.save()
    uids = [str(line.uid) for line in part.lines.all()]
    read = {uid: LineText("ſé", 0.625, GLYPHS, {"page.words": "[1]"}) for uid in uids}
    machine: Any = {"source": TextSource.MODEL, "source_name": "Fine"}
    write_texts(part=part, layer=kraken, texts=read, user=alice, **machine)
    for round_number, user in enumerate((alice, bob, None)):
        typed = {uid: LineText(f"سطر {n}.{round_number} 𐍈") for n, uid in enumerate(uids[:4])}
        write_texts(
            part=part,
            layer=manual,
            texts=typed,
            user=user,
            source=TextSource.MANUAL,
            keep_manual=False,
        )


def _annotations(part: Part, alice: User, bob: User) -> None:
    document, line = part.document, part.lines.all()[1]
    kind, _ = document.annotation_types.get_or_create(name="Entities")
    component, _ = document.annotation_components.get_or_create(
        name="certainty", defaults={"allowed_values": ["low", "high"]}
    )
    taxonomy, _ = AnnotationTaxonomy.objects.get_or_create(
        document=document,
        name="Person",
        defaults={"type": kind, "marker": "bold", "abbreviation": "pe", "has_comments": True},
    )
    taxonomy.components.add(component)
    image, _ = AnnotationTaxonomy.objects.get_or_create(
        document=document, name="Seal", defaults={"marker": "polygon", "color": "#010203"}
    )
    Annotation.objects.create(part=part, taxonomy=image, author=bob, coordinates=BOX)
    marked = Annotation.objects.create(
        part=part,
        taxonomy=taxonomy,
        author=alice,
        comments=["sure?"],
        layer=document.layers.get(is_protected=True),
        start_line=line.uid,
        end_line=line.uid,
        start_version=2,
        end_version=2,
        end_offset=3,
        quote="سطر",
    )
    ComponentValue.objects.create(annotation=marked, component=component, value="high")


def _comments(part: Part, alice: User, bob: User) -> None:
    line, region = part.lines.all()[1], part.regions.all()[0]
    thread = add_comment(part=part, user=bob, text="Wirklich?", place=Place(line=line.uid))
    reply(thread=thread, user=alice, text="Ja.")
    resolve_thread(comment=thread, user=alice, is_resolved=True)
    about = add_comment(part=part, user=alice, text="Rand", place=Place(region=region.uid))
    reply(thread=about, user=bob, text="Gut.")
    delete_comment(comment=about, user=alice)


def _age(document: Document) -> None:
    """Make everything older than the test, so that times made anew are seen."""
    old = timezone.now() - timedelta(days=400)
    for rows in (
        Document.objects.filter(pk=document.pk),
        document.parts.all(),
        document.layers.all(),
        Annotation.objects.filter(part__document=document),
    ):
        rows.update(created_at=old, updated_at=old + timedelta(hours=1))
    Comment.objects.filter(part__document=document).update(edited_at=old)


def finished(job: Job) -> Job:
    """The job after it ran; it is expected to succeed."""
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


@pytest.fixture
def archived() -> Callable[[Document, User], bytes]:
    """The archive of a document as an export of everything gives it."""

    def make(document: Document, user: User) -> bytes:
        part_ids = list(document.parts.values_list("pk", flat=True))
        params = ExportParams(format="archive", layers=[], part_ids=part_ids)
        job = finished(request_export(user=user, document=document, params=params))
        with Export.objects.get(job=job).file.open("rb") as file:
            data: bytes = file.read()
        return data

    return make


@pytest.fixture
def restore_job() -> Callable[..., Job]:
    """A restoration that ran, however it ended."""

    def make(data: bytes, user: User, project: Project | None = None, name: str = "all.zip") -> Job:
        job = request_restore(user=user, upload=ContentFile(data, name), project=project)
        run(job.pk)
        job.refresh_from_db()
        return job

    return make
