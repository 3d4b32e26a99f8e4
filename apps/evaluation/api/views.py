"""REST endpoints that ask for evaluations."""

from drf_spectacular.utils import extend_schema

from apps.evaluation.api import serializers
from apps.processing.api.serializers import QueuedSerializer
from apps.processing.api.views import WorkView


@extend_schema(request=serializers.EvaluateSerializer, responses=QueuedSerializer)
class EvaluateView(WorkView):
    serializer_class = serializers.EvaluateSerializer
    reads_only = True
