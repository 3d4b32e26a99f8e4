"""REST endpoints that ask for trainings."""

from drf_spectacular.utils import extend_schema

from apps.processing.api.serializers import QueuedSerializer
from apps.processing.api.views import WorkView
from apps.training.api import serializers


@extend_schema(request=serializers.TrainSerializer, responses=QueuedSerializer)
class TrainView(WorkView):
    serializer_class = serializers.TrainSerializer


@extend_schema(request=serializers.SegtrainSerializer, responses=QueuedSerializer)
class SegtrainView(WorkView):
    serializer_class = serializers.SegtrainSerializer
