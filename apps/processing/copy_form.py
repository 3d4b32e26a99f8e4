"""The form of the dialog that copies one layer into another."""

from typing import Any

from django import forms
from django.db import transaction

from apps.documents.models import TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.selection import ALL
from apps.documents.services.transcriptions import create_layer
from apps.jobs.models import Job
from apps.processing import services
from apps.processing.forms import LayerField, WorkForm
from apps.processing.params import CopyParams


class CopyForm(WorkForm):
    """From a layer into another, or into a new one that gets the name given."""

    source = LayerField(label="Copy the texts of", queryset=None, empty_label="Choose a layer")
    target = LayerField(
        label="Into the layer", queryset=None, required=False, empty_label="A new layer"
    )
    name = forms.CharField(
        label="Name of the new layer",
        max_length=512,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Only where no layer is chosen above.",
    )
    existing = forms.ChoiceField(
        label="Lines that have text there",
        widget=forms.RadioSelect,
        initial="keep",
        choices=[
            ("keep", "Stay as they are"),
            ("replace", "Are replaced; the text they had stays in their history"),
        ],
    )
    pages = forms.ChoiceField(
        label="Pages",
        widget=forms.RadioSelect,
        initial="chosen",
        required=False,
        choices=[("chosen", "Only the chosen pages"), ("all", "All pages of the document")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["selection"].value() == ALL:
            del self.fields["pages"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("target") and not data.get("name", "").strip():
            self.add_error("name", "Choose a layer to copy into, or name a new one.")
        if data.get("target") and data.get("target") == data.get("source"):
            self.add_error("target", "Choose another layer than the one that is copied.")
        return data

    @transaction.atomic
    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        target: TranscriptionLayer = data["target"] or create_layer(
            document=self.document, user=self.user, name=data["name"]
        )
        params = CopyParams(source=data["source"].pk, target=target.pk, existing=data["existing"])
        if data.get("pages") == "all":
            parts = self.document.parts.all()
        return services.request_copy(
            user=self.user, document=self.document, parts=parts, params=params
        )
