"""What each document is usually worked on with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.documents.querysets import DocumentScopedQuerySet


class DocumentDefaultsQuerySet(DocumentScopedQuerySet["DocumentDefaults"]):
    pass


class DocumentDefaults(models.Model):
    """The models, the layer and the direction that "Segment" and "Transcribe" use by themselves.

    Without a model, and where ``is_kraken_segmenting`` is false, people are asked. No ``layer``
    is the one named after the model; no ``direction`` the usual one of the document.
    """

    document = models.OneToOneField(
        "documents.Document", on_delete=models.CASCADE, related_name="defaults"
    )
    is_kraken_segmenting = models.BooleanField(
        default=False, help_text="Lines are found by the model that comes with kraken."
    )
    segmentation_model = models.ForeignKey(
        "ocr_models.OcrModel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="segmentation_defaults",
    )
    recognition_model = models.ForeignKey(
        "ocr_models.OcrModel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recognition_defaults",
    )
    layer = models.ForeignKey(
        "documents.TranscriptionLayer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    direction = models.CharField(max_length=16, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = DocumentDefaultsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_kraken_segmenting=False) | Q(segmentation_model=None),
                name="defaults_one_segmenter",
            )
        ]

    def __str__(self) -> str:
        return f"Defaults of {self.document}"
