"""The export request as the REST contract spells it, and exports as resources."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.exports.choices import checked_options
from apps.exports.forms import IMAGE_SIZES, ORPHANS, UNTYPED
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.writers.base import Format, formats

ALIASES = {"pagexml": "page", "openitimarkdown": "openiti", "teixml": "tei", "json": "archive"}
"""What the contract calls our formats; every other one goes by its own name."""
ZIPPED = ("alto", "pagexml")
"""What clients of the contract expect as a zip, even of one page."""


def file_formats() -> dict[str, str]:
    """What a request may ask for, and the name of the format that it gets."""
    ours = {name: name for name in formats()}
    return ours | {alias: name for alias, name in ALIASES.items() if name in ours}


class ExportRequestSerializer(serializers.Serializer[Any]):
    """``region_types`` holds ids of region types, ``Undefined`` and ``Orphan``.

    ``layers`` are several layers instead of the one ``transcription``, for formats that take them.
    ``line_types`` holds ids of line types and ``Undefined``: all lines when it is left out.
    ``options`` are the format's own, as ``GET`` of the same address lists them.
    """

    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())
    layers = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), many=True, required=False
    )
    file_format = serializers.ChoiceField(choices=[])
    parts = serializers.PrimaryKeyRelatedField(
        queryset=Part.objects.none(), many=True, required=False
    )
    region_types = serializers.ListField(child=serializers.CharField(), allow_empty=False)
    line_types = serializers.ListField(child=serializers.CharField(), required=False)
    include_images = serializers.BooleanField(default=False)
    images = serializers.ChoiceField(choices=IMAGE_SIZES, required=False)
    include_characters = serializers.BooleanField(default=False)
    options = serializers.DictField(required=False)
    zip = serializers.BooleanField(required=False, allow_null=True, default=None)
    notify = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_format"].choices = list(file_formats())  # type: ignore[attr-defined]
        if document is None:  # only the API's description asks without one
            return
        self.document = document
        layers = document.layers.active()
        self.fields["transcription"].queryset = layers  # type: ignore[attr-defined]
        self.fields["layers"].child_relation.queryset = layers  # type: ignore[attr-defined]
        self.fields["parts"].child_relation.queryset = document.parts.all()  # type: ignore[attr-defined]
        given = self.initial_data if isinstance(self.initial_data, Mapping) else {}
        takes_everything = self._takes_everything(str(given.get("file_format")))
        if takes_everything:
            self.fields["region_types"].required = False
        if takes_everything or "layers" in given:
            self.fields["transcription"].required = False

    @staticmethod
    def _takes_everything(name: str) -> bool:
        found = file_formats().get(name)
        return found is not None and formats()[found].takes_everything

    def validate_region_types(self, values: list[str]) -> list[str]:
        return self._known(values, self.document.region_types.all(), {UNTYPED, ORPHANS})

    def validate_line_types(self, values: list[str]) -> list[str]:
        return self._known(values, self.document.line_types.all(), {UNTYPED})

    @staticmethod
    def _known(values: list[str], types: QuerySet[Any], others: set[str]) -> list[str]:
        known = {str(pk) for pk in types.values_list("pk", flat=True)} | others
        for value in values:
            if value not in known:
                raise serializers.ValidationError(
                    f"Select a valid choice. {value} is not one of the available choices."
                )
        return values

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        found = formats()[file_formats()[data["file_format"]]]
        try:
            data["options"] = checked_options(found, data.get("options") or {})
        except ApplicationError as error:
            raise serializers.ValidationError({"options": [error.message]}) from error
        return data

    def params(self, *, origin: str) -> ExportParams:
        """The validated request as the job's parameters; no parts means all of them."""
        data = self.validated_data
        found = formats()[file_formats()[data["file_format"]]]
        regions, lines = data.get("region_types"), data.get("line_types")
        parts = data.get("parts") or self.document.parts.all()
        layers = data.get("layers") or ([data["transcription"]] if "transcription" in data else [])
        original = "original" if data["include_images"] else "none"
        return ExportParams(
            format=found.name,
            layers=[] if found.takes_everything else [layer.pk for layer in layers],
            part_ids=[part.pk for part in parts],
            region_types=_ids(regions),
            include_untyped=regions is None or UNTYPED in regions,
            include_orphans=regions is None or ORPHANS in regions,
            line_types=_ids(lines),
            include_untyped_lines=lines is None or UNTYPED in lines,
            include_glyphs=data["include_characters"],
            images=data.get("images", original),
            always_zip=data["file_format"] in ZIPPED if data["zip"] is None else data["zip"],
            notify=data["notify"],
            origin=origin,
            options=data["options"],
        )


def _ids(chosen: list[str] | None) -> list[int] | None:
    if chosen is None:
        return None
    return sorted(int(value) for value in set(chosen) - {UNTYPED, ORPHANS})


class FormatSerializer(serializers.Serializer[Any]):
    """A format that an export may have, with its own options."""

    file_format = serializers.CharField(source="name")
    label = serializers.CharField()  # type: ignore[assignment]  # hides a field's own label
    description = serializers.CharField()
    takes_layers = serializers.BooleanField()
    has_characters = serializers.BooleanField(source="has_glyphs")
    options = serializers.SerializerMethodField()

    def get_options(self, found: Format) -> list[dict[str, Any]]:
        return [
            {
                "name": option.name,
                "label": option.label,
                "default": option.default,
                "choices": [value for value, _ in option.choices],
            }
            for option in found.options
        ]


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
            "part_count",
            "warnings",
            "warning_count",
            "download_count",
            "downloaded_at",
            "document",
            "task_report_id",
            "created_at",
            "expires_at",
            "file_url",
        )
        read_only_fields = fields
