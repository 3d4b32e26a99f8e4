"""The people of a document: those who may see it, and so may be asked to work on its pages."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.documents.models import Document
from apps.projects.models import Membership
from apps.users.models import User


def people_of(document: Document) -> "QuerySet[User]":
    """Owner, members of the project and of the document, alone or through a team; by name."""
    in_project = Membership.objects.filter(project=document.project_id)
    mine = Q(pk=document.project.owner_id)
    for members in (in_project, document.memberships.all()):
        mine |= _members(members)
    return User.objects.filter(mine, is_active=True).order_by("username")


def _members(memberships: "QuerySet[Any]") -> Q:
    teams = memberships.filter(team__isnull=False).values("team")
    in_team = User.teams.through.objects.filter(team__in=teams).values("user")
    owners = memberships.filter(team__isnull=False).values("team__owner")
    alone = memberships.filter(user__isnull=False).values("user")
    return Q(pk__in=alone) | Q(pk__in=in_team) | Q(pk__in=owners)
