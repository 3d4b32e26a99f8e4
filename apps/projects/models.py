"""Projects, memberships and tags."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet
from apps.projects import access


class Role(models.TextChoices):
    """What a member may do; each role includes the ones before it."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    MANAGER = "manager", "Manager"


class ProjectQuerySet(ScopedQuerySet["Project"]):
    def visibility(self, user: Any) -> Q:
        """Members of the project, and of any document in it, who find their document there."""
        return access.project_q(user, "viewer") | access.holds_document_q(user, "viewer")

    def editability(self, user: Any) -> Q:
        return access.project_q(user, "editor")

    def managed_by(self, user: Any) -> "ProjectQuerySet":
        """Projects that ``user`` may share, archive and delete."""
        return self.filter(access.project_q(user, "manager"))


class Project(models.Model):
    """A body of documents with one owner, shared with members."""

    name = models.CharField(max_length=512)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects"
    )
    guidelines = models.URLField(blank=True)
    is_sample = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)
    tags = models.ManyToManyField("projects.ProjectTag", related_name="projects", blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class MembershipBase(models.Model):
    """Who has which role: one user or one team, never both."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    team = models.ForeignKey(
        "users.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="%(class)ss"
    )
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.EDITOR)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def member_name(self) -> str:
        return str(self.user or self.team)


class Membership(MembershipBase):
    """A role in a whole project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True),
                name="membership_user_or_team",
            ),
            models.UniqueConstraint(fields=["project", "user"], name="membership_user_once"),
            models.UniqueConstraint(fields=["project", "team"], name="membership_team_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_name}: {self.role} of {self.project}"


class ProjectTag(models.Model):
    """A person's own label for projects."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_tags"
    )
    name = models.CharField(max_length=100)
    color = models.CharField(max_length=7, default="#0072B2")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="project_tag_once")]

    def __str__(self) -> str:
        return self.name
