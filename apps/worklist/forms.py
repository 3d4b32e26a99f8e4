"""The choice of the layer whose lines are to be ranked."""

from typing import Any

from django import forms

from apps.documents.models import Document
from apps.processing.forms import LayerField


class LayerForm(forms.Form):
    layer = LayerField(label="Layer", queryset=None, empty_label=None)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layers = document.layers.active().filter(progress__line_count__gt=0)
        self.fields["layer"].queryset = layers.exclude(is_ground_truth=True).distinct()  # type: ignore[attr-defined]
