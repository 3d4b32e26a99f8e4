"""Requests for evaluations, and what they found, for programs."""

from typing import Any

from rest_framework import serializers

from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import text_direction
from apps.evaluation import services
from apps.evaluation.models import Evaluation, EvaluationSubject
from apps.evaluation.params import KRAKENS_OWN, EvaluateParams, LayoutParams
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.api.serializers import WorkSerializer
from apps.users.models import User


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


class PageSerializer(serializers.Serializer[Any]):
    """A page, and the layer with its true text."""

    part = serializers.IntegerField()
    transcription = serializers.IntegerField()


class EvaluatePagesSerializer(serializers.Serializer[Any]):
    """Models on pages of any documents, such as the test pages of a training set."""

    title = serializers.CharField(max_length=300, required=False)
    models = serializers.ListField(
        child=serializers.IntegerField(), min_length=1, max_length=services.MOST
    )
    pages = serializers.ListField(child=PageSerializer(), min_length=1, max_length=2000)

    def request_work(self, user: User) -> Job:
        data = self.validated_data
        models = list(OcrModel.objects.visible_to(user).filter(pk__in=data["models"]))
        if len(models) < len(set(data["models"])):
            raise serializers.ValidationError({"models": "One of these models is gone."})
        layers = {page["part"]: page["transcription"] for page in data["pages"]}
        parts = Part.objects.visible_to(user).filter(pk__in=layers)
        return services.request_evaluation_of_pages(
            user=user,
            models=models,
            pages=[(part, layers[part.pk]) for part in parts],
            title=data.get("title") or f"Evaluate {models[0]} on pages of several documents",
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
