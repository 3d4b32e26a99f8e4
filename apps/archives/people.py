"""Which accounts the names in an archive stand for."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from apps.archives.encoding import NAMELESS
from apps.projects.models import Project
from apps.users.models import User

Record = dict[str, Any]


class People:
    """Names of an archive as accounts here.

    An archive may say that anybody wrote anything. So a name counts only where its account may
    see the project anyway; with ``trust_all`` (an administrator restores) every account counts.
    """

    def __init__(self, user: User, project: Project, *, trust_all: bool) -> None:
        self._users = get_user_model().objects.all()
        if not trust_all:
            in_project = (
                Q(memberships__project=project)
                | Q(teams__memberships__project=project)
                | Q(owned_teams__memberships__project=project)
            )
            self._users = self._users.filter(
                Q(pk__in=(user.pk, project.owner_id)) | in_project
            ).distinct()
        self._known: dict[str, int | None] = {}
        self.missing: set[str] = set()

    def id_of(self, name: str | None) -> int | None:
        """The account of that name, or none; names that find none are noted."""
        if name is None:
            return None
        if name not in self._known:
            row = self._users.filter(username=name).values_list("pk", flat=True).first()
            self._known[name] = row
            if row is None:
                self.missing.add(name)
        return self._known[name]

    def said(self, record: Record) -> Record:
        """A text's record with its author as an account; a name without one stays with the text."""
        name = record.pop("author", None)
        found = self.id_of(name)
        kept = {NAMELESS: name} if name and found is None else {}
        return record | {
            "author_id": found,
            "attributes": {**record.get("attributes", {}), **kept},
        }
