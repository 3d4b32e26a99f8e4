"""Writes of projects: their names, who shares them, archive, tags."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from apps.common.errors import ApplicationError
from apps.projects.models import Membership, MembershipBase, Project, ProjectTag, Role
from apps.users.models import Team, User

SLUG_LENGTH = 50


@transaction.atomic
def create_project(
    *, user: User, name: str, guidelines: str = "", is_sample: bool = False
) -> Project:
    return Project.objects.create(
        owner=user, name=name, slug=_free_slug(name), guidelines=guidelines, is_sample=is_sample
    )


@transaction.atomic
def update_project(*, project: Project, user: User, name: str, guidelines: str) -> Project:
    """Rename; the address stays, so that links to the project stay right."""
    project.name, project.guidelines = name, guidelines
    project.save(update_fields=["name", "guidelines", "updated_at"])
    return project


@transaction.atomic
def archive_project(*, project: Project, user: User) -> None:
    project.archived_at = timezone.now()
    project.save(update_fields=["archived_at"])


@transaction.atomic
def restore_project(*, project: Project, user: User) -> None:
    project.archived_at = None
    project.save(update_fields=["archived_at"])


@transaction.atomic
def share_project(*, project: Project, user: User, member: User | Team, role: Role) -> Membership:
    """Give ``member`` a role, or another one than before."""
    if member == project.owner:
        raise ApplicationError("owner", f"{member} owns this project and can do everything in it.")
    membership, _ = Membership.objects.update_or_create(
        project=project, **membership_lookup(member), defaults={"role": role}
    )
    return membership


@transaction.atomic
def revoke_membership(*, membership: MembershipBase, user: User) -> None:
    """Take a role away; what the member made stays."""
    membership.delete()


@transaction.atomic
def leave_project(*, project: Project, user: User) -> None:
    """Give up one's own role; a role through a team can be given up only in the team."""
    deleted, _ = project.memberships.filter(user=user).delete()
    if not deleted:
        raise ApplicationError(
            "no_member", "You have your access to this project as owner or through a team."
        )


@transaction.atomic
def set_project_tags(*, project: Project, user: User, tags: list[ProjectTag]) -> None:
    """Replace the person's own tags on the project; those of others stay."""
    project.tags.remove(*project.tags.filter(user=user))
    project.tags.add(*tags)


def membership_lookup(member: User | Team) -> dict[str, Any]:
    return {"user": member} if isinstance(member, User) else {"team": member}


def user_named(name: str) -> User:
    """The account with this name or e-mail address; sharing starts here."""
    found = User.objects.filter(Q(username=name) | Q(email__iexact=name), is_active=True)
    user = found.exclude(username="").first() if name else None
    if user is None:
        raise ApplicationError(
            "unknown_user", f"There is no account named “{name}”. Ask the person for the name."
        )
    return user


def _free_slug(name: str) -> str:
    slug = slugify(name, allow_unicode=True)[:SLUG_LENGTH].strip("-") or "project"
    if not Project.objects.filter(slug=slug).exists():
        return slug
    return f"{slug[:40].rstrip('-')}-{secrets.token_hex(4)}"
