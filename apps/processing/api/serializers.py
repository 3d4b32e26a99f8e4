"""Requests for work on pages in the words of the contract."""

from typing import Any

from django.db import transaction
from rest_framework import serializers

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.page_layout import text_direction
from apps.documents.services.transcriptions import create_layer
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing import services
from apps.processing.params import CopyParams, MasksParams, SegmentParams, TranscribeParams
from apps.users.models import User

DIRECTIONS = ("horizontal-lr", "horizontal-rl", "vertical-lr", "vertical-rl")


class WorkSerializer(serializers.Serializer[Any]):
    """``parts`` omitted or empty means all pages of the document."""

    parts = serializers.PrimaryKeyRelatedField(
        queryset=Part.objects.none(), many=True, required=False
    )
    role = ModelRole.RECOGNITION

    def __init__(
        self,
        *args: Any,
        document: Document | None = None,
        user: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if document is None or user is None:  # only the API's description asks without them
            return
        self.document, self.user = document, user
        self.fields["parts"].child_relation.queryset = document.parts.all()  # type: ignore[attr-defined]
        if "model" in self.fields:
            usable = OcrModel.objects.visible_to(user).filter(role=self.role)
            self.fields["model"].queryset = usable  # type: ignore[attr-defined]
        if "transcription" in self.fields:
            layers = document.layers.active()
            self.fields["transcription"].queryset = layers  # type: ignore[attr-defined]

    def chosen(self) -> PartQuerySet:
        parts: PartQuerySet = self.document.parts.all()
        ids = {part.pk for part in self.validated_data.get("parts", [])}
        return parts.filter(pk__in=ids) if ids else parts

    def request_work(self) -> Job:
        """Queue what the valid request asks for."""
        raise NotImplementedError

    def model_id(self) -> int | None:
        model = self.validated_data.get("model")
        return model.pk if model else None


class ResetMasksSerializer(serializers.Serializer[object]):
    """``only``: ids or uids of lines, all of the page where it is left out."""

    only = serializers.ListField(
        child=serializers.CharField(max_length=36), required=False, max_length=5000
    )
    manual = serializers.BooleanField(default=False)

    def params(self, part: Part) -> MasksParams:
        """What to compute; ``ApplicationError`` where a named line is not on the page."""
        wanted = set(self.validated_data.get("only") or ())
        known = list(part.lines.values_list("pk", "uid"))
        uids = [str(uid) for pk, uid in known if {str(pk), str(uid)} & wanted]
        if len(uids) < len(wanted):
            raise ApplicationError("invalid", "This page has not all of these lines (any more).")
        manual = self.validated_data["manual"]
        return MasksParams(only_missing=False, lines=tuple(uids), manual=manual)


class SegmentSerializer(WorkSerializer):
    """``override`` is taken and ignored: text is always kept, and a snapshot with it."""

    role = ModelRole.SEGMENTATION
    steps = serializers.ChoiceField(["both", "lines", "masks", "regions"], default="both")
    model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    override = serializers.BooleanField(default=False)
    text_direction = serializers.ChoiceField(DIRECTIONS, required=False)

    def request_work(self) -> Job:
        data = self.validated_data
        common: dict[str, Any] = {
            "user": self.user,
            "document": self.document,
            "parts": self.chosen(),
        }
        if data["steps"] == "masks":
            return services.request_masks(params=MasksParams(only_missing=False), **common)
        params = SegmentParams(
            steps=data["steps"],
            model=self.model_id(),
            direction=data.get("text_direction") or text_direction(self.document),
        )
        return services.request_segmentation(params=params, **common)


class TranscribeSerializer(WorkSerializer):
    """An existing layer is written into; text typed by hand stays, older text is kept."""

    model = serializers.PrimaryKeyRelatedField(queryset=OcrModel.objects.none())
    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())

    def request_work(self) -> Job:
        params = TranscribeParams(
            model=self.validated_data["model"].pk,
            layer=self.validated_data["transcription"].pk,
            direction=text_direction(self.document),
        )
        return services.request_transcription(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )


class CopyLayerSerializer(WorkSerializer):
    """Beyond the contract: copy the layer ``source`` into ``transcription``, or ``new_layer``."""

    source = serializers.IntegerField()  # type: ignore[assignment]
    transcription = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), required=False, allow_null=True
    )
    new_layer = serializers.CharField(max_length=512, required=False)
    existing = serializers.ChoiceField(["keep", "replace"], default="keep")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if bool(values.get("transcription")) == bool(values.get("new_layer")):
            raise serializers.ValidationError("Give transcription, or new_layer with its name.")
        return values

    @transaction.atomic
    def request_work(self) -> Job:
        data = self.validated_data
        target = data.get("transcription") or create_layer(
            document=self.document, user=self.user, name=data["new_layer"]
        )
        params = CopyParams(source=data["source"], target=target.pk, existing=data["existing"])
        return services.request_copy(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )


class DefaultsSerializer(serializers.Serializer[Any]):
    """What one click works with; ``problems`` says in words why something cannot be used.

    A model that the caller may not see reads as ``null``, with the problem said.
    """

    segmentation_model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    is_kraken_segmenting = serializers.BooleanField(required=False)
    recognition_model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    transcription = serializers.PrimaryKeyRelatedField(
        source="layer",
        queryset=TranscriptionLayer.objects.none(),
        required=False,
        allow_null=True,
    )
    text_direction = serializers.ChoiceField(
        DIRECTIONS, source="direction", required=False, allow_blank=True
    )
    problems = serializers.ListField(child=serializers.CharField(), read_only=True)

    def __init__(
        self,
        *args: Any,
        document: Document | None = None,
        user: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if document is None or user is None:  # only the API's description asks without them
            return
        usable = OcrModel.objects.visible_to(user)
        for name, role in _ROLES.items():
            self.fields[name].queryset = usable.filter(role=role)  # type: ignore[attr-defined]
        self.fields["transcription"].queryset = document.layers.active()  # type: ignore[attr-defined]

    def to_representation(self, defaults: Any) -> dict[str, Any]:
        row = defaults.row
        problems = (defaults.segment.problem, defaults.transcribe.problem)
        return {
            "segmentation_model": defaults.segment.seen(row.segmentation_model_id),
            "is_kraken_segmenting": row.is_kraken_segmenting,
            "recognition_model": defaults.transcribe.seen(row.recognition_model_id),
            "transcription": row.layer_id,
            "text_direction": row.direction,
            "problems": [problem for problem in problems if problem],
        }


_ROLES = {
    "segmentation_model": ModelRole.SEGMENTATION,
    "recognition_model": ModelRole.RECOGNITION,
}


class QueuedSerializer(serializers.Serializer[Any]):
    """The answer to a request for work; ``job`` is the id to follow under ``tasks/``."""

    status = serializers.CharField()
    job = serializers.IntegerField(required=False)
