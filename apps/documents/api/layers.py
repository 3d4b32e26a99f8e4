"""REST endpoints of transcription layers."""

from collections import Counter
from typing import Any

from django.db.models import Avg
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet, scoped
from apps.common.errors import ApplicationError
from apps.documents.api.document_serializers import LayerChangeSerializer, LayerSerializer
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.services import layers, transcriptions

NOT_DELETED = "This transcription can not be deleted."
ORDERINGS = {
    "frequency": lambda item: (item[1], item[0]),
    "-frequency": lambda item: (-item[1], item[0]),
    "char": lambda item: item[0],
    "-char": lambda item: -ord(item[0]),
}


class LayerViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[TranscriptionLayer]
):
    """Layers of one document as a bare list, the newest change first."""

    scope = TranscriptionLayer
    serializer_class = LayerSerializer
    pagination_class = None
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(document_id=self.kwargs["document_id"])
        if self.action == "list":
            rows = rows.filter(archived_at__isnull=True)
        rows = rows.select_related("document")
        return rows.annotate(avg_confidence=Avg("progress__confidence")).order_by("-updated_at")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._document(read=True)
        return super().list(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new layer; the one of that name in this document where there is one."""
        document = self._document(read=False)
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        name = form.validated_data["name"]
        layer = transcriptions.layer_named(document=document, user=request.user, name=name)
        return Response(self.get_serializer(layer).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=LayerChangeSerializer, responses=LayerSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        layer = self.get_object()
        form = LayerChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        self._change(layer, form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=LayerChangeSerializer, responses=LayerSerializer)
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.partial_update(request, *args, **kwargs)

    @extend_schema(responses={204: None, 400: str})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Archive the layer; the one typed by hand stays."""
        try:
            transcriptions.archive_layer(layer=self.get_object(), user=request.user)
        except ApplicationError:
            return Response(NOT_DELETED, status=status.HTTP_400_BAD_REQUEST)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        responses=inline_serializer(
            "LayerStatistics",
            {
                "line_count": serializers.IntegerField(),
                "characters": serializers.ListField(child=serializers.DictField()),
            },
        )
    )
    @action(detail=True)
    def stats(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How often each character occurs in the layer."""
        texts = self.get_object().transcriptions.values_list("text", flat=True)
        counts, line_count = Counter[str](), 0
        for text in texts.iterator(chunk_size=5000):
            line_count += 1
            counts.update(text)
        key = ORDERINGS.get(request.query_params.get("ordering", ""), ORDERINGS["-frequency"])
        rows = [{"char": char, "frequency": n} for char, n in sorted(counts.items(), key=key)]
        return Response({"line_count": line_count, "characters": rows})

    def _change(self, layer: TranscriptionLayer, values: dict[str, Any]) -> None:
        user: Any = self.request.user
        try:
            if "name" in values:
                transcriptions.rename_layer(layer=layer, user=user, name=values["name"])
            if "comments" in values:
                layers.describe_layer(layer=layer, user=user, comments=values["comments"] or "")
            if values.get("archived") is True and layer.archived_at is None:
                transcriptions.archive_layer(layer=layer, user=user)
            if values.get("archived") is False and layer.archived_at is not None:
                layers.restore_layer(layer=layer, user=user)
        except ApplicationError as error:
            raise ValidationError({"name": [error.message]}) from error

    def _document(self, *, read: bool) -> Document:
        return scoped(Document, self.request, read=read, pk=self.kwargs["document_id"])
