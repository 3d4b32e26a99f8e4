"""Requests for trainings in the words of the contract."""

from typing import Any, Literal

from rest_framework import serializers

from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import text_direction
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.api.serializers import WorkSerializer
from apps.training import services
from apps.training.knobs import KNOBS
from apps.training.params import Wish
from apps.training.presets import PRESETS


class TrainBaseSerializer(WorkSerializer):
    """``override`` is taken and ignored: a training always makes a new version.

    Beyond the contract: ``preset``, and ``options`` by the names that ``Advanced`` shows.
    """

    task: Literal["recognition", "segmentation"] = "recognition"
    model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    model_name = serializers.CharField(max_length=256, required=False, allow_blank=True)
    override = serializers.BooleanField(default=False)
    preset = serializers.ChoiceField([preset.key for preset in PRESETS], default="balanced")
    options = serializers.DictField(required=False)

    def validate_options(self, options: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(options) - set(KNOBS))
        if unknown:
            raise serializers.ValidationError(f"There is no option {', '.join(unknown)}.")
        try:
            return {name: KNOBS[name].checked(value) for name, value in options.items()}
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        fields["parts"].required = True
        return fields

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not values.get("model") and not values.get("model_name"):
            raise serializers.ValidationError("Give a model, or the name of a new one.")
        return values

    def request_work(self) -> Job:
        data = self.validated_data
        base: OcrModel | None = data.get("model")
        name = data.get("model_name") or (base.name if base else "")
        layer = data.get("transcription")
        wish = Wish(
            task=self.task,
            name=name,
            model=self.model_id(),
            preset=data["preset"],
            options=data.get("options", {}),
            direction=text_direction(self.document),
        )
        return services.request_training(
            user=self.user,
            document=self.document,
            parts=self.chosen(),
            layer_id=layer.pk if layer else None,
            wish=wish,
        )


class TrainSerializer(TrainBaseSerializer):
    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())


class SegtrainSerializer(TrainBaseSerializer):
    role = ModelRole.SEGMENTATION
    task = "segmentation"

    def validate_parts(self, parts: list[Part]) -> list[Part]:
        if len(parts) < 2:
            raise serializers.ValidationError("Segmentation training requires at least 2 images.")
        return parts
