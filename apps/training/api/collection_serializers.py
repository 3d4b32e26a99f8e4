"""Training sets in the words of the contract."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.documents.models import Part, TranscriptionLayer
from apps.models.models import OcrModel
from apps.projects.models import Project
from apps.training.models import (
    Split,
    SplitBy,
    TrainingSet,
    TrainingSetItem,
    TrainingSetVersion,
)
from apps.training.sets.mending import FORMS
from apps.users.models import User


class WantedItemSerializer(serializers.Serializer[Any]):
    """A page of the set, with the layer that holds its text, by ids."""

    document_part = serializers.IntegerField()
    transcription_layer = serializers.IntegerField(required=False, allow_null=True)


class CollectionSerializer(serializers.ModelSerializer[TrainingSet]):
    """``items`` replaces all pages of the set; a page can stand in it once."""

    owner = serializers.CharField(source="owner.username", read_only=True)
    project = serializers.PrimaryKeyRelatedField(
        queryset=Project.objects.none(), required=False, allow_null=True
    )
    default_transcriptions = serializers.DictField(
        child=serializers.IntegerField(), source="default_layers", required=False
    )
    items = WantedItemSerializer(many=True, write_only=True, required=False)

    class Meta:
        model = TrainingSet
        fields = [
            "id",
            "name",
            "description",
            "owner",
            "project",
            "updated_at",
            "default_transcriptions",
            "normalization",
            "character_map",
            "items",
        ]
        read_only_fields = ["updated_at"]

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["project"].queryset = Project.objects.editable_by(request.user)
        return fields

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The pages and layers themselves, in two queries, however many there are."""
        user = self.context["request"].user
        parts = [item["document_part"] for item in items]
        if len(set(parts)) < len(parts):
            raise serializers.ValidationError("A page can stand in a collection only once.")
        layers = {layer for item in items if (layer := item.get("transcription_layer"))}
        pages = Part.objects.visible_to(user).in_bulk(parts)
        known = TranscriptionLayer.objects.visible_to(user).in_bulk(layers)
        return [_chosen(item, pages, known) for item in items]

    def validate_normalization(self, form: str) -> str:
        if form not in FORMS:
            raise serializers.ValidationError(f"Give one of {', '.join(FORMS[1:])}, or nothing.")
        return form

    def validate_character_map(self, characters: Any) -> dict[str, str]:
        pairs = characters.items() if isinstance(characters, dict) else [("", "")]
        if not all(found and isinstance(replaced, str) for found, replaced in pairs):
            raise serializers.ValidationError(
                "Give an object: what is found as its keys, what it is replaced by as texts."
            )
        return dict(pairs)

    def validate_default_transcriptions(self, layers: dict[str, int]) -> dict[str, int]:
        if not all(key.isdecimal() for key in layers):
            raise serializers.ValidationError("Give an object: layers by the ids of documents.")
        return layers


def _chosen(
    item: Mapping[str, Any], pages: Mapping[int, Part], layers: Mapping[int, TranscriptionLayer]
) -> dict[str, Any]:
    """The page and the layer of an item, which have to be within reach and of one document."""
    page, wanted = pages.get(item["document_part"]), item.get("transcription_layer")
    layer = layers.get(wanted or 0)
    if page is None or (wanted and layer is None):
        missing = f"page {item['document_part']}" if page is None else f"layer {wanted}"
        raise serializers.ValidationError(f"There is no {missing}, or it is not shared with you.")
    if layer and layer.document_id != page.document_id:
        raise serializers.ValidationError("The layer belongs to another document.")
    return {"document_part": page, "transcription_layer": layer}


class ItemSerializer(serializers.ModelSerializer[TrainingSetItem]):
    """A page of a set, with the names that people know it by."""

    document = serializers.IntegerField(source="part.document_id")
    document_name = serializers.CharField(source="part.document.name")
    document_part = serializers.IntegerField(source="part_id")
    document_part_name = serializers.CharField(source="part.title")
    document_part_order = serializers.IntegerField(source="part.order")
    transcription_layer = serializers.IntegerField(source="layer_id", allow_null=True)
    transcription_layer_name = serializers.CharField(source="layer.name", default="")
    thumbnail = serializers.CharField(source="part.image.thumbnail_url")
    lines = serializers.IntegerField(source="text_lines")

    class Meta:
        model = TrainingSetItem
        fields = [
            "id",
            "document",
            "document_name",
            "document_part",
            "document_part_name",
            "document_part_order",
            "transcription_layer",
            "transcription_layer_name",
            "thumbnail",
            "lines",
            "split",
            "is_split_fixed",
        ]


class SplitMoveSerializer(serializers.Serializer[Any]):
    """``items`` are ids of items; ``together`` takes their near-duplicates along."""

    items = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)
    split = serializers.ChoiceField(Split.choices)
    together = serializers.BooleanField(default=False)


class ProposalSerializer(serializers.Serializer[Any]):
    by = serializers.ChoiceField(SplitBy.choices, default=SplitBy.PAGES)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    keep_fixed = serializers.BooleanField(default=True)


class SplitCountSerializer(serializers.Serializer[Any]):
    """Pages of each split."""

    train = serializers.IntegerField()
    validation = serializers.IntegerField()
    test = serializers.IntegerField()


class CheckSerializer(serializers.Serializer[Any]):
    """The report, or the job that makes it."""

    job = serializers.IntegerField(allow_null=True)
    report = serializers.DictField(allow_null=True)


class VersionSerializer(serializers.ModelSerializer[TrainingSetVersion]):
    """``facts`` name only documents and pages that are shared with the caller."""

    def to_representation(self, instance: TrainingSetVersion) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        return found | {"facts": self.context["facts"][instance.pk]}

    class Meta:
        model = TrainingSetVersion
        fields = ["number", "digest", "size", "facts", "created_at"]


class QueuedTrainingSerializer(serializers.Serializer[Any]):
    """``model_id`` is empty: a model is only made by a training that succeeds."""

    status = serializers.CharField()
    model_id = serializers.IntegerField(allow_null=True)
    job = serializers.IntegerField()


class TrainCollectionSerializer(serializers.Serializer[Any]):
    """``override`` is taken and ignored: a training always makes a new version."""

    model = serializers.PrimaryKeyRelatedField(
        queryset=OcrModel.objects.none(), required=False, allow_null=True
    )
    model_name = serializers.CharField(max_length=256, required=False, allow_blank=True)
    override = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, user: User | None = None, task: str = "", **kw: Any) -> None:
        super().__init__(*args, **kw)
        if user is not None:
            field: Any = self.fields["model"]
            field.queryset = OcrModel.objects.visible_to(user).filter(role=task)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not values.get("model") and not values.get("model_name"):
            raise serializers.ValidationError("Give a model, or the name of a new one.")
        return values
