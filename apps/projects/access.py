"""The one expression that says who may do what with a project or a document.

Roles are viewer < editor < manager; the owner of a project may do everything in it.
A membership names a project, or one document of it, and a user or a team.
"""

from typing import Any

from django.apps import apps as registry
from django.db.models import Q

ROLES = ("viewer", "editor", "manager")


def project_q(user: Any, role: str, *, project: str = "") -> Q:
    """Rows whose project gives ``user`` at least ``role``.

    ``project`` is the lookup from the row to its project, empty for projects themselves.
    """
    prefix = f"{project}__" if project else ""
    members = registry.get_model("projects", "Membership").objects.filter(_member_q(user, role))
    return Q(**{f"{prefix}owner": user}) | Q(**{f"{prefix}pk__in": members.values("project_id")})


def document_q(user: Any, role: str, *, document: str = "") -> Q:
    """Rows whose document, or the project of it, gives ``user`` at least ``role``.

    ``document`` is the lookup from the row to its document, empty for documents themselves.
    """
    prefix = f"{document}__" if document else ""
    members = registry.get_model("documents", "DocumentMembership").objects.filter(
        _member_q(user, role)
    )
    return project_q(user, role, project=f"{prefix}project") | Q(
        **{f"{prefix}pk__in": members.values("document_id")}
    )


def holds_document_q(user: Any, role: str) -> Q:
    """Projects with a document that was given to ``user`` itself."""
    members = registry.get_model("documents", "DocumentMembership").objects.filter(
        _member_q(user, role)
    )
    return Q(pk__in=members.values("document__project_id"))


def _member_q(user: Any, role: str) -> Q:
    is_member = Q(user=user) | Q(team__members=user) | Q(team__owner=user)
    return is_member & Q(role__in=ROLES[ROLES.index(role) :])
