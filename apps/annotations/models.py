"""What may be annotated in a document, and what is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.fields import PointsField
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.querysets import DocumentScopedQuerySet, PartScopedQuerySet


class Target(models.TextChoices):
    """What an annotation marks."""

    IMAGE = "image", "A part of the image"
    TEXT = "text", "A piece of the text"


class Marker(models.TextChoices):
    """How what is annotated is shown; the first two are for images, the others for texts."""

    RECTANGLE = "rectangle", "Rectangle"
    POLYGON = "polygon", "Polygon"
    BACKGROUND = "background", "Background Color"
    COLOR = "color", "Text Color"
    BOLD = "bold", "Bold"
    ITALIC = "italic", "Italic"


IMAGE_MARKERS = (Marker.RECTANGLE, Marker.POLYGON)


class AnnotationTypeQuerySet(DocumentScopedQuerySet["AnnotationType"]):
    pass


class AnnotationType(models.Model):
    """A kind of taxonomy, such as “named entities”; it groups the buttons of the editor."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="annotation_types"
    )
    name = models.CharField(max_length=128)

    objects = AnnotationTypeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="annotation_type_once")
        ]

    def __str__(self) -> str:
        return self.name


class AnnotationComponentQuerySet(DocumentScopedQuerySet["AnnotationComponent"]):
    pass


class AnnotationComponent(models.Model):
    """A field of an annotation's form; without ``allowed_values`` any text may be its value."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="annotation_components"
    )
    name = models.CharField(max_length=128)
    allowed_values = models.JSONField(null=True, blank=True)

    objects = AnnotationComponentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="annotation_component_once")
        ]

    def __str__(self) -> str:
        return self.name


class AnnotationTaxonomyQuerySet(DocumentScopedQuerySet["AnnotationTaxonomy"]):
    pass


class AnnotationTaxonomy(models.Model):
    """What one button of the editor marks: its name, look and form."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="annotation_taxonomies"
    )
    type = models.ForeignKey(
        AnnotationType, on_delete=models.SET_NULL, null=True, blank=True, related_name="taxonomies"
    )
    name = models.CharField(max_length=64)
    abbreviation = models.CharField(max_length=3, blank=True)
    marker = models.CharField(max_length=16, choices=Marker.choices)
    color = models.CharField(max_length=7, default="#E69F00")
    has_comments = models.BooleanField(default=False)
    components = models.ManyToManyField(AnnotationComponent, blank=True, related_name="taxonomies")
    order = models.PositiveIntegerField(default=0)

    objects = AnnotationTaxonomyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        return Target.IMAGE if self.marker in IMAGE_MARKERS else Target.TEXT


class AnnotationQuerySet(PartScopedQuerySet["Annotation"]):
    pass


class Annotation(models.Model):
    """A marked part of the image (``coordinates``), or of the text of a layer.

    Places in the text are a line's uid, the version of its text that was marked, and an offset in
    code points: ``anchors`` says where the words are now. ``quote`` is what was marked.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="annotations")
    taxonomy = models.ForeignKey(
        AnnotationTaxonomy, on_delete=models.CASCADE, related_name="annotations"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    comments = models.JSONField(default=list, blank=True)
    coordinates = PointsField(minimum=3, null=True, blank=True)
    layer = models.ForeignKey(
        TranscriptionLayer, on_delete=models.CASCADE, null=True, related_name="annotations"
    )
    start_line = models.UUIDField(null=True)
    start_offset = models.PositiveIntegerField(default=0)
    start_version = models.PositiveIntegerField(default=0)
    end_line = models.UUIDField(null=True)
    end_offset = models.PositiveIntegerField(default=0)
    end_version = models.PositiveIntegerField(default=0)
    quote = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(coordinates__isnull=False, layer__isnull=True)
                | Q(
                    coordinates__isnull=True,
                    layer__isnull=False,
                    start_line__isnull=False,
                    end_line__isnull=False,
                ),
                name="annotation_marks_image_or_text",
            )
        ]

    def __str__(self) -> str:
        return self.quote or f"{self.taxonomy_id} on page {self.part_id}"


class ComponentValue(models.Model):
    """What an annotation says for one component."""

    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="values")
    component = models.ForeignKey(
        AnnotationComponent, on_delete=models.CASCADE, related_name="values"
    )
    value = models.CharField(max_length=256)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["annotation", "component"], name="annotation_value_once"
            )
        ]

    def __str__(self) -> str:
        return self.value
