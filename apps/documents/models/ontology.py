"""The types of regions, lines and pages that a document uses."""

from django.db import models

from apps.documents.models.document import Document
from apps.documents.querysets import DocumentScopedQuerySet


class RegionTypeQuerySet(DocumentScopedQuerySet["RegionType"]):
    pass


class LineTypeQuerySet(DocumentScopedQuerySet["LineType"]):
    pass


class PartTypeQuerySet(DocumentScopedQuerySet["PartType"]):
    pass


class OntologyType(models.Model):
    """A named type with its colour on the image, owned by one document."""

    name = models.CharField(max_length=128)
    color = models.CharField(max_length=7, default="#0072B2")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class RegionType(OntologyType):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="region_types")

    objects = RegionTypeQuerySet.as_manager()

    class Meta(OntologyType.Meta):
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="region_type_once")
        ]


class LineType(OntologyType):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="line_types")

    objects = LineTypeQuerySet.as_manager()

    class Meta(OntologyType.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "name"], name="line_type_once")]


class PartType(OntologyType):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="part_types")

    objects = PartTypeQuerySet.as_manager()

    class Meta(OntologyType.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "name"], name="part_type_once")]
