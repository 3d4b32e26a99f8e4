"""Documents, layers, types and metadata in the words of the contract."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.common import scripts
from apps.documents.api.projects import DocumentTagSerializer
from apps.documents.models import (
    Document,
    DocumentMetadata,
    DocumentTag,
    LineType,
    PartType,
    RegionType,
    TranscriptionLayer,
)
from apps.projects.api.serializers import SharedSerializer, TagsField
from apps.projects.models import Project
from apps.users.models import User


class ScriptSerializer(serializers.Serializer[scripts.Script]):
    id = serializers.IntegerField(source="number")
    name = serializers.CharField()
    name_fr = serializers.CharField()
    iso_code = serializers.CharField(source="code")
    text_direction = serializers.CharField(source="direction")
    blank_char = serializers.SerializerMethodField()

    def get_blank_char(self, script: scripts.Script) -> str:
        return " "


@extend_schema_field(str)
class ScriptNameField(serializers.Field[str, str, str, Any]):
    """A script by its name outside, by its code inside."""

    def to_internal_value(self, data: Any) -> str:
        script = scripts.by_name().get(data) or scripts.by_code().get(data)
        if script is None:
            raise serializers.ValidationError(f"Object with name={data} does not exist.")
        return script.code

    def to_representation(self, value: str) -> str:
        script = scripts.by_code().get(value)
        return script.name if script else value


class LayerSerializer(serializers.ModelSerializer[TranscriptionLayer]):
    pk = serializers.IntegerField(read_only=True)
    archived = serializers.SerializerMethodField()
    avg_confidence = serializers.FloatField(read_only=True, default=None)
    comments = serializers.CharField(required=False, allow_blank=True, allow_null=True)

    class Meta:
        model = TranscriptionLayer
        fields = ["pk", "name", "archived", "avg_confidence", "created_at", "comments"]
        validators: list[Any] = []

    def get_archived(self, layer: TranscriptionLayer) -> bool:
        return layer.archived_at is not None

    def to_representation(self, instance: TranscriptionLayer) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(instance)
        return data | {"comments": data["comments"] or None}


class LayerChangeSerializer(serializers.Serializer[Any]):
    """What may be changed about a layer."""

    name = serializers.CharField(max_length=512, required=False)
    archived = serializers.BooleanField(required=False)
    comments = serializers.CharField(required=False, allow_blank=True, allow_null=True)


class TypeSerializer(serializers.ModelSerializer[Any]):
    """A type of a document; the subclasses say of what."""

    pk = serializers.IntegerField(read_only=True)
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)


class RegionTypeSerializer(TypeSerializer):
    class Meta:
        model = RegionType
        fields = ["pk", "name", "color", "document"]
        read_only_fields = ["document"]


class LineTypeSerializer(TypeSerializer):
    class Meta:
        model = LineType
        fields = ["pk", "name", "color", "document"]
        read_only_fields = ["document"]


class PartTypeSerializer(TypeSerializer):
    class Meta:
        model = PartType
        fields = ["pk", "name", "color", "document"]
        read_only_fields = ["document"]


class NewTypeSerializer(serializers.Serializer[Any]):
    """A new type names its document: types are not shared between documents."""

    name = serializers.CharField(max_length=128)
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)
    document = serializers.IntegerField()


class ValidTypeSerializer(serializers.Serializer[Any]):
    pk = serializers.IntegerField()
    name = serializers.CharField()


class DocumentSerializer(SharedSerializer):
    pk = serializers.IntegerField(read_only=True)
    project = serializers.SlugRelatedField[Project](
        slug_field="slug", queryset=Project.objects.none()
    )
    transcriptions = LayerSerializer(source="active_layers", many=True, read_only=True)
    main_script = ScriptNameField()
    show_confidence_viz = serializers.BooleanField(source="show_confidence", required=False)
    valid_block_types = ValidTypeSerializer(source="region_types", many=True, read_only=True)
    valid_line_types = ValidTypeSerializer(source="line_types", many=True, read_only=True)
    valid_part_types = ValidTypeSerializer(source="part_types", many=True, read_only=True)
    parts_count = serializers.IntegerField(read_only=True)
    tags = serializers.ManyRelatedField(
        child_relation=TagsField(DocumentTagSerializer, queryset=DocumentTag.objects.none()),
        required=False,
    )
    project_name = serializers.CharField(source="project.name", read_only=True)
    project_id = serializers.IntegerField(read_only=True)

    class Meta:
        model = Document
        fields = [
            "pk",
            "name",
            "project",
            "transcriptions",
            "main_script",
            "read_direction",
            "line_offset",
            "show_confidence_viz",
            "valid_block_types",
            "valid_line_types",
            "valid_part_types",
            "parts_count",
            "tags",
            "created_at",
            "updated_at",
            "project_name",
            "project_id",
            "shared_with_users",
            "shared_with_groups",
        ]
        read_only_fields = ["created_at", "updated_at"]

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        if "request" in self.context:
            user = self.context["request"].user
            fields["project"].queryset = Project.objects.all().editable_by(user)
        return fields

    def tags_of(self, user: User) -> Any:
        return DocumentTag.objects.all().visible_to(user)


class OntologySerializer(serializers.Serializer[Any]):
    """Each list replaces the document's types of that kind."""

    valid_block_types = serializers.ListField(child=serializers.IntegerField(), required=False)
    valid_line_types = serializers.ListField(child=serializers.IntegerField(), required=False)
    valid_part_types = serializers.ListField(child=serializers.IntegerField(), required=False)


class MetadataKeySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="key", max_length=128)
    cidoc_id = serializers.CharField(
        max_length=8, required=False, allow_blank=True, allow_null=True
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {"name": instance.key, "cidoc_id": instance.cidoc_id or None}


class MetadataSerializer(serializers.ModelSerializer[DocumentMetadata]):
    """A key and its value; the key belongs to this row alone."""

    pk = serializers.IntegerField(read_only=True)
    key = MetadataKeySerializer(source="*")

    class Meta:
        model = DocumentMetadata
        fields = ["pk", "key", "value"]
