"""The export request as the REST contract spells it, and exports as resources."""

from typing import Any

from rest_framework import serializers

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.exports.forms import ORPHANS, UNTYPED
from apps.exports.models import Export
from apps.exports.params import ExportParams

FORMAT_NAMES = {"alto": "alto", "pagexml": "page", "hocr": "hocr", "tei": "tei", "text": "text"}


class ExportRequestSerializer(serializers.Serializer[Any]):
    """``region_types`` holds ids of region types, ``Undefined`` and ``Orphan``."""

    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())
    file_format = serializers.ChoiceField(choices=list(FORMAT_NAMES))
    parts = serializers.PrimaryKeyRelatedField(
        queryset=Part.objects.none(), many=True, required=False
    )
    region_types = serializers.ListField(child=serializers.CharField(), allow_empty=False)
    include_images = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document is None:  # only the API's description asks without one
            return
        self.document = document
        self.fields["transcription"].queryset = document.layers.active()  # type: ignore[attr-defined]
        self.fields["parts"].child_relation.queryset = document.parts.all()  # type: ignore[attr-defined]

    def validate_region_types(self, values: list[str]) -> list[str]:
        known = {str(pk) for pk in self.document.region_types.values_list("pk", flat=True)}
        for value in values:
            if value not in known | {UNTYPED, ORPHANS}:
                raise serializers.ValidationError(
                    f"Select a valid choice. {value} is not one of the available choices."
                )
        return values

    def params(self) -> ExportParams:
        """The validated request as the job's parameters; no parts means all of them."""
        data = self.validated_data
        chosen = set(data["region_types"])
        parts = data.get("parts") or self.document.parts.all()
        return ExportParams(
            format=FORMAT_NAMES[data["file_format"]],
            layers=[data["transcription"].pk],
            part_ids=[part.pk for part in parts],
            region_types=[int(value) for value in chosen - {UNTYPED, ORPHANS}],
            include_untyped=UNTYPED in chosen,
            include_orphans=ORPHANS in chosen,
            images="original" if data["include_images"] else "none",
            always_zip=data["file_format"] != "text",
        )


class DownloadSerializer(serializers.ModelSerializer[Export]):
    """A finished export with its link."""

    fingerprint = serializers.CharField(source="uid.hex", read_only=True)
    task_report_id = serializers.IntegerField(source="job_id", read_only=True)
    file_url = serializers.HyperlinkedIdentityField(
        view_name="exports:download", lookup_field="uid", read_only=True
    )

    class Meta:
        model = Export
        fields = (
            "fingerprint",
            "name",
            "format",
            "size",
            "document",
            "task_report_id",
            "created_at",
            "expires_at",
            "file_url",
        )
        read_only_fields = fields
