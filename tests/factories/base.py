"""One factory per model, with the smallest rows that make sense."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from apps.documents.models import (
    Document,
    DocumentMembership,
    DocumentMetadata,
    DocumentTag,
    LayerProgress,
    Line,
    LineTranscription,
    LineType,
    Part,
    PartMetadata,
    PartType,
    Region,
    RegionType,
    Snapshot,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.exports.models import Export
from apps.images.models import ImageState, PageImage
from apps.imports.models import Import, ImportItem
from apps.jobs.models import Job
from apps.models.models import ModelRole, ModelShare, OcrModel
from apps.projects.models import Membership, Project, ProjectTag
from apps.users.models import Team, User

PASSWORD = "correct horse battery"
SMALL_SIZE = (400, 300)


def small_image_bytes(
    size: tuple[int, int] = SMALL_SIZE, image_format: str = "PNG", **options: Any
) -> bytes:
    """A white page with three black bars where lines of text would be."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for row in range(3):
        top = size[1] * (row + 1) // 5
        draw.rectangle((size[0] // 10, top, size[0] * 9 // 10, top + size[1] // 20), fill="black")
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        self.save(update_fields=["password"])


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    owner = factory.SubFactory(UserFactory)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Project {n}")
    slug = factory.Sequence(lambda n: f"project-{n}")
    owner = factory.SubFactory(UserFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = "editor"


class ProjectTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjectTag

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"tag {n}")


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    project = factory.SubFactory(ProjectFactory)
    owner = factory.SelfAttribute("project.owner")
    name = factory.Sequence(lambda n: f"Document {n}")


class DocumentMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentMembership

    document = factory.SubFactory(DocumentFactory)
    user = factory.SubFactory(UserFactory)
    role = "editor"


class DocumentMetadataFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentMetadata

    document = factory.SubFactory(DocumentFactory)
    key = factory.Sequence(lambda n: f"key {n}")
    value = "value"


class DocumentTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentTag

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"tag {n}")


class RegionTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionType

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda n: f"RegionType{n}")


class LineTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LineType

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda n: f"LineType{n}")


class PartTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartType

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda n: f"PartType{n}")


class PageImageFactory(factory.django.DjangoModelFactory):
    """A ready image whose original, view and thumbnail are real files."""

    class Meta:
        model = PageImage

    original_name = factory.Sequence(lambda n: f"page-{n}.png")
    file = factory.LazyAttribute(lambda image: ContentFile(small_image_bytes(), "page.png"))
    view = factory.LazyAttribute(
        lambda image: ContentFile(small_image_bytes(image_format="JPEG"), "view.jpg")
    )
    thumbnail = factory.LazyAttribute(
        lambda image: ContentFile(small_image_bytes((100, 75), "JPEG"), "thumbnail.jpg")
    )
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = factory.LazyAttribute(lambda image: image.file.size)
    format = "PNG"
    width, height = SMALL_SIZE
    state = ImageState.READY


class PartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Part

    document = factory.SubFactory(DocumentFactory)
    image = factory.SubFactory(PageImageFactory)
    order = factory.LazyAttribute(lambda part: part.document.parts.count())


class PartMetadataFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartMetadata

    part = factory.SubFactory(PartFactory)
    key = factory.Sequence(lambda n: f"key {n}")
    value = "value"


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    part = factory.SubFactory(PartFactory)
    polygon = [[20, 20], [380, 20], [380, 280], [20, 280]]
    order = factory.LazyAttribute(lambda region: region.part.regions.count())


class LineFactory(factory.django.DjangoModelFactory):
    """A line 30 pixels below the one before it on the same page."""

    class Meta:
        model = Line

    part = factory.SubFactory(PartFactory)
    order = factory.LazyAttribute(lambda line: line.part.lines.count())
    baseline = factory.LazyAttribute(
        lambda line: [[40, 75 + 30 * line.order], [360, 75 + 30 * line.order]]
    )
    mask = factory.LazyAttribute(
        lambda line: [
            [40, 55 + 30 * line.order],
            [360, 55 + 30 * line.order],
            [360, 80 + 30 * line.order],
            [40, 80 + 30 * line.order],
        ]
    )


class TranscriptionLayerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TranscriptionLayer

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda n: f"layer {n}")


class LineTranscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LineTranscription

    line = factory.SubFactory(LineFactory)
    layer = factory.SubFactory(
        TranscriptionLayerFactory, document=factory.SelfAttribute("..line.part.document")
    )
    text = factory.Sequence(lambda n: f"text of line {n}")


class TranscriptionRevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TranscriptionRevision

    transcription = factory.SubFactory(LineTranscriptionFactory)
    version = 1
    text = "earlier text"
    written_at = factory.LazyFunction(timezone.now)


class LayerProgressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LayerProgress

    part = factory.SubFactory(PartFactory)
    layer = factory.SubFactory(
        TranscriptionLayerFactory, document=factory.SelfAttribute("..part.document")
    )


class SnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Snapshot

    part = factory.SubFactory(PartFactory)
    reason = "Before segmentation"
    revision = 0
    line_count = 0
    content = factory.LazyFunction(dict)


class OcrModelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OcrModel

    name = factory.Sequence(lambda n: f"model-{n}")
    role = ModelRole.RECOGNITION
    file = factory.LazyAttribute(lambda model: ContentFile(b"weights", "model.safetensors"))
    size = 7
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    owner = factory.SubFactory(UserFactory)


class ModelShareFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ModelShare

    model = factory.SubFactory(OcrModelFactory)
    user = factory.SubFactory(UserFactory)


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    kind = "segment"
    title = "Segment 1 page"
    user = factory.SubFactory(UserFactory)


class ImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Import

    user = factory.SubFactory(UserFactory)
    document = factory.SubFactory(DocumentFactory)
    kind = "files"
    name = "pages.zip"


class ImportItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportItem

    run = factory.SubFactory(ImportFactory)
    order = 0
    name = "page.xml"
    kind = "text"


class ExportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Export

    user = factory.SubFactory(UserFactory)
    name = "export.zip"
    file = factory.LazyAttribute(lambda export: ContentFile(b"PK", "export.zip"))
    format = "alto"
    size = 2
    part_count = 1
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
