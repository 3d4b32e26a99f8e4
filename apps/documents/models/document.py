"""Documents, who shares one, what is known about it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.documents.querysets import DocumentScopedQuerySet
from apps.projects import access
from apps.projects.models import MembershipBase


class ReadDirection(models.TextChoices):
    """The way a reader turns the pages."""

    LTR = "ltr", "Left to right"
    RTL = "rtl", "Right to left"


class LineOffset(models.IntegerChoices):
    """Where the line that is drawn on the page lies with respect to the letters."""

    BASELINE = 0, "Baseline: letters stand on it"
    TOPLINE = 1, "Topline: letters hang from it"
    CENTERLINE = 2, "Centre line: letters are crossed by it"


class DocumentQuerySet(DocumentScopedQuerySet["Document"]):
    document_path = ""


class Document(models.Model):
    """Pages that are read together: a book, a file of letters, a register."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="documents"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents"
    )
    name = models.CharField(max_length=512)
    main_script = models.CharField(max_length=4, default="Latn", help_text="ISO 15924 code.")
    read_direction = models.CharField(
        max_length=3, choices=ReadDirection.choices, default=ReadDirection.LTR
    )
    line_offset = models.PositiveSmallIntegerField(
        choices=LineOffset.choices, default=LineOffset.BASELINE
    )
    show_confidence = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)
    tags = models.ManyToManyField("documents.DocumentTag", related_name="documents", blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class DocumentMembershipQuerySet(DocumentScopedQuerySet["DocumentMembership"]):
    pass


class DocumentMembership(MembershipBase):
    """A role in one document of a project."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="memberships")

    objects = DocumentMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True),
                name="document_membership_user_or_team",
            ),
            models.UniqueConstraint(
                fields=["document", "user"], name="document_membership_user_once"
            ),
            models.UniqueConstraint(
                fields=["document", "team"], name="document_membership_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team}: {self.role} of {self.document}"


class DocumentMetadataQuerySet(DocumentScopedQuerySet["DocumentMetadata"]):
    pass


class DocumentMetadata(models.Model):
    """A key and a value that describe the document; ``cidoc_id`` as in the CIDOC CRM."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="metadata")
    key = models.CharField(max_length=256)
    cidoc_id = models.CharField(max_length=8, blank=True)
    value = models.TextField()

    objects = DocumentMetadataQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class DocumentTagQuerySet(DocumentScopedQuerySet["DocumentTag"]):
    """Tags belong to a project: everybody in it sees them."""

    def visibility(self, user: Any) -> Q:
        return access.project_q(user, "viewer", project="project")

    def editability(self, user: Any) -> Q:
        return access.project_q(user, "editor", project="project")


class DocumentTag(models.Model):
    """A label for the documents of one project."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="document_tags"
    )
    name = models.CharField(max_length=100)
    color = models.CharField(max_length=7, default="#0072B2")

    objects = DocumentTagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="document_tag_once")
        ]

    def __str__(self) -> str:
        return self.name
