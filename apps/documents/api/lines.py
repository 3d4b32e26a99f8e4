"""``documents/{D}/parts/{P}/lines/``: the lines of a page, one by one and many at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.api.layout_serializers import (
    IdsSerializer,
    LineSerializer,
    LineWithTextsSerializer,
    NewLineSerializer,
    PlacesSerializer,
    line_values,
)
from apps.documents.api.page_views import PageViewSet
from apps.documents.api.text_writes import text_write
from apps.documents.changes import ElementChange
from apps.documents.models import Line, Part
from apps.documents.selectors.texts import with_texts
from apps.documents.services.merging import merge_lines
from apps.documents.services.ordering import move_lines, order_automatically
from apps.documents.services.transcriptions import save_texts
from apps.users.http import user_of


class LineViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PageViewSet[Line]):
    scope = Line
    serializer_class = LineSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.detailed([self.get_object()])[0])

    @transaction.atomic
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.created([self.read(LineSerializer).validated_data])
        return Response(self.get_serializer(rows[0]).data, status=status.HTTP_201_CREATED)

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        form = self.read(LineSerializer, instance=row, partial=kwargs.get("partial", False))
        self.apply(updated_lines=[ElementChange(row.uid, form.values())])
        self.placed({row.pk: form.validated_data})
        return Response(self.get_serializer(self.get_object()).data)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        body = self.detailed([row])[0]
        self.apply(deleted_lines=[row.uid])
        return Response(body)

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    @transaction.atomic
    def bulk_create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.created(self.read_many(NewLineSerializer))
        return Response({"status": "ok", "lines": self.detailed(rows)})

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["put"])
    @transaction.atomic
    def bulk_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.found([item.get("pk") for item in self.bodies()])
        items = self.read_many(LineSerializer, partial=True)
        given = dict(zip([row.pk for row in rows], items, strict=True))
        self.apply(
            updated_lines=[ElementChange(row.uid, line_values(given[row.pk])) for row in rows]
        )
        self.placed(given)
        lines = self.get_queryset().filter(pk__in=given)
        return Response({"status": "ok", "lines": self.get_serializer(lines, many=True).data})

    @extend_schema(request=IdsSerializer, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    def bulk_delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.found(self.read(IdsSerializer).validated_data["lines"])
        body = self.detailed(rows)
        self.apply(deleted_lines=[row.uid for row in rows])
        return Response({"status": "ok", "lines": body})

    @extend_schema(request=IdsSerializer, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        ids = request.data.get("lines") if isinstance(request.data, Mapping) else None
        if not isinstance(ids, list) or not ids:
            return _refused("'lines' is mandatory.")
        try:
            old = self.detailed(self.found(ids))
            line = merge_lines(part=self.part, line_ids=ids, user=user_of(request))
        except ApplicationError as error:
            return _refused(error.message)
        created = self.detailed([line])[0]
        return Response({"status": "ok", "lines": {"created": created, "deleted": old}})

    @extend_schema(request=PlacesSerializer, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        places = self.read(PlacesSerializer).places()
        move_lines(part=self.part, places=places, user=user_of(request))
        return Response(_order_of(self.part))

    def created(self, items: Sequence[Mapping[str, Any]]) -> list[Line]:
        """New lines with their texts and places, in the order of the page."""
        changes = [ElementChange(uuid4(), line_values(item)) for item in items]
        self.apply(created_lines=changes)
        uids = [change.uid for change in changes]
        rows: dict[UUID, Line] = {row.uid: row for row in self.part.lines.filter(uid__in=uids)}
        writes = [
            text_write(rows[uid].pk, text)
            for uid, item in zip(uids, items, strict=True)
            for text in item.get("texts", ())
        ]
        if writes:
            save_texts(part=self.part, writes=writes, user=user_of(self.request))
        self.placed({rows[uid].pk: item for uid, item in zip(uids, items, strict=True)})
        return list(self.part.lines.filter(uid__in=uids))

    def placed(self, items: Mapping[int, Mapping[str, Any]]) -> None:
        """Move lines to the places that were given for them."""
        places = {pk: item["order"] for pk, item in items.items() if "order" in item}
        if places:
            move_lines(part=self.part, places=places, user=user_of(self.request))

    def detailed(self, rows: Sequence[Line]) -> Any:
        context = self.get_serializer_context()
        return LineWithTextsSerializer(with_texts(rows), many=True, context=context).data


class ReorderView(APIView):
    """Put the lines of a page in reading order."""

    @extend_schema(request=None, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        order_automatically(part=part, user=user_of(request))
        return Response({"status": "done", "lines": _order_of(part)})


def _order_of(part: Part) -> list[dict[str, int]]:
    rows = part.lines.order_by("order", "pk").values_list("pk", "order")
    return [{"pk": pk, "order": order} for pk, order in rows]


def _refused(message: str) -> Response:
    return Response({"status": "error", "error": message}, status=status.HTTP_400_BAD_REQUEST)
