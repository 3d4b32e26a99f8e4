"""The export dialog's form."""

from typing import Any

from django import forms

from apps.documents.models import Document, TranscriptionLayer
from apps.exports.params import ExportParams
from apps.exports.writers.base import formats

UNTYPED, ORPHANS = "Undefined", "Orphan"


class ExportForm(forms.Form):
    """Layer, format, and which regions; ids are those of the document only."""

    format = forms.ChoiceField(initial="page")
    layers = forms.ModelMultipleChoiceField(queryset=TranscriptionLayer.objects.none())
    region_types = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label="Write the lines of"
    )
    images = forms.ChoiceField(
        choices=[("none", "None"), ("original", "As uploaded"), ("view", "Smaller, for screens")],
        required=False,
    )
    selection = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self._choose("format", [(name, found.label) for name, found in formats().items()])
        layers = self.fields["layers"]
        assert isinstance(layers, forms.ModelMultipleChoiceField)  # noqa: S101  narrows the type
        layers.queryset = document.layers.active()
        choices = [(str(row.pk), row.name) for row in document.region_types.all()]
        choices += [(UNTYPED, "Regions without a type"), (ORPHANS, "Lines without a region")]
        self._choose("region_types", choices)
        self.fields["region_types"].initial = [value for value, _ in choices]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
        field.choices = choices

    def params(self, part_ids: list[int], *, origin: str) -> ExportParams:
        """What was chosen, as the job's parameters."""
        data = self.cleaned_data
        chosen = set(data["region_types"])
        return ExportParams(
            format=data["format"],
            layers=[layer.pk for layer in data["layers"]],
            part_ids=part_ids,
            region_types=[int(value) for value in chosen - {UNTYPED, ORPHANS}],
            include_untyped=UNTYPED in chosen,
            include_orphans=ORPHANS in chosen,
            images=data["images"] or "none",
            origin=origin,
        )
