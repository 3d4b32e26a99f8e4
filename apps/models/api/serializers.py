"""Models in the words of the contract: ``job`` is the role, by its label."""

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.common import scripts
from apps.models.models import ModelRole, OcrModel

ROLE_OF_LABEL = {str(role.label): role for role in ModelRole}


class OcrModelSerializer(serializers.ModelSerializer[OcrModel]):
    """What is known of a model; the view prefetches the jobs that the caller may see."""

    pk = serializers.IntegerField(read_only=True)
    file = serializers.SerializerMethodField()
    file_size = serializers.IntegerField(source="size", read_only=True)
    job = serializers.CharField(source="get_role_display", read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)
    training = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    accuracy_percent = serializers.SerializerMethodField()
    rights = serializers.SerializerMethodField()
    script = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    can_share = serializers.SerializerMethodField()

    class Meta:
        model = OcrModel
        fields = [
            "pk",
            "name",
            "file",
            "file_size",
            "job",
            "owner",
            "training",
            "versions",
            "documents",
            "accuracy_percent",
            "rights",
            "script",
            "parent",
            "can_share",
        ]
        read_only_fields = fields

    def get_file(self, model: OcrModel) -> str:
        link = reverse("models:download", args=[model.pk], request=self.context["request"])
        return str(link)

    def get_training(self, model: OcrModel) -> bool:
        """Never: a model is listed once its training is done."""
        return False

    def get_versions(self, model: OcrModel) -> list[dict[str, Any]]:
        """Always empty: each version is a model of its own, with its parent."""
        return []

    def get_documents(self, model: OcrModel) -> list[int]:
        found = {job.document_id for job in model.jobs.all() if job.document_id}
        return sorted(found)

    def get_accuracy_percent(self, model: OcrModel) -> float:
        return round(100 * (model.accuracy or 0.0), 2)

    def get_rights(self, model: OcrModel) -> str:
        if self.get_can_share(model):
            return "owner"
        return "public" if model.is_public else "user"

    def get_script(self, model: OcrModel) -> str | None:
        script = scripts.by_code().get(model.script)
        return script.name if script else None

    def get_parent(self, model: OcrModel) -> str | None:
        return model.parent.name if model.parent else None

    def get_can_share(self, model: OcrModel) -> bool:
        return bool(model.owner == self.context["request"].user)


class ModelChangeSerializer(serializers.Serializer[Any]):
    """What may be changed of a model; ``script`` is taken by name or code."""

    name = serializers.CharField(max_length=256, required=False)
    script = serializers.CharField(required=False, allow_null=True, allow_blank=True)

    def validate_script(self, value: str | None) -> str:
        if not value:
            return ""
        script = scripts.by_name().get(value) or scripts.by_code().get(value)
        if script is None:
            raise serializers.ValidationError(f"There is no script named {value}.")
        return script.code


class ModelUploadSerializer(ModelChangeSerializer):
    """A new model; ``job`` must be what the file is for."""

    name = serializers.CharField(max_length=256)
    file = serializers.FileField()
    job = serializers.ChoiceField(list(ROLE_OF_LABEL))


class ModelShareSerializer(serializers.Serializer[Any]):
    """With whom to share: a person by user name, or one of the caller's teams by its id."""

    user = serializers.CharField(required=False)
    group = serializers.IntegerField(required=False)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("user" in values) == ("group" in values):
            raise serializers.ValidationError("Give user, or group.")
        return values
