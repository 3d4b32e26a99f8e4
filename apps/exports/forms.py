"""The export dialog's form."""

from typing import Any

from django import forms

from apps.documents.models import Document, TranscriptionLayer
from apps.exports.services import FORMATS

UNTYPED, ORPHANS = "Undefined", "Orphan"


class ExportForm(forms.Form):
    """Layer, format, and which regions; ids are those of the document only."""

    format = forms.ChoiceField(choices=list(FORMATS.items()), initial="page")
    layer = forms.ModelChoiceField(queryset=TranscriptionLayer.objects.none(), empty_label=None)
    region_types = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label="Write the lines of"
    )
    include_images = forms.BooleanField(required=False, label="With the page images")
    selection = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layer = self.fields["layer"]
        assert isinstance(layer, forms.ModelChoiceField)  # noqa: S101  narrows the type
        layer.queryset = document.layers.active()
        choices = [(str(row.pk), row.name) for row in document.region_types.all()]
        choices += [(UNTYPED, "Regions without a type"), (ORPHANS, "Lines without a region")]
        regions = self.fields["region_types"]
        assert isinstance(regions, forms.MultipleChoiceField)  # noqa: S101  narrows the type
        regions.choices = choices
        regions.initial = [value for value, _ in choices]
