"""Requests for evaluations."""

from rest_framework import serializers

from apps.documents.models import TranscriptionLayer
from apps.documents.page_layout import text_direction
from apps.evaluation import services
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.processing.api.serializers import WorkSerializer


class EvaluateSerializer(WorkSerializer):
    """Beyond the contract: error rates of a model or a layer against ``transcription``."""

    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())
    model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    layer = serializers.IntegerField(required=False, allow_null=True)

    def request_work(self) -> Job:
        data = self.validated_data
        params = EvaluateParams(
            reference=data["transcription"].pk,
            part_ids=(),
            model=self.model_id(),
            layer=data.get("layer"),
            direction=text_direction(self.document),
        )
        return services.request_evaluation(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )
