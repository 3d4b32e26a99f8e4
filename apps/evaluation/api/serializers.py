"""Requests for evaluations, and what they found, for programs."""

from typing import Any

from rest_framework import serializers

from apps.documents.models import TranscriptionLayer
from apps.documents.page_layout import text_direction
from apps.evaluation import services
from apps.evaluation.models import Evaluation, EvaluationSubject
from apps.evaluation.params import KRAKENS_OWN, EvaluateParams, LayoutParams
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.api.serializers import WorkSerializer


class EvaluateSerializer(WorkSerializer):
    """Beyond the contract: error rates of models and layers against ``transcription``.

    Without ``transcription`` the models' readings only stand beside each other.
    """

    transcription = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), required=False, allow_null=True
    )
    model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    models = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=services.MOST
    )
    layer = serializers.IntegerField(required=False, allow_null=True)
    layers = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=services.MOST
    )

    def request_work(self) -> Job:
        data = self.validated_data
        truth = data.get("transcription")
        params = EvaluateParams(
            reference=truth.pk if truth else None,
            model=self.model_id(),
            layer=data.get("layer"),
            models=tuple(data.get("models") or ()),
            layers=tuple(data.get("layers") or ()),
            direction=text_direction(self.document),
        )
        return services.request_evaluation(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )


class EvaluateLayoutSerializer(WorkSerializer):
    """Beyond the contract: lines and regions that ``models`` find against those of the pages.

    ``0`` among ``models`` is the model that comes with kraken, and the usual.
    """

    role = ModelRole.SEGMENTATION
    models = serializers.ListField(
        child=serializers.IntegerField(min_value=0), required=False, max_length=services.MOST
    )

    def request_work(self) -> Job:
        models = tuple(dict.fromkeys(self.validated_data.get("models") or (KRAKENS_OWN,)))
        params = LayoutParams(part_ids=(), models=models, direction=text_direction(self.document))
        return services.request_layout_evaluation(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )


class SubjectSerializer(serializers.ModelSerializer[EvaluationSubject]):
    """A model or layer that was measured."""

    class Meta:
        model = EvaluationSubject
        fields = ["position", "name", "model", "layer", "error", "figures"]
        read_only_fields = fields


class EvaluationSerializer(serializers.ModelSerializer[Evaluation]):
    """An evaluation with the figures of each subject over all pages."""

    pk = serializers.IntegerField(read_only=True)
    subjects = SubjectSerializer(many=True, read_only=True)
    documents = serializers.SerializerMethodField()

    class Meta:
        model = Evaluation
        fields = [
            "pk",
            "uid",
            "task",
            "title",
            "reference",
            "page_count",
            "line_count",
            "created_at",
            "documents",
            "subjects",
        ]
        read_only_fields = fields

    def get_documents(self, evaluation: Evaluation) -> list[int]:
        return [row.document_id for row in evaluation.documents.all() if row.document_id]


class FindingsSerializer(serializers.Serializer[Any]):
    """Everything that was found: figures by group, confusions, and every line."""

    title = serializers.CharField()
    reference = serializers.CharField()
    task = serializers.CharField()
    subjects = serializers.ListField(child=serializers.DictField())
    pages = serializers.ListField(child=serializers.DictField())
