"""Transcription layers, the text of lines in them, and every earlier version of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.documents.models.document import Document
from apps.documents.models.layout import Line
from apps.documents.models.part import Part
from apps.documents.querysets import DocumentScopedQuerySet, LineScopedQuerySet, PartScopedQuerySet

MANUAL_LAYER = "manual"


class LayerQuerySet(DocumentScopedQuerySet["TranscriptionLayer"]):
    def active(self) -> "LayerQuerySet":
        """Layers that are not archived."""
        return self.filter(archived_at__isnull=True)


class TranscriptionLayer(models.Model):
    """One reading of the document: by hand, by a model, from a file."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="layers")
    name = models.CharField(max_length=512)
    is_ground_truth = models.BooleanField(default=False)
    is_protected = models.BooleanField(default=False, help_text="The layer typed by hand.")
    model_name = models.CharField(max_length=256, blank=True)
    comments = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LayerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"],
                condition=Q(archived_at__isnull=True),
                name="layer_name_once",
                violation_error_message="This document has a layer of that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TextSource(models.TextChoices):
    """Who or what wrote a text."""

    MANUAL = "manual", "Typed"
    MODEL = "model", "Recognised"
    IMPORT = "import", "Imported"
    SYSTEM = "system", "Moved with its line"


class TextBase(models.Model):
    """A text with what is known about it.

    ``glyphs`` are rows ``[char, polygon, confidence]``, and as a fourth where the recogniser
    doubted, what else it may be: ``[[char, probability], …]``. ``attributes`` is what a file said
    of these very words and has no field; other words do not inherit it.
    """

    text = models.TextField(blank=True)
    confidence = models.FloatField(null=True, blank=True, help_text="0-1, mean over characters.")
    glyphs = models.JSONField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=16, choices=TextSource.choices, default=TextSource.MANUAL)
    source_name = models.CharField(max_length=256, blank=True, help_text="Model or file.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class LineTranscriptionQuerySet(LineScopedQuerySet["LineTranscription"]):
    pass


class LineTranscription(TextBase):
    """The text of one line in one layer; ``version`` grows with each change of it."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="transcriptions")
    layer = models.ForeignKey(
        TranscriptionLayer, on_delete=models.CASCADE, related_name="transcriptions"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LineTranscriptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "layer"], name="line_layer_once")]
        indexes = [
            models.Index(
                fields=["author", "-updated_at"],
                condition=Q(source=TextSource.MANUAL),
                name="typed_by_author",
            )
        ]

    def __str__(self) -> str:
        return self.text


class TranscriptionRevisionQuerySet(LineScopedQuerySet["TranscriptionRevision"]):
    document_path = "transcription__line__part__document"


class TranscriptionRevision(TextBase):
    """An earlier version of a line's text, kept for ever."""

    transcription = models.ForeignKey(
        LineTranscription, on_delete=models.CASCADE, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField(help_text="When this version was written.")

    objects = TranscriptionRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["transcription", "version"], name="revision_once")
        ]

    def __str__(self) -> str:
        return self.text


class LayerProgressQuerySet(PartScopedQuerySet["LayerProgress"]):
    pass


class LayerProgress(models.Model):
    """How much of a page is transcribed in a layer; kept by the transcription services."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="progress")
    layer = models.ForeignKey(TranscriptionLayer, on_delete=models.CASCADE, related_name="progress")
    line_count = models.PositiveIntegerField(default=0, help_text="Lines with text.")
    confidence = models.FloatField(null=True, help_text="0-1, mean over lines that have one.")

    objects = LayerProgressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "layer"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.part_id}/{self.layer_id}: {self.line_count}"
