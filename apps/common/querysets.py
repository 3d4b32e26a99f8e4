"""The base of every queryset that a view may start from."""

from typing import Any, Self, TypeVar

from django.db.models import Model, Q, QuerySet

_M = TypeVar("_M", bound=Model, covariant=True)


class ScopedQuerySet(QuerySet[_M]):
    """A queryset that knows who may see and who may change its rows.

    Subclasses say so once, in ``visibility`` and ``editability``.
    """

    def visibility(self, user: Any) -> Q:
        raise TypeError(f"{type(self).__name__} does not say who may see its rows.")

    def editability(self, user: Any) -> Q:
        raise TypeError(f"{type(self).__name__} does not say who may change its rows.")

    def visible_to(self, user: Any) -> Self:
        """Rows that ``user`` may read; none for anonymous visitors."""
        return self.filter(self.visibility(user)) if user.is_authenticated else self.none()

    def editable_by(self, user: Any) -> Self:
        """Rows that ``user`` may change; none for anonymous visitors."""
        return self.filter(self.editability(user)) if user.is_authenticated else self.none()
