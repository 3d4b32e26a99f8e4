"""Training sets: pages with a layer each, which split each is in, and what was frozen of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.models.models import OcrModel
from apps.projects import access


class Split(models.TextChoices):
    """What a page is for."""

    TRAIN = "train", "Training"
    VALIDATION = "validation", "Validation"
    TEST = "test", "Test"


class SplitBy(models.TextChoices):
    """What is kept together when a split is proposed."""

    PAGES = "pages", "Pages of every document"
    DOCUMENTS = "documents", "Whole documents"


class TrainingSetQuerySet(ScopedQuerySet["TrainingSet"]):
    def visibility(self, user: Any) -> Q:
        return Q(owner=user) | access.project_q(user, "viewer", project="project")

    def editability(self, user: Any) -> Q:
        return Q(owner=user) | access.project_q(user, "editor", project="project")

    def active(self) -> "TrainingSetQuerySet":
        """Sets that nobody put away."""
        return self.filter(archived_at__isnull=True)


class TrainingSet(models.Model):
    """Pages to learn from; members of ``project``, where there is one, use and change it too.

    ``default_layers`` names the layer of pages that are added without one, by document id.
    ``normalization`` and ``character_map`` say how texts are made alike when they are learned;
    the texts themselves stay as they were typed.
    """

    name = models.CharField(max_length=512)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_sets"
    )
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="training_sets",
    )
    default_layers = models.JSONField(default=dict, blank=True)
    split_by = models.CharField(max_length=16, choices=SplitBy.choices, default=SplitBy.PAGES)
    seed = models.PositiveIntegerField(default=42)
    normalization = models.CharField(max_length=4, blank=True)
    character_map = models.JSONField(default=dict, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = TrainingSetQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class TrainingSetItemQuerySet(ScopedQuerySet["TrainingSetItem"]):
    """Who sees the set and the page sees the item."""

    def visibility(self, user: Any) -> Q:
        sets = TrainingSet.objects.visible_to(user)
        return access.document_q(user, "viewer", document="part__document") & Q(
            training_set__in=sets
        )

    def editability(self, user: Any) -> Q:
        sets = TrainingSet.objects.editable_by(user)
        return access.document_q(user, "viewer", document="part__document") & Q(
            training_set__in=sets
        )


class TrainingSetItem(models.Model):
    """One page of a set. A split that a person chose is fixed: no proposal changes it.

    ``layer`` is empty for pages that teach only where lines are.
    """

    training_set = models.ForeignKey(TrainingSet, on_delete=models.CASCADE, related_name="items")
    part = models.ForeignKey(
        "documents.Part", on_delete=models.CASCADE, related_name="training_items"
    )
    layer = models.ForeignKey(
        "documents.TranscriptionLayer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="training_items",
    )
    split = models.CharField(max_length=16, choices=Split.choices, default=Split.TRAIN)
    is_split_fixed = models.BooleanField(default=False)

    objects = TrainingSetItemQuerySet.as_manager()

    class Meta:
        ordering = ["part__document_id", "part__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["training_set", "part"], name="training_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.get_split_display()}"


class TrainingSetVersionQuerySet(ScopedQuerySet["TrainingSetVersion"]):
    def visibility(self, user: Any) -> Q:
        return Q(training_set__in=TrainingSet.objects.visible_to(user))

    def editability(self, user: Any) -> Q:
        return Q(training_set__in=TrainingSet.objects.editable_by(user))


class TrainingSetVersion(models.Model):
    """What a set held at one moment, for ever: layouts and texts, and which images by their sums.

    ``digest`` names the content: the same pages, places, texts and split are the same version.
    ``facts`` counts it: pages, lines, characters, documents, and the pages of each split.
    """

    training_set = models.ForeignKey(TrainingSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    facts = models.JSONField(default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TrainingSetVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_set", "number"], name="training_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["training_set", "digest"], name="training_version_content_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_set} v{self.number}"


class KeptEpochQuerySet(ScopedQuerySet["KeptEpoch"]):
    def visibility(self, user: Any) -> Q:
        return Q(model__in=OcrModel.objects.visible_to(user))

    def editability(self, user: Any) -> Q:
        return Q(model__owner=user)


class KeptEpoch(models.Model):
    """The weights of another good epoch of the training that made ``model``."""

    model = models.ForeignKey(OcrModel, on_delete=models.CASCADE, related_name="kept_epochs")
    epoch = models.PositiveIntegerField()
    accuracy = models.FloatField()
    file = models.FileField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = KeptEpochQuerySet.as_manager()

    class Meta:
        ordering = ["epoch"]
        constraints = [models.UniqueConstraint(fields=["model", "epoch"], name="epoch_kept_once")]

    def __str__(self) -> str:
        return f"{self.model}, epoch {self.epoch}"


class TrainingPresetQuerySet(ScopedQuerySet["TrainingPreset"]):
    def visibility(self, user: Any) -> Q:
        return Q(owner=user)

    def editability(self, user: Any) -> Q:
        return Q(owner=user)


class TrainingPreset(models.Model):
    """Options of a training that a person keeps under a name; one of each task may be usual."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="training_presets"
    )
    task = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    preset = models.CharField(max_length=16, help_text="The built-in preset beneath it.")
    options = models.JSONField(default=dict, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TrainingPresetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "task", "name"], name="preset_name_once")
        ]

    def __str__(self) -> str:
        return self.name
