"""Recognition and segmentation models, and who shares them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet


class ModelRole(models.TextChoices):
    """What a model does; the labels are the ones the REST contract uses."""

    SEGMENTATION = "segmentation", "Segment"
    RECOGNITION = "recognition", "Recognize"


class OcrModelQuerySet(ScopedQuerySet["OcrModel"]):
    def visibility(self, user: Any) -> Q:
        shares = ModelShare.objects.filter(
            Q(user=user) | Q(team__members=user) | Q(team__owner=user)
        )
        return Q(owner=user) | Q(is_public=True) | Q(pk__in=shares.values("model_id"))

    def editability(self, user: Any) -> Q:
        return Q(owner=user)


class OcrModel(models.Model):
    """A kraken model file and what is known about it.

    ``accuracy`` (0-1, 1 - CER) was measured on the validation pages of its training, or stands in
    the file. ``parent`` is the model it was fine-tuned from; ``version`` counts along that line.
    ``details`` holds what the file says (alphabet, classes, size of the network) and, for a model
    trained here, the pages, the split and the curve.
    """

    name = models.CharField(max_length=256)
    role = models.CharField(max_length=16, choices=ModelRole.choices)
    file = models.FileField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ocr_models"
    )
    is_public = models.BooleanField(default=False)
    script = models.CharField(max_length=4, blank=True, help_text="ISO 15924 code.")
    accuracy = models.FloatField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    version = models.PositiveIntegerField(default=1)
    description = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    card = models.JSONField(
        default=dict, blank=True, help_text="Fields of its card that the owner wrote."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OcrModelQuerySet.as_manager()

    class Meta:
        ordering = ["name", "version", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def hub(self) -> dict[str, Any]:
        """What it keeps of its record at the repository; empty where it came from elsewhere."""
        found = self.details.get("hub")
        return found if isinstance(found, dict) else {}


class ModelShareQuerySet(ScopedQuerySet["ModelShare"]):
    def visibility(self, user: Any) -> Q:
        return Q(model__owner=user)

    def editability(self, user: Any) -> Q:
        return Q(model__owner=user)


class ModelShare(models.Model):
    """The right of a user or a team to use a model."""

    model = models.ForeignKey(OcrModel, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="model_shares",
    )
    team = models.ForeignKey(
        "users.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="model_shares"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ModelShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True),
                name="model_share_user_or_team",
            ),
            models.UniqueConstraint(fields=["model", "user"], name="model_share_user_once"),
            models.UniqueConstraint(fields=["model", "team"], name="model_share_team_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} for {self.user or self.team}"
