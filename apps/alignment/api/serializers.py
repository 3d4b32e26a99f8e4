"""Texts that people bring, and requests for alignment, in the words of the contract."""

from typing import Any

from django.core.validators import FileExtensionValidator
from django.db import transaction
from rest_framework import serializers

from apps.alignment import services
from apps.alignment.forms import ORPHANS, UNTYPED
from apps.alignment.laying.options import LEAST_SEED, LONGEST_SEED, MOST_GAP
from apps.alignment.models import TextWitness
from apps.alignment.params import AlignParams, PlacesParams
from apps.alignment.witness_files import SUFFIXES
from apps.alignment.witnesses import add_witness, change_witness, text_of_upload
from apps.common.errors import ApplicationError
from apps.documents.models import TranscriptionLayer
from apps.documents.page_layout import text_direction
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.processing.api.serializers import WorkSerializer
from apps.projects.models import Project

ALLOWED = [suffix[1:] for suffix in SUFFIXES]


class WitnessSerializer(serializers.ModelSerializer[TextWitness]):
    """A text; ``file`` is written as an upload and read as an address."""

    name = serializers.CharField(max_length=256, required=False)
    file = serializers.FileField(
        validators=[FileExtensionValidator(ALLOWED)], write_only=True, required=False
    )
    owner: Any = serializers.SlugRelatedField(slug_field="username", read_only=True)
    project = serializers.PrimaryKeyRelatedField(
        queryset=Project.objects.none(), required=False, allow_null=True
    )

    class Meta:
        model = TextWitness
        fields = ("pk", "name", "file", "owner", "project", "characters", "words", "created_at")
        read_only_fields = ("characters", "words", "created_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            projects = Project.objects.all().editable_by(request.user)
            self.fields["project"].queryset = projects  # type: ignore[attr-defined]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and "file" not in values:
            raise serializers.ValidationError({"file": ["No file was submitted."]})
        if self.instance is not None and "file" in values:
            raise serializers.ValidationError({"file": ["A text stays. Bring another one."]})
        return values

    def create(self, values: dict[str, Any]) -> TextWitness:
        upload = values["file"]
        return add_witness(
            user=self.context["request"].user,
            name=values.get("name", ""),
            text=text_of_upload(upload),
            original_name=upload.name or "",
            project=values.get("project"),
        )

    def update(self, witness: TextWitness, values: dict[str, Any]) -> TextWitness:
        return change_witness(witness=witness, user=self.context["request"].user, **values)

    def to_representation(self, witness: TextWitness) -> dict[str, Any]:
        address = f"/api/textual-witnesses/{witness.pk}/file/"
        request = self.context.get("request")
        shown = super().to_representation(witness)
        return shown | {"file": request.build_absolute_uri(address) if request else address}


class AlignSerializer(WorkSerializer):
    """Lays the text of a witness onto the lines of ``transcription`` and writes ``layer_name``.

    ``full_doc`` left out is true in JSON; in a form it is a box that is not ticked.
    ``preview``, beyond the contract: write nothing; the answer's job links to what was found.
    """

    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())
    witness_file = serializers.FileField(
        validators=[FileExtensionValidator(ALLOWED)], required=False, allow_null=True
    )
    existing_witness = serializers.PrimaryKeyRelatedField(
        queryset=TextWitness.objects.none(), required=False, allow_null=True
    )
    witness_layer = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), required=False, allow_null=True
    )
    layer_name = serializers.CharField(max_length=512)
    region_types = serializers.ListField(child=serializers.CharField(max_length=20), min_length=1)
    n_gram = serializers.IntegerField(
        min_value=LEAST_SEED, max_value=LONGEST_SEED, default=LONGEST_SEED
    )
    gap = serializers.IntegerField(min_value=1, max_value=MOST_GAP, default=600)
    threshold = serializers.FloatField(min_value=0, max_value=1, default=0.8)
    max_offset = serializers.IntegerField(min_value=0, max_value=80, default=0)
    beam_size = serializers.IntegerField(min_value=0, max_value=100, required=False)
    merge = serializers.BooleanField(default=False)
    full_doc = serializers.BooleanField(required=False)
    add_hyphens = serializers.BooleanField(default=False)
    preview = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hasattr(self, "document"):
            return
        layers = self.document.layers.active()
        self.fields["witness_layer"].queryset = layers  # type: ignore[attr-defined]
        witnesses = TextWitness.objects.visible_to(self.user)
        self.fields["existing_witness"].queryset = witnesses  # type: ignore[attr-defined]

    def validate_region_types(self, names: list[str]) -> list[str]:
        """Ids of this document's types, or the two names for what has none."""
        known = {str(pk) for pk in self.document.region_types.values_list("pk", flat=True)}
        for name in names:
            if name not in known | {UNTYPED, ORPHANS}:
                raise serializers.ValidationError(f'"{name}" is not a valid choice.')
        return names

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        given = [
            name
            for name in ("witness_file", "existing_witness", "witness_layer")
            if values.get(name)
        ]
        if not given:
            raise serializers.ValidationError("You must supply a textual witness (reference text).")
        if len(given) > 1:
            raise serializers.ValidationError("You may only supply one witness text.")
        if values["layer_name"].strip() == values["transcription"].name:
            raise serializers.ValidationError(services.SAME_LAYER)
        if values["max_offset"] and values.get("beam_size"):
            raise serializers.ValidationError("Beam size and max offset cannot both be non-zero.")
        return values

    @transaction.atomic
    def request_work(self) -> Job:
        data = self.validated_data
        types = set(data["region_types"])
        names = ("layer_name", "n_gram", "gap", "threshold", "max_offset", "merge")
        layer = data.get("witness_layer")
        params = AlignParams(
            source=data["transcription"].pk,
            witness=self._witness(),
            witness_layer=layer.pk if layer else None,
            region_types=tuple(sorted(int(name) for name in types - {UNTYPED, ORPHANS})),
            include_untyped=UNTYPED in types,
            include_orphans=ORPHANS in types,
            beam_size=data.get("beam_size", 0 if data["max_offset"] else 20),
            full_doc=data.get("full_doc", True),
            add_hyphens=data["add_hyphens"],
            write=not data["preview"],
            **{name: data[name] for name in names},
        )
        return services.request_alignment(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )

    def _witness(self) -> int | None:
        upload, known = (
            self.validated_data.get("witness_file"),
            self.validated_data.get("existing_witness"),
        )
        if known:
            return int(known.pk)
        if upload is None:
            return None
        text, name = text_of_upload(upload), upload.name or ""
        return add_witness(user=self.user, name="", text=text, original_name=name).pk


class ForcedAlignSerializer(WorkSerializer):
    """Finds the places of the characters of ``transcription``; its texts stay as they are."""

    model = serializers.PrimaryKeyRelatedField(queryset=OcrModel.objects.none())
    transcription = serializers.PrimaryKeyRelatedField(queryset=TranscriptionLayer.objects.none())

    def request_work(self) -> Job:
        model_id = self.model_id()
        if model_id is None:
            raise ApplicationError("no_model", "Choose a model.")
        params = PlacesParams(
            model=model_id,
            layer=self.validated_data["transcription"].pk,
            direction=text_direction(self.document),
        )
        return services.request_places(
            user=self.user, document=self.document, parts=self.chosen(), params=params
        )
