"""REST endpoints of annotations and of what may be annotated."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.annotations import services
from apps.annotations.anchors import spans
from apps.annotations.api.serializers import (
    AnnotationTypeSerializer,
    ComponentSerializer,
    ImageAnnotationSerializer,
    TaxonomySerializer,
    TextAnnotationSerializer,
)
from apps.annotations.models import (
    IMAGE_MARKERS,
    Annotation,
    AnnotationComponent,
    AnnotationTaxonomy,
    AnnotationType,
    Target,
)
from apps.annotations.selectors import taxonomies_with_details, with_details
from apps.common.api import ScopedViewSet, scoped
from apps.documents.api.page_views import PageViewSet
from apps.documents.models import Document
from apps.users.http import user_of


class AnnotationTypeViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ScopedViewSet[AnnotationType],
):
    """Kinds of taxonomies; they are made with the first taxonomy of their name."""

    scope = AnnotationType
    serializer_class = AnnotationTypeSerializer
    lookup_value_regex = r"\d+"


class DocumentRowsViewSet(viewsets.ModelViewSet[Any], ScopedViewSet[Any]):
    """Rows of the document that the address names."""

    lookup_value_regex = r"\d+"

    @property
    def document(self) -> Document:
        """The document of the address; a miss is 404."""
        return scoped(Document, self.request, pk=self.kwargs["document_id"])

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        _ = self.document

    def get_queryset(self) -> Any:
        rows = ScopedViewSet.get_queryset(self)
        return rows.filter(document_id=self.kwargs["document_id"])

    def get_serializer_context(self) -> dict[str, Any]:
        context: dict[str, Any] = dict(super().get_serializer_context())
        is_schema = getattr(self, "swagger_fake_view", False)
        return context if is_schema else context | {"document": self.document}


class ComponentViewSet(DocumentRowsViewSet):
    scope = AnnotationComponent
    serializer_class = ComponentSerializer

    def perform_create(self, serializer: Any) -> None:
        serializer.save(document=self.document)


class TaxonomyViewSet(DocumentRowsViewSet):
    """What may be marked; ``?target=image`` or ``text`` keeps those of one."""

    scope = AnnotationTaxonomy
    serializer_class = TaxonomySerializer

    def get_queryset(self) -> Any:
        rows = taxonomies_with_details(super().get_queryset())
        target = self.request.query_params.get("target")
        if target == Target.IMAGE:
            return rows.filter(marker__in=IMAGE_MARKERS)
        return rows.exclude(marker__in=IMAGE_MARKERS) if target == Target.TEXT else rows

    def perform_create(self, serializer: Any) -> None:
        given = serializer.arguments()
        serializer.instance = services.save_taxonomy(document=self.document, **given)

    def perform_update(self, serializer: Any) -> None:
        serializer.instance = services.save_taxonomy(
            document=self.document, taxonomy=self.get_object(), **serializer.arguments()
        )


class AnnotationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PageViewSet[Annotation]):
    """Annotations of one page."""

    scope = Annotation
    target: ClassVar[Target]

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(layer__isnull=self.target == Target.IMAGE)
        return with_details(rows)

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        return context | {"document": self.part.document_id} if "part" in context else context

    def represented(self, rows: Sequence[Annotation]) -> list[Any]:
        """The rows as JSON, each with the place where its words are now."""
        context = self.get_serializer_context() | {"spans": spans(rows)}
        return [self.get_serializer_class()(row, context=context).data for row in rows]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.represented(rows))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.represented([self.get_object()])[0])

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form: Any = self.read(self.get_serializer_class())
        row = services.annotate(part=self.part, user=user_of(request), **form.arguments())
        return self.answer(row, status.HTTP_201_CREATED)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, partial = self.get_object(), kwargs.get("partial", False)
        form: Any = self.read(self.get_serializer_class(), instance=row, partial=partial)
        services.update_annotation(annotation=row, user=user_of(request), **form.arguments())
        return self.answer(row, status.HTTP_200_OK)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        services.delete_annotation(annotation=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def answer(self, row: Annotation, code: int) -> Response:
        return Response(self.represented([self.get_queryset().get(pk=row.pk)])[0], status=code)


class ImageAnnotationViewSet(AnnotationViewSet):
    target = Target.IMAGE
    serializer_class = ImageAnnotationSerializer


class TextAnnotationViewSet(AnnotationViewSet):
    """``?transcription=`` keeps the annotations of one layer."""

    target = Target.TEXT
    serializer_class = TextAnnotationSerializer

    def get_queryset(self) -> Any:
        layer = self.request.query_params.get("transcription", "")
        rows = super().get_queryset()
        return rows.filter(layer_id=int(layer)) if layer.isdigit() else rows
