"""The base of what hangs from one page in the REST API."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from apps.common.api import ScopedViewSet, scoped
from apps.documents.changes import ChangeSet
from apps.documents.models import Part
from apps.documents.services.changes import ChangeResult, apply_changes
from apps.users.http import user_of

_M = TypeVar("_M", bound=Model)


class PageViewSet(ScopedViewSet[_M]):
    """Rows of the page that the address names, for those who may read or change them."""

    page_lookup = "part"
    lookup_value_regex = r"\d+"

    @property
    def part(self) -> Part:
        """The page of the address; a miss is 404."""
        found: Part | None = getattr(self, "_part", None)
        if found is None:
            ids = {"document_id": self.kwargs["document_id"], "pk": self.kwargs["part_id"]}
            found = self._part = scoped(Part, self.request, **ids)
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not getattr(self, "swagger_fake_view", False):
            _ = self.part

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(**{self.page_lookup: self.part})

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        is_schema = getattr(self, "swagger_fake_view", False)
        return context if is_schema else context | {"part": self.part}

    def read(self, form: type[BaseSerializer[Any]], **options: Any) -> Any:
        """The request's body, checked by a serializer."""
        read = form(data=self.request.data, context=self.get_serializer_context(), **options)
        read.is_valid(raise_exception=True)
        return read

    def bodies(self) -> Sequence[Mapping[str, Any]]:
        """The items under ``lines`` in the body."""
        body = self.request.data
        items = body.get("lines") if isinstance(body, Mapping) else None
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            raise ValidationError({"lines": "Give a list of objects."})
        return items

    def read_many(self, form: type[BaseSerializer[Any]], *, partial: bool = False) -> list[Any]:
        """The items under ``lines``, each checked; the answer to bad ones has a place for each."""
        items, context = self.bodies(), self.get_serializer_context()
        read: Any = form(data=items, many=True, partial=partial, context=context)
        if not read.is_valid():
            errors = read.errors
            if isinstance(errors, Mapping):
                errors = [errors.get(index, {}) for index in range(len(items))]
            raise ValidationError(errors)
        return [*read.validated_data]

    def found(self, ids: Sequence[Any]) -> list[_M]:
        """The rows of this page with these ids, in their order; all of them or an error."""
        known = [pk for pk in ids if isinstance(pk, int)]
        rows: dict[int, _M] = {row.pk: row for row in self.get_queryset().filter(pk__in=known)}
        missing = [pk for pk in ids if pk not in rows]
        if missing:
            words = "These line IDs do not exist or do not belong to this part"
            raise ValidationError({"lines": f"{words}: {missing}"})
        if len(rows) < len(ids):
            raise ValidationError({"lines": "The same ID is given twice."})
        return [rows[pk] for pk in ids]

    def apply(self, **changes: Any) -> ChangeResult:
        """Change the page by a change set made from it as it is now."""
        change_set = ChangeSet(**changes)
        return apply_changes(part=self.part, user=user_of(self.request), change_set=change_set)
