"""Regions and lines of a page."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from apps.common.fields import PointsField
from apps.documents.models.ontology import LineType, RegionType
from apps.documents.models.part import Part
from apps.documents.querysets import PartScopedQuerySet


class RegionQuerySet(PartScopedQuerySet["Region"]):
    pass


class Region(models.Model):
    """A zone of the page.

    ``uid`` may be made by the client; ``external_id`` is the id in the file it came from.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="regions")
    uid = models.UUIDField(default=uuid4, unique=True)
    external_id = models.CharField(max_length=128, blank=True)
    polygon = PointsField(minimum=3, null=True)
    type = models.ForeignKey(
        RegionType, on_delete=models.SET_NULL, null=True, blank=True, related_name="regions"
    )
    order = models.PositiveIntegerField(default=0)
    is_locked = models.BooleanField(default=False, help_text="Not moved, reshaped or deleted.")
    attributes = models.JSONField(default=dict, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "external_id"],
                condition=~Q(external_id=""),
                name="region_external_id_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)


class LineQuerySet(PartScopedQuerySet["Line"]):
    pass


class Line(models.Model):
    """A line of writing: baseline in reading direction, mask around its ink, or both.

    ``is_mask_manual`` protects a mask that a person drew from being computed again.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="lines")
    region = models.ForeignKey(
        Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="lines"
    )
    uid = models.UUIDField(default=uuid4, unique=True)
    external_id = models.CharField(max_length=128, blank=True)
    baseline = PointsField(minimum=2, null=True, blank=True)
    mask = PointsField(minimum=3, null=True, blank=True)
    is_mask_manual = models.BooleanField(default=False)
    type = models.ForeignKey(
        LineType, on_delete=models.SET_NULL, null=True, blank=True, related_name="lines"
    )
    order = models.PositiveIntegerField(default=0)
    attributes = models.JSONField(default=dict, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(mask__isnull=False),
                name="line_has_baseline_or_mask",
            ),
            models.UniqueConstraint(
                fields=["part", "external_id"],
                condition=~Q(external_id=""),
                name="line_external_id_once",
            ),
        ]
        indexes = [models.Index(fields=["part", "order"])]

    def __str__(self) -> str:
        return str(self.uid)
