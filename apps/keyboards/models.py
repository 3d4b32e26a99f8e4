"""Keyboards that people make; those of the program are files in ``data``."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.projects import access
from apps.projects.models import Project


class KeyboardQuerySet(ScopedQuerySet["Keyboard"]):
    def visibility(self, user: Any) -> Q:
        """One's own, and those of projects that one may see, or of which one has a document."""
        in_project = access.project_q(user, "viewer", project="project")
        with_document = Project.objects.filter(access.holds_document_q(user, "viewer"))
        return Q(owner=user) | in_project | Q(project__in=with_document.values("pk"))

    def editability(self, user: Any) -> Q:
        return Q(owner=user) | access.project_q(user, "editor", project="project")

    def removable_by(self, user: Any) -> "KeyboardQuerySet":
        """Keyboards that ``user`` may delete: one's own, and those of projects one manages."""
        return self.filter(Q(owner=user) | access.project_q(user, "manager", project="project"))


class Keyboard(models.Model):
    """Rows of keys, each for one or several characters.

    ``keys`` and ``extra`` hold all that was in the file it was imported from; ``layout`` reads
    and writes them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keyboards"
    )
    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="keyboards"
    )
    name = models.CharField(max_length=200)
    author = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=20, default="0.1")
    keys = models.JSONField(default=list)
    extra = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = KeyboardQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
