"""Files that people exported, with a lasting link until they expire."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet


class ExportQuerySet(ScopedQuerySet["Export"]):
    def visibility(self, user: Any) -> Q:
        return Q(user=user)

    def editability(self, user: Any) -> Q:
        return Q(user=user)


class Export(models.Model):
    """A finished export; only the person who made it can fetch it."""

    uid = models.UUIDField(default=uuid4, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    document = models.ForeignKey(
        "documents.Document", on_delete=models.SET_NULL, null=True, related_name="exports"
    )
    job = models.OneToOneField(
        "jobs.Job", on_delete=models.SET_NULL, null=True, related_name="export"
    )
    name = models.CharField(max_length=255, help_text="The file name people get.")
    file = models.FileField(max_length=255)
    format = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    part_count = models.PositiveIntegerField()
    warnings = models.JSONField(default=list, help_text="The first notes of what is missing.")
    warning_count = models.PositiveIntegerField(default=0)
    download_count = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
