"""Annotations in the words of the contract."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.annotations.anchors import Span
from apps.annotations.models import (
    Annotation,
    AnnotationComponent,
    AnnotationTaxonomy,
    AnnotationType,
    ComponentValue,
    Marker,
    Target,
)
from apps.annotations.selectors import as_w3c
from apps.annotations.services import MAX_COMMENTS, TextPlace
from apps.documents.api.layout_serializers import PartField, PartScopedField
from apps.documents.api.points import PointsField
from apps.documents.models import Line, TranscriptionLayer

MAX_VALUES = 200
COLOR = r"^#[0-9a-fA-F]{6}$"


class DocumentScopedField(serializers.PrimaryKeyRelatedField[Any]):
    """An id of a row of the document that the address names."""

    def __init__(self, *, model: Any, **options: Any) -> None:
        self.model = model
        super().__init__(queryset=model.objects.none(), **options)

    def get_queryset(self) -> Any:
        document = self.context.get("document")
        return self.model.objects.filter(document=document)


class LineUidField(serializers.SlugRelatedField[Any]):
    """A line of the page by its uid, as the editor knows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="uid", queryset=Line.objects.none(), **options)

    def get_queryset(self) -> Any:
        return Line.objects.filter(part=self.context.get("part"))

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(serializers.UUIDField().to_internal_value(data))


class AnnotationTypeSerializer(serializers.ModelSerializer[AnnotationType]):
    class Meta:
        model = AnnotationType
        fields = ["pk", "name"]


class ComponentSerializer(serializers.ModelSerializer[AnnotationComponent]):
    allowed_values = serializers.ListField(
        child=serializers.CharField(max_length=256),
        max_length=MAX_VALUES,
        required=False,
        allow_null=True,
    )

    class Meta:
        model = AnnotationComponent
        fields = ["pk", "name", "allowed_values"]

    def validate_name(self, name: str) -> str:
        rows = AnnotationComponent.objects.filter(document=self.context["document"], name=name)
        others = rows.exclude(pk=self.instance.pk) if self.instance else rows
        if others.exists():
            raise serializers.ValidationError("This document has a component of that name already.")
        return name


class MarkerField(serializers.ChoiceField):
    """A marker by its label."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[label for _, label in Marker.choices], **options)

    def to_internal_value(self, data: Any) -> str:
        label = super().to_internal_value(data)
        return next(value for value, name in Marker.choices if name == label)

    def to_representation(self, value: Any) -> str:
        return str(Marker(value).label)


class NamedTypeSerializer(serializers.Serializer[Any]):
    pk = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=128)


class TaxonomySerializer(serializers.ModelSerializer[AnnotationTaxonomy]):
    """A taxonomy; its kind is found or made by name, what is not given stays."""

    marker_type = MarkerField(source="marker")
    marker_detail = serializers.RegexField(COLOR, source="color", required=False)
    abbreviation = serializers.CharField(max_length=3, required=False, allow_null=True)
    typology = NamedTypeSerializer(source="type", required=False, allow_null=True)
    components = DocumentScopedField(model=AnnotationComponent, many=True, required=False)

    class Meta:
        model = AnnotationTaxonomy
        fields = [
            "pk",
            "name",
            "abbreviation",
            "marker_type",
            "marker_detail",
            "has_comments",
            "typology",
            "components",
        ]

    def to_representation(self, instance: AnnotationTaxonomy) -> dict[str, Any]:
        shown: dict[str, Any] = dict(super().to_representation(instance))
        components = instance.components.all()
        return shown | {
            "abbreviation": instance.abbreviation or None,
            "components": ComponentSerializer(components, many=True).data,
        }

    def arguments(self) -> dict[str, Any]:
        """What was given, as the service takes it."""
        values: dict[str, Any] = dict(self.validated_data)
        given: dict[str, Any] = {}
        if "type" in values:
            given["type_name"] = (values.pop("type") or {}).get("name", "")
        if "components" in values:
            given["components"] = values.pop("components")
        if "abbreviation" in values:
            values["abbreviation"] = values["abbreviation"] or ""
        return given | {"fields": values}


class ValueSerializer(serializers.ModelSerializer[ComponentValue]):
    component = DocumentScopedField(model=AnnotationComponent)

    class Meta:
        model = ComponentValue
        fields = ["pk", "component", "value"]

    def to_representation(self, instance: ComponentValue) -> dict[str, Any]:
        component = ComponentSerializer(instance.component).data
        return {"pk": instance.pk, "component": component, "value": instance.value}


class AnnotationSerializer(serializers.ModelSerializer[Annotation]):
    """What both kinds of annotation have."""

    target: Target
    part = PartField(source="part_id", required=False)
    comments = serializers.ListField(
        child=serializers.CharField(max_length=10_000, allow_blank=True),
        max_length=MAX_COMMENTS,
        required=False,
        allow_null=True,
    )
    taxonomy = DocumentScopedField(model=AnnotationTaxonomy)
    components = ValueSerializer(source="values", many=True, required=False)

    class Meta:
        model = Annotation
        fields = ["pk", "part", "comments", "taxonomy", "components"]

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        shown: dict[str, Any] = dict(super().to_representation(instance))
        return shown | {"as_w3c": as_w3c(instance, self.span(instance))}

    def span(self, instance: Annotation) -> Span | None:
        spans: Mapping[int, Span] = self.context.get("spans", {})
        return spans.get(instance.pk)

    def arguments(self) -> dict[str, Any]:
        """What was given, as the services take it."""
        values: dict[str, Any] = dict(self.validated_data)
        given: dict[str, Any] = {}
        if "taxonomy" in values:
            given["taxonomy"] = values["taxonomy"]
        if "coordinates" in values:
            given["place"] = values["coordinates"]
        if "comments" in values:
            given["comments"] = values["comments"] or []
        if "values" in values:
            given["values"] = {item["component"]: item["value"] for item in values["values"]}
        return given


class ImageAnnotationSerializer(AnnotationSerializer):
    coordinates = PointsField(minimum=2)

    class Meta(AnnotationSerializer.Meta):
        fields = [*AnnotationSerializer.Meta.fields, "coordinates"]


class TextAnnotationSerializer(AnnotationSerializer):
    """Marked text, where its words are now; one whose words are gone has no lines.

    Lines are named by id or, beyond the contract, by uid.
    """

    transcription = DocumentScopedField(model=TranscriptionLayer, source="layer")
    start_line = PartScopedField(model=Line, lookup="part", write_only=True, required=False)
    start_uid = LineUidField(write_only=True, required=False, source="start_line")
    start_offset = serializers.IntegerField(min_value=0, write_only=True)
    end_line = PartScopedField(model=Line, lookup="part", write_only=True, required=False)
    end_uid = LineUidField(write_only=True, required=False, source="end_line")
    end_offset = serializers.IntegerField(min_value=0, write_only=True)

    class Meta(AnnotationSerializer.Meta):
        fields = [
            *AnnotationSerializer.Meta.fields,
            "transcription",
            "start_line",
            "start_uid",
            "start_offset",
            "end_line",
            "end_uid",
            "end_offset",
            "quote",
        ]
        read_only_fields = ["quote"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        place = {"layer", "start_line", "start_offset", "end_line", "end_offset"}
        if (attrs.keys() & place or not self.instance) and not place <= attrs.keys():
            names = "transcription, start_line, start_offset, end_line, end_offset"
            raise serializers.ValidationError(f"Give the place whole: {names}.")
        return attrs

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        span = self.span(instance)
        return super().to_representation(instance) | {
            "start_line": span and span.start_line,
            "start_uid": span and str(span.start_uid),
            "start_offset": span and span.start_offset,
            "end_line": span and span.end_line,
            "end_uid": span and str(span.end_uid),
            "end_offset": span and span.end_offset,
        }

    def arguments(self) -> dict[str, Any]:
        given, values = super().arguments(), self.validated_data
        if "start_line" in values:
            names = ("layer", "start_line", "start_offset", "end_line", "end_offset")
            given["place"] = TextPlace(**{name: values[name] for name in names})
        return given
