"""``documents/{D}/parts/{P}/transcriptions/``: the texts of the lines of a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from apps.documents.api.layout_serializers import IdsSerializer, LineTextSerializer
from apps.documents.api.page_views import PageViewSet
from apps.documents.api.text_writes import text_write
from apps.documents.models import LineTranscription
from apps.documents.selectors.texts import texts_in_order, with_versions
from apps.documents.services.line_texts import delete_text
from apps.documents.services.transcriptions import TextWrite, save_texts
from apps.users.http import user_of

NOT_UNIQUE = {"non_field_errors": ["The fields line, transcription must make a unique set."]}


class TextPagination(PageNumberPagination):
    page_size = 100


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("transcription", int, description="Layer.")])
)
class LineTextViewSet(mixins.ListModelMixin, PageViewSet[LineTranscription]):
    scope = LineTranscription
    page_lookup = "line__part"
    serializer_class = LineTextSerializer
    pagination_class = TextPagination

    def get_queryset(self) -> Any:
        rows = texts_in_order(super().get_queryset())
        layer = self.request.query_params.get("transcription", "")
        if self.action != "list" or not layer:
            return rows
        return rows.filter(layer_id=int(layer)) if layer.isdecimal() else rows.none()

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_versions(super().paginate_queryset(queryset) or ())

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.shown([self.get_object().pk])[0])

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = self.read(LineTextSerializer).validated_data
        self.check_new([data])
        row = self.saved([text_write(data["line"].pk, data)])[0]
        return Response(self.shown([row.pk])[0], status=status.HTTP_201_CREATED)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        form = self.read(LineTextSerializer, partial=True)
        data = {name: form.validated_data[name] for name in form.validated_data if name in _TEXT}
        self.saved([text_write(row.line_id, data, row)])
        return Response(self.shown([row.pk])[0])

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        delete_text(text=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    @transaction.atomic
    def bulk_create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        items = self.read_many(LineTextSerializer)
        self.check_new(items)
        rows = self.saved([text_write(item["line"].pk, item) for item in items])
        return Response({"status": "ok", "lines": self.shown([row.pk for row in rows])})

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["put"])
    @transaction.atomic
    def bulk_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        items = self.read_many(LineTextSerializer, partial=True)
        rows = self.found([item.get("pk") for item in self.bodies()])
        self.saved(
            [
                text_write(row.line_id, {name: item[name] for name in item if name in _TEXT}, row)
                for row, item in zip(rows, items, strict=True)
            ]
        )
        return Response(self.shown([row.pk for row in rows]))

    @extend_schema(request=IdsSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    @transaction.atomic
    def bulk_delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.found(self.read(IdsSerializer).validated_data["lines"])
        self.saved([text_write(row.line_id, {"text": ""}, row) for row in rows])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def check_new(self, items: Sequence[Mapping[str, Any]]) -> None:
        """No text twice for one line in one layer."""
        pairs = {(item["line"].pk, item["layer"].pk) for item in items}
        lines = {line for line, _ in pairs}
        known = LineTranscription.objects.filter(line__in=lines).values_list("line_id", "layer_id")
        if len(pairs) < len(items) or pairs & set(known):
            raise ValidationError(NOT_UNIQUE)

    def saved(self, writes: Sequence[TextWrite]) -> list[LineTranscription]:
        return save_texts(part=self.part, writes=writes, user=user_of(self.request))

    def shown(self, ids: Sequence[int]) -> Any:
        rows = {row.pk: row for row in with_versions(self.get_queryset().filter(pk__in=ids))}
        return self.get_serializer([rows[pk] for pk in ids], many=True).data


_TEXT = frozenset({"text", "glyphs", "confidence"})
