"""REST endpoints of pages; the words of the contract end here."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import filters, mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet, scoped
from apps.documents.api.part_serializers import (
    BulkMoveSerializer,
    MoveSerializer,
    PartDetailSerializer,
    PartMetadataSerializer,
    PartSerializer,
    PartUploadSerializer,
    TurnSerializer,
)
from apps.documents.models import Document, Part, PartMetadata
from apps.documents.selectors.images import (
    PageFilter,
    assigned_parts,
    described_parts,
    detailed_parts,
    filtered_parts,
    is_person,
    named_parts,
)
from apps.documents.services import parts as services
from apps.documents.services.turning import quarters_of, turn_part


class PartOrdering(filters.OrderingFilter):
    """The contract's names of the columns that pages can be ordered by."""

    COLUMNS = {
        "order": "order",
        "name": "name",
        "original_filename": "image__original_name",
        "filename": "image__original_name",
        "updated_at": "updated_at",
        "pk": "pk",
    }

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> list[str]:
        wanted = request.query_params.get("ordering", "").split(",")
        known = [term for term in wanted if term.removeprefix("-") in self.COLUMNS]
        columns = [
            ("-" if term.startswith("-") else "") + self.COLUMNS[term.removeprefix("-")]
            for term in known or ["order"]
        ]
        return [*columns, "pk"]


class PartViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    ScopedViewSet[Part],
):
    """Pages of one document."""

    scope = Part
    filter_backends = [PartOrdering]
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        parts: Any = super().get_queryset().filter(document_id=self.kwargs["document_id"])
        if name := self.request.query_params.get("name", ""):
            parts = named_parts(parts, name)
        if status_wanted := self.request.query_params.get("status", ""):
            parts = parts.filter(status__in=status_wanted.split(","))
        assignee = self.request.query_params.get("assignee", "")
        if is_person(assignee):
            parts = assigned_parts(parts, assignee, self.request.user)
        return detailed_parts(parts) if self.action == "retrieve" else described_parts(parts)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return PartDetailSerializer if self.action == "retrieve" else PartSerializer

    def document(self, *, read: bool = False) -> Document:
        return scoped(Document, self.request, read=read, pk=self.kwargs["document_id"])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.document()
        return super().list(request, *args, **kwargs)

    @extend_schema(request={"multipart/form-data": PartUploadSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        document = self.document()
        form = PartUploadSerializer(data=request.data, context={"document": document})
        form.is_valid(raise_exception=True)
        added = services.add_part(document=document, user=request.user, **form.arguments())
        return Response(
            self._serialized(added.parts[0].pk)
            | {
                "result": "created" if added.created else "duplicate",
                "parts": [part.pk for part in added.parts],
            },
            status=status.HTTP_201_CREATED if added.created else status.HTTP_200_OK,
        )

    def _serialized(self, part_id: int) -> dict[str, Any]:
        part = described_parts(Part.objects.filter(pk=part_id)).get()
        return dict(self.get_serializer(part).data)

    @extend_schema(request=PartSerializer, responses=PartSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        part = self.get_object()
        form = PartSerializer(part, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        services.update_part(part=part, user=request.user, fields=form.fields_to_write())
        return Response(self._serialized(part.pk))

    @extend_schema(request=PartSerializer, responses=PartSerializer)
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        document, part = self.document(), self.get_object()
        only = Part.objects.filter(pk=part.pk)
        services.delete_parts(document=document, user=request.user, parts=only)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MoveSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        document, part = self.document(), self.get_object()
        form = MoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        index = form.validated_data["index"]
        services.place_parts(
            document=document, user=request.user, part_ids=[part.pk], position=index
        )
        return Response({"status": "moved"})

    @extend_schema(request=TurnSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        part = self.get_object()
        form = TurnSerializer(data=request.data)
        if not form.is_valid():
            return Response({"error": "Post an angle."}, status=status.HTTP_400_BAD_REQUEST)
        quarters = quarters_of(form.validated_data["angle"])
        turn_part(part=part, user=request.user, quarters=quarters)
        return Response({"status": "done"})

    @extend_schema(parameters=[OpenApiParameter("order", int)], responses={302: None})
    @action(detail=False)
    def byorder(self, request: Request, *args: Any, **kwargs: Any) -> Response | Any:
        self.document()
        order = request.query_params.get("order")
        if order is None:
            return Response({"error": "pass order as an url parameter."})
        if not order.isdecimal():
            return Response({"error": "invalid order."})
        part_id = self._part_id_at(int(order))
        if part_id is None:
            return Response({"error": "Out of bounds."})
        return HttpResponseRedirect(reverse("part-detail", args=[kwargs["document_id"], part_id]))

    def _part_id_at(self, order: int) -> int | None:
        parts: QuerySet[Part] = self.get_queryset().order_by("order")
        return parts.values_list("pk", flat=True)[order : order + 1].first()


class PartMetadataViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    ScopedViewSet[PartMetadata],
):
    """What is known about one page: keys and values."""

    scope = PartMetadata
    serializer_class = PartMetadataSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        place = {"part_id": self.kwargs["part_id"], "part__document_id": self.kwargs["document_id"]}
        return super().get_queryset().filter(**place)

    def part(self) -> Part:
        ids = {"pk": self.kwargs["part_id"], "document_id": self.kwargs["document_id"]}
        return scoped(Part, self.request, **ids)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.part()
        return super().list(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        part = self.part()
        form = PartMetadataSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = services.add_metadata(part=part, fields=form.fields_to_write())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        form = PartMetadataSerializer(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        services.update_metadata(row=row, fields=form.fields_to_write())
        return Response(self.get_serializer(row).data)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.partial_update(request, *args, **kwargs)


class BulkMoveView(APIView):
    """Move several pages at once; they keep their order among themselves."""

    @extend_schema(request=BulkMoveSerializer, responses={200: None})
    def post(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        form = BulkMoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        ids, index = form.validated_data["parts"], form.validated_data["index"]
        services.move_parts(document=document, user=request.user, part_ids=ids, index=index)
        return Response({"status": "moved"})


class PartIdsView(APIView):
    """The ids of all pages, in order: what a client needs to choose among 10,000 of them."""

    @extend_schema(responses={200: list[int]})
    def get(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        parts = filtered_parts(document, PageFilter.read(request.query_params), request.user)
        return Response(list(parts.values_list("pk", flat=True)))
