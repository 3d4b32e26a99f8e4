"""REST endpoints of alignment: texts that people bring, and requests for work."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request

from apps.alignment.api import serializers
from apps.alignment.models import TextWitness
from apps.alignment.witnesses import delete_witness
from apps.common import downloads
from apps.common.api import ScopedViewSet
from apps.processing.api.serializers import QueuedSerializer
from apps.processing.api.views import WorkView
from apps.users.http import user_of


class WitnessViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ScopedViewSet[TextWitness],
):
    """One's own texts, and those of projects that one sees."""

    scope = TextWitness
    serializer_class = serializers.WitnessSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("owner")

    def perform_destroy(self, instance: TextWitness) -> None:
        delete_witness(witness=instance, user=user_of(self.request))

    @extend_schema(responses={200: OpenApiTypes.BINARY})
    @action(detail=True)
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The text itself, as UTF-8."""
        witness = self.get_object()
        return downloads.download(
            request,
            stored=str(witness.file.name),
            filename=f"{witness.name}.txt",
            etag=witness.sha256,
            modified=witness.created_at,
        )


@extend_schema(request=serializers.AlignSerializer, responses=QueuedSerializer)
class AlignView(WorkView):
    serializer_class = serializers.AlignSerializer


@extend_schema(request=serializers.ForcedAlignSerializer, responses=QueuedSerializer)
class ForcedAlignView(WorkView):
    serializer_class = serializers.ForcedAlignSerializer
