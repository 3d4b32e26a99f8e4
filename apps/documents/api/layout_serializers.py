"""Regions, lines and their texts as the REST contract writes them: its words live here alone."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.documents.api.points import PointsField
from apps.documents.changes import MAX_TEXT
from apps.documents.models import (
    Line,
    LineTranscription,
    LineType,
    Part,
    Region,
    RegionType,
    TranscriptionLayer,
)
from apps.documents.models.transcription import TextBase, TextSource


class PartScopedField(serializers.PrimaryKeyRelatedField[Any]):
    """An id of a row of the page, or of the document, that the address names."""

    def __init__(self, *, model: Any, lookup: str, **options: Any) -> None:
        self.model, self.lookup = model, lookup
        super().__init__(queryset=model.objects.none(), **options)

    def get_queryset(self) -> Any:
        part: Part | None = self.context.get("part")
        if part is None:
            return self.model.objects.none()
        owner = part.pk if self.lookup == "part" else part.document_id
        return self.model.objects.filter(**{f"{self.lookup}_id": owner})

    def to_internal_value(self, data: Any) -> Any:
        """Look the id up among all of the page's, loaded once for a whole list of items."""
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        context: dict[str, Any] = self.context  # type: ignore[assignment]
        known = context.setdefault("known", {})
        if self.model not in known:
            known[self.model] = {str(row.pk): row for row in self.get_queryset()}
        if str(data) not in known[self.model]:
            self.fail("does_not_exist", pk_value=data)
        return known[self.model][str(data)]


class PartField(serializers.Field[Any, Any, Any, Any]):
    """The page: always that of the address; another one in the body is refused."""

    def to_internal_value(self, data: Any) -> int:
        part: Part | None = self.context.get("part")
        if part is None or str(data) != str(part.pk):
            raise serializers.ValidationError("This is not the page of the address.")
        return part.pk

    def to_representation(self, value: Any) -> Any:
        return value


class ExternalIdField(serializers.CharField):
    """The id in the file that the element came from, else one made from its uid."""

    def __init__(self, *, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(source="*", required=False, allow_null=True, max_length=128, **options)

    def to_internal_value(self, data: Any) -> Any:
        return {"external_id": super().to_internal_value(data)}

    def to_representation(self, value: Any) -> Any:
        return value.external_id or f"eSc_{self.prefix}_{value.uid.hex[:8]}"


class RegionSerializer(serializers.ModelSerializer[Region]):
    document_part = PartField(source="part_id", required=False)
    external_id = ExternalIdField(prefix="textblock")
    box = PointsField(source="polygon", minimum=3)
    typology = PartScopedField(
        source="type", model=RegionType, lookup="document", required=False, allow_null=True
    )

    locked = serializers.BooleanField(source="is_locked", required=False)

    class Meta:
        model = Region
        fields = ["pk", "document_part", "external_id", "order", "box", "typology", "locked"]
        read_only_fields = ["order"]
        validators: list[Any] = []

    def values(self) -> dict[str, Any]:
        """What was given, in our words."""
        values = _values(self.validated_data, ("polygon", "external_id"))
        if "is_locked" in self.validated_data:
            values["locked"] = self.validated_data["is_locked"]
        return values


class LineSerializer(serializers.ModelSerializer[Line]):
    """A line without its texts."""

    document_part = PartField(source="part_id", required=False)
    external_id = ExternalIdField(prefix="line")
    order = serializers.IntegerField(min_value=0, max_value=100_000, required=False)
    region = PartScopedField(model=Region, lookup="part", required=False, allow_null=True)
    baseline = PointsField(minimum=2, required=False, allow_null=True)
    mask = PointsField(minimum=3, required=False, allow_null=True)
    typology = PartScopedField(
        source="type", model=LineType, lookup="document", required=False, allow_null=True
    )

    class Meta:
        model = Line
        fields = [
            "pk",
            "document_part",
            "external_id",
            "order",
            "region",
            "baseline",
            "mask",
            "typology",
        ]
        validators: list[Any] = []

    def to_representation(self, instance: Line) -> dict[str, Any]:
        """By hand: a page has hundreds, and the related rows need not be loaded."""
        return {
            "pk": instance.pk,
            "document_part": instance.part_id,
            "external_id": instance.external_id or f"eSc_line_{instance.uid.hex[:8]}",
            "order": instance.order,
            "region": instance.region_id,
            "baseline": instance.baseline,
            "mask": instance.mask,
            "typology": instance.type_id,
        }

    def values(self) -> dict[str, Any]:
        """What was given, in our words."""
        return line_values(self.validated_data)


class GlyphSerializer(serializers.Serializer[Any]):
    c = serializers.CharField(max_length=16, trim_whitespace=False)
    poly = PointsField(minimum=3)
    confidence = serializers.FloatField(min_value=0, max_value=1, required=False, allow_null=True)


class LineTextSerializer(serializers.ModelSerializer[LineTranscription]):
    """The text of a line in a layer, with the newest of its earlier versions.

    Rows come from ``selectors.texts.with_versions``.
    """

    line = PartScopedField(model=Line, lookup="part")
    transcription = PartScopedField(source="layer", model=TranscriptionLayer, lookup="document")
    content = serializers.CharField(
        source="text", required=False, allow_blank=True, trim_whitespace=False, max_length=MAX_TEXT
    )
    graphs = GlyphSerializer(source="glyphs", many=True, required=False, allow_null=True)
    avg_confidence = serializers.FloatField(
        source="confidence", min_value=0, max_value=1, required=False, allow_null=True
    )
    versions = serializers.SerializerMethodField()
    version_author = serializers.SerializerMethodField()
    version_source = serializers.SerializerMethodField()
    version_updated_at = serializers.DateTimeField(source="updated_at", read_only=True)

    class Meta:
        model = LineTranscription
        fields = [
            "pk",
            "line",
            "transcription",
            "content",
            "graphs",
            "avg_confidence",
            "versions",
            "version_author",
            "version_source",
            "version_updated_at",
        ]
        validators: list[Any] = []

    def to_representation(self, instance: LineTranscription) -> dict[str, Any]:
        return {
            "pk": instance.pk,
            "line": instance.line_id,
            "transcription": instance.layer_id,
            **_text_json(instance),
            "versions": self.get_versions(instance),
            "version_author": self.get_version_author(instance),
            "version_source": self.get_version_source(instance),
            "version_updated_at": instance.updated_at,
        }

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_versions(self, text: LineTranscription) -> list[dict[str, Any]]:
        return [
            {
                "revision": f"{row.pk:032x}",
                "source": _source(row),
                "author": row.author.username if row.author else "",
                "created_at": row.written_at,
                "updated_at": row.written_at,
                "data": _text_json(row),
            }
            for row in getattr(text, "newest_revisions", [])
        ]

    def get_version_author(self, text: LineTranscription) -> str:
        return text.author.username if text.author else ""

    def get_version_source(self, text: LineTranscription) -> str:
        return _source(text)


class LineWithTextsSerializer(LineSerializer):
    """A line with its texts in all layers, which a new line may bring along.

    Rows have ``texts`` from ``selectors.texts.with_texts``.
    """

    transcriptions = LineTextSerializer(many=True, required=False, source="texts")

    class Meta(LineSerializer.Meta):
        fields = [*LineSerializer.Meta.fields, "transcriptions"]

    def to_representation(self, instance: Line) -> dict[str, Any]:
        texts = LineTextSerializer(getattr(instance, "texts", []), many=True, context=self.context)
        return super().to_representation(instance) | {"transcriptions": texts.data}


class NewLineTextSerializer(LineTextSerializer):
    """A text that comes with a line which has no id yet."""

    class Meta(LineTextSerializer.Meta):
        fields = ["transcription", "content", "graphs", "avg_confidence"]


class NewLineSerializer(LineSerializer):
    transcriptions = NewLineTextSerializer(many=True, required=False, source="texts")

    class Meta(LineSerializer.Meta):
        fields = [*LineSerializer.Meta.fields, "transcriptions"]


class IdsSerializer(serializers.Serializer[Any]):
    """``{"lines": [id, …]}``"""

    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=5000)


class PlaceSerializer(serializers.Serializer[Any]):
    pk = serializers.IntegerField(min_value=1)
    order = serializers.IntegerField(min_value=0, max_value=100_000)


class PlacesSerializer(serializers.Serializer[Any]):
    """``{"lines": [{"pk", "order"}, …]}``"""

    lines = PlaceSerializer(many=True)

    def places(self) -> dict[int, int]:
        return {row["pk"]: row["order"] for row in self.validated_data["lines"]}


def line_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was given of a line, in our words."""
    values = _values(data, ("baseline", "mask", "external_id"))
    if "region" in data:
        values["region"] = data["region"] and data["region"].uid
    return values


def _values(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: data[name] for name in names if name in data}
    if "type" in data:
        values["type"] = data["type"] and data["type"].pk
    return values


def _text_json(row: TextBase) -> dict[str, Any]:
    graphs = [
        {"c": char, "poly": ring, "confidence": confidence}
        for char, ring, confidence, *_ in row.glyphs or ()
    ]
    return {"content": row.text, "graphs": graphs or None, "avg_confidence": row.confidence}


def _source(row: TextBase) -> str:
    if row.source == TextSource.MODEL:
        return f"kraken:{row.source_name}"
    return "import" if row.source == TextSource.IMPORT else "eScriptorium"
