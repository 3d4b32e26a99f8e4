"""REST endpoints that ask for evaluations and give what they found."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet
from apps.common.errors import ApplicationError
from apps.evaluation.api import serializers
from apps.evaluation.files import figures_of
from apps.evaluation.models import Evaluation
from apps.evaluation.services import delete_evaluation
from apps.processing.api.serializers import QueuedSerializer
from apps.processing.api.views import WorkView
from apps.users.http import user_of


@extend_schema(request=serializers.EvaluateSerializer, responses=QueuedSerializer)
class EvaluateView(WorkView):
    serializer_class = serializers.EvaluateSerializer
    reads_only = True


@extend_schema(request=serializers.EvaluateLayoutSerializer, responses=QueuedSerializer)
class EvaluateLayoutView(WorkView):
    serializer_class = serializers.EvaluateLayoutSerializer
    reads_only = True


class EvaluationViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    ScopedViewSet[Evaluation],
):
    """``evaluations/``: those whose documents the caller may see; ``?document=``, ``?model=``."""

    scope = Evaluation
    serializer_class = serializers.EvaluationSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().prefetch_related("subjects", "documents").order_by("-pk")
        asked = self.request.query_params
        if asked.get("document", "").isdecimal():
            rows = rows.filter(documents__document=int(asked["document"]))
        if asked.get("model", "").isdecimal():
            rows = rows.filter(subjects__model=int(asked["model"])).distinct()
        return rows

    def perform_destroy(self, instance: Evaluation) -> None:
        delete_evaluation(evaluation=instance, user=user_of(self.request))

    @extend_schema(request=serializers.EvaluatePagesSerializer, responses={201: QueuedSerializer})
    def create(self, request: Request) -> Response:
        serializer = serializers.EvaluatePagesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            job = serializer.request_work(user_of(request))
        except ApplicationError as error:
            return Response({"status": "error", "error": error.message}, status=400)
        return Response({"status": "ok", "job": job.pk}, status=201)

    @extend_schema(
        parameters=[
            OpenApiParameter("without", str, many=True, description="Differences not counted.")
        ],
        responses=serializers.FindingsSerializer,
    )
    @action(detail=True, methods=["get"])
    def findings(self, request: Request, pk: str) -> Response:
        kinds = request.query_params.getlist("without")
        return Response(figures_of(self.get_object(), kinds))
