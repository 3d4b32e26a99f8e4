"""One row per page image."""

from pathlib import PurePosixPath

from django.db import models
from django.utils.text import slugify


class ImageState(models.TextChoices):
    """pending -> ready, or pending -> failed (and pending again when tried anew)."""

    PENDING = "pending", "Being prepared"
    READY = "ready", "Ready"
    FAILED = "failed", "Cannot be read"


class PageImage(models.Model):
    """An image file as it was uploaded, and what is derived from it.

    ``width`` and ``height`` are pixels of the upright image (``orientation``, an EXIF value 1-8,
    applied, then turned clockwise by ``turns`` quarters, which people decide): every coordinate of
    the program refers to it. ``file`` is never written again.
    ``frame`` counts the images of one multi-page file from 0; its rows share ``file``.
    ``batch`` names the images that were added together: they stand in order of their names.
    """

    file = models.FileField(max_length=255)
    frame = models.PositiveIntegerField(default=0)
    original_name = models.CharField(max_length=1024)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    format = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    orientation = models.PositiveSmallIntegerField(default=1)
    turns = models.PositiveSmallIntegerField(default=0)
    view = models.FileField(max_length=255, blank=True)
    thumbnail = models.FileField(max_length=255, blank=True)
    state = models.CharField(max_length=16, choices=ImageState.choices, default=ImageState.PENDING)
    error = models.TextField(blank=True)
    batch = models.UUIDField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.original_name

    @property
    def thumbnail_url(self) -> str:
        return f"/media/thumbnail/{self.pk}/{self.look}.jpg" if self.thumbnail else ""

    @property
    def view_url(self) -> str:
        return f"/media/view/{self.pk}/{self.look}.jpg" if self.view else ""

    @property
    def look(self) -> str:
        """Names what the image looks like: the file, and how it is turned."""
        return f"{self.sha256[:16]}-{self.turns}" if self.turns else self.sha256[:16]

    @property
    def original_url(self) -> str:
        """The address ends in the file's name, which clients like to save it under."""
        path = PurePosixPath(self.original_name)
        suffix = PurePosixPath(str(self.file.name)).suffix
        return f"/media/original/{self.pk}/{slugify(path.stem) or 'page'}{suffix}"
