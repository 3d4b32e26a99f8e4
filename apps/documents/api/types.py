"""REST endpoints of region, line and page types; each belongs to one document."""

from typing import Any, ClassVar

from rest_framework import status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet, scoped
from apps.common.errors import ApplicationError
from apps.documents.api.document_serializers import (
    LineTypeSerializer,
    NewTypeSerializer,
    PartTypeSerializer,
    RegionTypeSerializer,
)
from apps.documents.models import Document, LineType, PartType, RegionType
from apps.documents.services import ontology


class TypeViewSet(viewsets.ModelViewSet[Any], ScopedViewSet[Any]):
    """Types of the documents the caller sees; ``?document=`` keeps those of one."""

    kind: ClassVar[str]
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows = ScopedViewSet.get_queryset(self).order_by("document_id", "order", "pk")
        document = self.request.query_params.get("document", "")
        return rows.filter(document_id=int(document)) if document.isdigit() else rows

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = NewTypeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(form.validated_data)
        document = scoped(Document, request, pk=values.pop("document"))
        row = self._checked(ontology.add_type, document=document, kind=self.kind, **values)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def perform_update(self, serializer: Any) -> None:
        row, values = self.get_object(), serializer.validated_data
        name, color = values.get("name", row.name), values.get("color", row.color)
        serializer.instance = self._checked(ontology.update_type, type=row, name=name, color=color)

    def perform_destroy(self, instance: Any) -> None:
        self._checked(ontology.delete_type, type=instance)

    def _checked(self, service: Any, **arguments: Any) -> Any:
        try:
            return service(user=self.request.user, **arguments)
        except ApplicationError as error:
            raise ValidationError({"name": [error.message]}) from error


class RegionTypeViewSet(TypeViewSet):
    scope = RegionType
    serializer_class = RegionTypeSerializer
    kind = "region"


class LineTypeViewSet(TypeViewSet):
    scope = LineType
    serializer_class = LineTypeSerializer
    kind = "line"


class PartTypeViewSet(TypeViewSet):
    scope = PartType
    serializer_class = PartTypeSerializer
    kind = "page"
