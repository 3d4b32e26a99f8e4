"""Who may see and change the rows that hang from a document."""

from typing import Any, Self, TypeVar

from django.db.models import Model, Q

from apps.common.querysets import ScopedQuerySet
from apps.projects import access

_M = TypeVar("_M", bound=Model, covariant=True)


class DocumentScopedQuerySet(ScopedQuerySet[_M]):
    """Rows whose document is found by the lookup ``document_path``."""

    document_path = "document"

    def visibility(self, user: Any) -> Q:
        return access.document_q(user, "viewer", document=self.document_path)

    def editability(self, user: Any) -> Q:
        return access.document_q(user, "editor", document=self.document_path)

    def managed_by(self, user: Any) -> Self:
        """Rows of documents that ``user`` may share, archive and delete."""
        return self.filter(access.document_q(user, "manager", document=self.document_path))


class PartScopedQuerySet(DocumentScopedQuerySet[_M]):
    """Rows that belong to a page."""

    document_path = "part__document"


class LineScopedQuerySet(DocumentScopedQuerySet[_M]):
    """Rows that belong to a line."""

    document_path = "line__part__document"
