"""Pages as the REST contract writes them: the only place that knows its words for them."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.documents.api.document_serializers import MetadataKeySerializer
from apps.documents.api.layout_serializers import LineSerializer, RegionSerializer
from apps.documents.models import Part, PartMetadata, PartType
from apps.documents.selectors.images import neighbours
from apps.documents.selectors.people import people_of
from apps.images.models import ImageState
from apps.users.models import User

CONVERT = {ImageState.PENDING: "pending", ImageState.READY: "done", ImageState.FAILED: "error"}
STATE_WORDS = {
    "queued": "pending",
    "running": "ongoing",
    "done": "done",
    "failed": "error",
    "cancelled": "canceled",
}


class PartSerializer(serializers.ModelSerializer[Part]):
    """A page in a list; needs rows from ``described_parts``."""

    filename = serializers.CharField(source="image.original_name", read_only=True)
    title = serializers.CharField(read_only=True)
    typology = serializers.PrimaryKeyRelatedField(
        source="type", queryset=PartType.objects.none(), allow_null=True, required=False
    )
    image = serializers.SerializerMethodField()
    image_file_size = serializers.IntegerField(source="image.size", read_only=True)
    original_filename = serializers.CharField(
        source="image.original_name", required=False, max_length=1024
    )
    bw_image = serializers.SerializerMethodField()
    workflow = serializers.SerializerMethodField()
    recoverable = serializers.SerializerMethodField()
    transcription_progress = serializers.SerializerMethodField()
    max_avg_confidence = serializers.SerializerMethodField()
    comments = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.none(), allow_null=True, required=False
    )
    assignee_name = serializers.CharField(source="assignee.username", read_only=True, default=None)

    class Meta:
        model = Part
        fields = [
            "pk",
            "name",
            "filename",
            "title",
            "typology",
            "image",
            "image_file_size",
            "original_filename",
            "bw_image",
            "workflow",
            "order",
            "recoverable",
            "transcription_progress",
            "source",
            "max_avg_confidence",
            "comments",
            "updated_at",
            "status",
            "assignee",
            "assignee_name",
        ]
        read_only_fields = ["order"]

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        if isinstance(self.instance, Part):
            types = PartType.objects.filter(document_id=self.instance.document_id)
            fields["typology"].queryset = types
            fields["assignee"].queryset = people_of(self.instance.document)
        return fields

    def to_representation(self, instance: Part) -> dict[str, Any]:
        return super().to_representation(instance) | {"comments": instance.comments or None}

    def fields_to_write(self) -> dict[str, Any]:
        """The validated values under our names."""
        fields: dict[str, Any] = dict(self.validated_data)
        if image := fields.pop("image", None):
            fields["original_name"] = image["original_name"]
        if "comments" in fields:
            fields["comments"] = fields["comments"] or ""
        return fields

    def get_image(self, part: Part) -> dict[str, Any]:
        image = part.image
        thumbnails = {"card": image.thumbnail_url, "large": image.view_url}
        return {
            "uri": image.original_url,
            "size": [image.width, image.height],
            "thumbnails": {kind: url for kind, url in thumbnails.items() if url},
        }

    def get_bw_image(self, part: Part) -> None:
        """Binarised images are not made; clients of the contract expect the key."""

    def get_recoverable(self, part: Part) -> bool:
        return False

    def get_workflow(self, part: Part) -> dict[str, str]:
        workflow = {"convert": CONVERT[ImageState(part.image.state)]}
        is_done = {"segment": part.line_count > 0, "transcribe": self._best(part, "line_count")}
        states: Mapping[str, str | None] = vars(part)
        for kind in ("segment", "transcribe", "align"):
            if state := states.get(f"{kind}_state"):
                workflow[kind] = STATE_WORDS[state]
            elif is_done.get(kind):
                workflow[kind] = "done"
        return workflow

    def get_transcription_progress(self, part: Part) -> int:
        lines = self._best(part, "line_count") or 0
        return min(100, int(100 * lines / part.line_count)) if part.line_count else 0

    def get_max_avg_confidence(self, part: Part) -> float | None:
        best: float | None = self._best(part, "confidence")
        return best

    def _best(self, part: Part, column: str) -> Any:
        values = (getattr(row, column) for row in part.progress.all())
        return max((value for value in values if value is not None), default=None)


class PartMetadataSerializer(serializers.ModelSerializer[PartMetadata]):
    """A key and its value; the key belongs to this row alone."""

    key = MetadataKeySerializer(source="*")

    class Meta:
        model = PartMetadata
        fields = ["pk", "key", "value"]

    def fields_to_write(self) -> dict[str, Any]:
        """The validated values under our names."""
        return {name: value or "" for name, value in self.validated_data.items()}


class PartDetailSerializer(PartSerializer):
    """One page with its regions, lines, neighbours and what is known about it."""

    regions = RegionSerializer(many=True, read_only=True)
    lines = LineSerializer(many=True, read_only=True)
    previous = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField()
    metadata = PartMetadataSerializer(many=True, read_only=True)

    class Meta(PartSerializer.Meta):
        fields = [
            *PartSerializer.Meta.fields,
            "regions",
            "lines",
            "previous",
            "next",
            "metadata",
        ]

    def get_previous(self, part: Part) -> int | None:
        return neighbours(part)[0]

    def get_next(self, part: Part) -> int | None:
        return neighbours(part)[1]


class PartUploadSerializer(serializers.Serializer[Any]):
    """What comes with a new page; ``batch`` names the files that are uploaded together."""

    image = serializers.FileField()
    name = serializers.CharField(max_length=512, required=False, allow_blank=True)
    typology = serializers.PrimaryKeyRelatedField(
        queryset=PartType.objects.none(), required=False, allow_null=True
    )
    source = serializers.CharField(  # type: ignore[assignment]  # DRF's own word for something else
        max_length=1024, required=False, allow_blank=True
    )
    comments = serializers.CharField(required=False, allow_blank=True)
    original_filename = serializers.CharField(max_length=1024, required=False, allow_blank=True)
    batch = serializers.UUIDField(required=False)

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        if document := self.context.get("document"):
            fields["typology"].queryset = PartType.objects.filter(document=document)
        return fields

    def arguments(self) -> dict[str, Any]:
        """The arguments of ``add_part``."""
        data: dict[str, Any] = dict(self.validated_data)
        if "typology" in data:
            data["type"] = data.pop("typology")
        return {
            "upload": data.pop("image"),
            "name": data.pop("original_filename", ""),
            "batch": data.pop("batch", None),
            "fields": data,
        }


class TurnSerializer(serializers.Serializer[Any]):
    """Degrees clockwise: 90, 180, 270, or below 0 to turn the other way."""

    angle = serializers.IntegerField()


class MoveSerializer(serializers.Serializer[Any]):
    """A place in the document, from 0."""

    index = serializers.IntegerField(min_value=0)


class BulkMoveSerializer(serializers.Serializer[Any]):
    """Pages, and the place before which they are put; -1 is the end."""

    parts = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)
    index = serializers.IntegerField(min_value=-1)
