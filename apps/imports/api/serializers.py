"""Import requests as the REST contract spells them."""

from typing import Any

from rest_framework import serializers

from apps.documents.models import Document, TranscriptionLayer
from apps.imports.options import DEFAULT_LAYER


class ImportSerializer(serializers.Serializer[Any]):
    """``mode`` xml with ``upload_file``; the layer by ``transcription`` id or by ``name``."""

    mode = serializers.ChoiceField(choices=["xml"], default="xml")
    upload_file = serializers.FileField()
    name = serializers.CharField(max_length=512, required=False, allow_blank=True)
    transcription = serializers.PrimaryKeyRelatedField(
        queryset=TranscriptionLayer.objects.none(), required=False
    )
    override = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document is None:  # only the API's description asks without one
            return
        self.fields["transcription"].queryset = document.layers.active()  # type: ignore[attr-defined]

    def request(self) -> dict[str, Any]:
        """Keyword arguments of ``request_import``."""
        data = self.validated_data
        layer = data.get("transcription")
        name = layer.name if layer else data.get("name") or DEFAULT_LAYER
        mode = "replace" if data["override"] else "add"
        return {
            "kind": "files",
            "upload": data["upload_file"],
            "options": {"layer": name, "mode": mode},
        }
