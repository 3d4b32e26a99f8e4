"""REST endpoints of documents, scripts and document metadata."""

from typing import Any

from django.db.models import Avg, Count, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import filters, mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common import scripts
from apps.common.api import ScopedViewSet, scoped
from apps.common.errors import ApplicationError
from apps.common.pagination import FixedPagination, ScriptPagination
from apps.documents.api.document_serializers import (
    DocumentSerializer,
    MetadataSerializer,
    OntologySerializer,
    ScriptSerializer,
)
from apps.documents.models import Document, DocumentMetadata, TranscriptionLayer
from apps.documents.services import documents as services
from apps.documents.services.ontology import replace_types
from apps.events.api.views import SCHEMA, answer, own_topic
from apps.events.services import document_topic
from apps.projects.api.filters import NameFilter, TagFilter
from apps.projects.api.serializers import ShareSerializer
from apps.projects.api.sharing import requested_share

KIND_OF_KEY = {
    "valid_part_types": "page",
    "valid_line_types": "line",
    "valid_block_types": "region",
}


class ProjectFilter(filters.BaseFilterBackend):
    """``project=`` keeps the documents of one project."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        project = request.query_params.get("project", "")
        if not project:
            return queryset
        if not project.isdigit():
            raise ValidationError({"project": ["Enter a number."]})
        return queryset.filter(project_id=int(project))


class DocumentViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ScopedViewSet[Document],
):
    scope = Document
    serializer_class = DocumentSerializer
    lookup_value_regex = r"\d+"
    filter_backends = [ProjectFilter, TagFilter, NameFilter, filters.OrderingFilter]
    ordering_fields = ["name", "parts_count", "updated_at"]
    ordering = ["-updated_at"]
    managed_actions = frozenset({"destroy", "share"})

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if self.action in self.managed_actions:
            rows = rows.managed_by(self.request.user)
        return described(rows.filter(archived_at__isnull=True))

    def perform_create(self, serializer: serializers.BaseSerializer[Document]) -> None:
        values = dict(serializer.validated_data)
        tags, project, name = values.pop("tags", []), values.pop("project"), values.pop("name")
        document = services.create_document(
            user=self._user(), project=project, name=name, values=values
        )
        self._finish(serializer, document, tags)

    def perform_update(self, serializer: serializers.BaseSerializer[Document]) -> None:
        values = dict(serializer.validated_data)
        tags = values.pop("tags", None)
        document = self.get_object()
        services.update_document(document=document, user=self._user(), values=values)
        self._finish(serializer, document, tags)

    def perform_destroy(self, instance: Document) -> None:
        services.delete_document(document=instance, user=self._user())

    @extend_schema(request=ShareSerializer, responses={201: DocumentSerializer})
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        document = self.get_object()
        services.share_document(document=document, user=self._user(), **requested_share(request))
        return Response(self._fresh(document), status=status.HTTP_201_CREATED)

    @extend_schema(request=OntologySerializer, responses=DocumentSerializer)
    @action(detail=True, methods=["patch"])
    def modify_ontology(self, request: Request, pk: str) -> Response:
        document = self.get_object()
        try:
            replace_types(
                document=document, user=self._user(), type_ids=_requested_types(request.data)
            )
        except ApplicationError as error:
            raise ValidationError({"error": error.message}) from error
        return Response(self._fresh(document))

    @SCHEMA
    @action(detail=True)
    def events(self, request: Request, pk: str) -> Response:
        """What happened in the document, and to the caller's jobs, since the cursor."""
        document = scoped(Document, request, read=True, pk=pk)
        return answer(request, [document_topic(document.pk), own_topic(request.user)])

    def _user(self) -> Any:
        return self.request.user

    def _finish(
        self, serializer: serializers.BaseSerializer[Document], document: Document, tags: Any
    ) -> None:
        if tags is not None:
            services.set_document_tags(document=document, user=self._user(), tags=tags)
        serializer.instance = described(Document.objects.all()).get(pk=document.pk)

    def _fresh(self, document: Document) -> Any:
        row = described(Document.objects.all()).get(pk=document.pk)
        return self.get_serializer(row).data


def _requested_types(data: Any) -> dict[str, list[int]]:
    wanted = {key: data[key] for key in KIND_OF_KEY if key in data}
    if not wanted:
        raise ValidationError({"error": f"Must supply at least one of {', '.join(KIND_OF_KEY)}."})
    for key, ids in wanted.items():
        if not isinstance(ids, list) or not all(type(number) is int for number in ids):
            raise ValidationError({"error": f"{key} must be an array of PKs."})
    return {KIND_OF_KEY[key]: ids for key, ids in wanted.items()}


def described(rows: "QuerySet[Document]") -> Any:
    """Documents with everything the serializer reads, in a fixed number of queries."""
    layers = (
        TranscriptionLayer.objects.active()
        .annotate(avg_confidence=Avg("progress__confidence"))
        .order_by("-updated_at")
    )
    found: Any = rows.select_related("project", "owner").prefetch_related(
        Prefetch("layers", queryset=layers, to_attr="active_layers"),
        "region_types",
        "line_types",
        "part_types",
        "tags",
        "memberships__user",
        "memberships__team",
    )
    return found.annotate(parts_count=Count("parts", distinct=True))


class ScriptViewSet(viewsets.ViewSet):
    """The scripts of ISO 15924 in the order of their names."""

    serializer_class = ScriptSerializer

    @extend_schema(responses=ScriptSerializer(many=True))
    def list(self, request: Request) -> Response:
        paginator = ScriptPagination()
        rows: Any = scripts.scripts()
        page: Any = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(ScriptSerializer(page, many=True).data)

    @extend_schema(responses=ScriptSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        script = next((row for row in scripts.scripts() if str(row.number) == pk), None)
        if script is None:
            raise NotFound
        return Response(ScriptSerializer(script).data)


class MetadataViewSet(viewsets.ModelViewSet[DocumentMetadata], ScopedViewSet[DocumentMetadata]):
    """What is known about a document: keys and values."""

    scope = DocumentMetadata
    serializer_class = MetadataSerializer
    pagination_class = FixedPagination
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        return ScopedViewSet.get_queryset(self).filter(document_id=self.kwargs["document_id"])

    def list(self, *args: Any, **kwargs: Any) -> Any:
        self._document(read=True)
        return super().list(*args, **kwargs)

    def create(self, *args: Any, **kwargs: Any) -> Any:
        self.document = self._document(read=False)
        return super().create(*args, **kwargs)

    def perform_create(self, serializer: serializers.BaseSerializer[DocumentMetadata]) -> None:
        user: Any = self.request.user
        values = serializer.validated_data
        serializer.instance = services.add_metadata(
            document=self.document,
            user=user,
            key=values["key"],
            value=values["value"],
            cidoc_id=values.get("cidoc_id") or "",
        )

    def perform_update(self, serializer: serializers.BaseSerializer[DocumentMetadata]) -> None:
        user: Any = self.request.user
        row, values = self.get_object(), serializer.validated_data
        serializer.instance = services.update_metadata(
            metadata=row,
            user=user,
            key=values.get("key", row.key),
            value=values.get("value", row.value),
            cidoc_id=values.get("cidoc_id", row.cidoc_id) or "",
        )

    def _document(self, *, read: bool) -> Document:
        return scoped(Document, self.request, read=read, pk=self.kwargs["document_id"])
