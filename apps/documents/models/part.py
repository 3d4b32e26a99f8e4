"""Pages of a document (a page is a ``Part`` in code)."""

from django.conf import settings
from django.db import models

from apps.documents.models.document import Document
from apps.documents.models.ontology import PartType
from apps.documents.querysets import DocumentScopedQuerySet, PartScopedQuerySet


class PartQuerySet(DocumentScopedQuerySet["Part"]):
    pass


class PartStatus(models.TextChoices):
    """How far people are with a page."""

    TO_DO = "todo", "To do"
    IN_PROGRESS = "in_progress", "In progress"
    TO_REVIEW = "to_review", "To review"
    DONE = "done", "Done"


class Part(models.Model):
    """One page: an image, its place in the document, its layout.

    ``revision`` grows by one with each change of layout or order: the editor's version check.
    The counters are kept by the services that change lines, never by hand.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="parts")
    image = models.OneToOneField("images.PageImage", on_delete=models.PROTECT, related_name="part")
    order = models.PositiveIntegerField(help_text="Place in the document, from 0.")
    name = models.CharField(max_length=512, blank=True)
    type = models.ForeignKey(
        PartType, on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    source = models.CharField(max_length=1024, blank=True)
    comments = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=PartStatus.choices, default=PartStatus.TO_DO)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_parts",
    )
    revision = models.PositiveBigIntegerField(default=0)
    line_count = models.PositiveIntegerField(default=0)
    unmasked_line_count = models.PositiveIntegerField(default=0)
    region_count = models.PositiveIntegerField(default=0)
    has_manual_order = models.BooleanField(default=False)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="What files said of the page and has no field."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["document", "order"]),
            models.Index(fields=["document", "status"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call the page: its name, or its number."""
        return self.name or f"Page {self.order + 1}"


class PartMetadataQuerySet(PartScopedQuerySet["PartMetadata"]):
    pass


class PartMetadata(models.Model):
    """A key and a value that describe one page."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="metadata")
    key = models.CharField(max_length=256)
    cidoc_id = models.CharField(max_length=8, blank=True)
    value = models.TextField()

    objects = PartMetadataQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
