"""Texts that people bring to lay onto lines, and what was found before anything is written."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.documents.models import Part
from apps.jobs.models import Job
from apps.projects import access
from apps.projects.models import Project


class TextWitnessQuerySet(ScopedQuerySet["TextWitness"]):
    def visibility(self, user: Any) -> Q:
        """One's own, and those of projects that one may see."""
        return Q(owner=user) | access.project_q(user, "viewer", project="project")

    def editability(self, user: Any) -> Q:
        return Q(owner=user)


class TextWitness(models.Model):
    """A text that exists already: an edition, a transcription without lines.

    ``file`` is always UTF-8 text, whatever it was taken from; ``original_name`` is the name of the
    file that came.
    """

    uid = models.UUIDField(default=uuid4, unique=True)
    name = models.CharField(max_length=256)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="text_witnesses"
    )
    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="text_witnesses"
    )
    file = models.FileField(max_length=255)
    original_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TextWitnessQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class AlignedPageQuerySet(ScopedQuerySet["AlignedPage"]):
    def visibility(self, user: Any) -> Q:
        return access.document_q(user, "viewer", document="job__document")

    def editability(self, user: Any) -> Q:
        return access.document_q(user, "editor", document="job__document")


class AlignedPage(models.Model):
    """What was found for one page, until it is written: nobody's text was changed by it.

    ``lines`` are rows ``[uid, text read, text laid onto it, score]``; ``scores`` the scores alone,
    so that a whole book can be counted without its words, negative where there is no text.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="aligned_pages")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="aligned_pages")
    lines = models.JSONField(default=list)
    scores = models.JSONField(default=list)

    objects = AlignedPageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "part"], name="aligned_page_once")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.part_id}"
