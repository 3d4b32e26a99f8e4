"""Import requests as the REST contract spells them, and imports as it shows them."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from apps.documents.models import Document, TranscriptionLayer
from apps.imports.models import Import, ImportItem
from apps.imports.options import CHOICES, DEFAULT_LAYER
from apps.imports.report import counts_of

KINDS = {"xml": "files", "pdf": "pdf", "iiif": "iiif", "mets": "mets"}


class ImportSerializer(serializers.Serializer[Any]):
    """``mode`` says what comes: by ``upload_file``, ``iiif_uri`` or ``mets_uri``.

    The layer is given by ``transcription`` id or by ``name``. With ``dry_run`` nothing is written
    before the import is started; ``match``, ``compute`` and ``choices`` (those that only this kind
    of source knows) are what the dialog asks for.
    """

    mode = serializers.ChoiceField(choices=list(KINDS), default="xml")
    # An empty file is refused by its name, like any other that cannot be taken.
    upload_file = serializers.FileField(required=False, allow_empty_file=True)
    iiif_uri = serializers.URLField(required=False, max_length=2048)
    mets_type = serializers.ChoiceField(choices=["local", "url"], required=False)
    mets_uri = serializers.URLField(required=False, max_length=2048)
    name = serializers.CharField(max_length=512, required=False, allow_blank=True)
    transcription = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), required=False
    )
    override = serializers.BooleanField(default=False)
    dry_run = serializers.BooleanField(default=False)
    match = serializers.ChoiceField(choices=CHOICES["match"], default="name")
    compute = serializers.ChoiceField(choices=CHOICES["compute"], default="", allow_blank=True)
    choices = serializers.JSONField(required=False)

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document is None:  # only the API's description asks without one
            return
        self.fields["transcription"].queryset = document.layers.active()  # type: ignore[attr-defined]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        mode = attrs["mode"]
        needed = "upload_file"
        if mode == "iiif" and "upload_file" not in attrs:
            needed = "iiif_uri"
        elif mode == "mets" and (attrs.get("mets_type") == "url" or "mets_uri" in attrs):
            needed = "mets_uri"
        if not attrs.get(needed):
            raise serializers.ValidationError(
                {needed: [f"'{needed}' is mandatory with mode '{mode}'."]}
            )
        if not isinstance(attrs.get("choices", {}), dict):
            raise serializers.ValidationError({"choices": ["Give an object of choices."]})
        return attrs | {"needed": needed}

    def request(self) -> dict[str, Any]:
        """Keyword arguments of ``request_import``."""
        data = self.validated_data
        layer, needed = data.get("transcription"), data["needed"]
        is_file = needed == "upload_file"
        return {
            "kind": KINDS[data["mode"]],
            "upload": data["upload_file"] if is_file else None,
            "url": "" if is_file else data[needed],
            "step": "plan" if data["dry_run"] else "import",
            "options": {
                "layer": layer.name if layer else data.get("name") or DEFAULT_LAYER,
                "mode": "replace" if data["override"] else "add",
                "match": data["match"],
                "compute": data["compute"],
                "source": data.get("choices", {}),
            },
        }


def modern(data: Any) -> dict[str, Any]:
    """The older form in the words of the newer: the mode follows from what is given."""
    given = data.dict() if isinstance(data, QueryDict) else dict(data)
    given = {name: value for name, value in given.items() if value not in ("", None)}
    upload = given.get("upload_file")
    if given.get("iiif_uri"):
        given["mode"] = "iiif"
    elif given.get("mets_uri") or str(given.get("mets", "")).lower() in {"1", "on", "true"}:
        given["mode"] = "mets"
    elif str(getattr(upload, "name", "")).lower().endswith(".pdf"):
        given["mode"] = "pdf"
    elif str(getattr(upload, "name", "")).lower().endswith(".json"):
        given["mode"] = "iiif"
    return given


class ImportRunSerializer(serializers.ModelSerializer[Import]):
    """One import: how it stands, and how many of its files are in each state."""

    state = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    job = serializers.IntegerField(source="job_id", read_only=True, allow_null=True)

    class Meta:
        model = Import
        fields = (
            *("uid", "kind", "name", "url", "options", "summary", "state", "counts", "job"),
            *("created_at", "planned_at", "finished_at"),
        )

    def get_state(self, run: Import) -> str:
        if run.job and run.job.is_active:
            return str(run.job.state)
        return "done" if run.finished_at else "planned" if run.planned_at else "stopped"

    def get_counts(self, run: Import) -> dict[str, int]:
        return counts_of(run)


class ImportItemSerializer(serializers.ModelSerializer[ImportItem]):
    """One file of an import; ``part`` and ``state`` can be changed until it is imported."""

    pk = serializers.IntegerField(read_only=True)

    class Meta:
        model = ImportItem
        fields = ("pk", "name", "kind", "layer", "part", "matched_by", "state", "message", "facts")


class ItemChangeSerializer(serializers.Serializer[Any]):
    """``part``: the page by hand; ``action``: leave the file out, or take it again."""

    part = serializers.IntegerField(required=False)
    action = serializers.ChoiceField(choices=["leave", "take"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("part" in attrs) == ("action" in attrs):
            raise serializers.ValidationError("Give a part, or an action: one of the two.")
        return attrs
