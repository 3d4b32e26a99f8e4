"""The import dialog's form."""

from typing import Any

from django import forms

from apps.documents.models import Document
from apps.imports.services import SUFFIXES


class ImportForm(forms.Form):
    """A file and the layer that its text goes to."""

    upload_file = forms.FileField(
        label="ALTO, PAGE or hOCR file, or a zip of many",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES["files"])}),
    )
    layer_name = forms.CharField(
        label="Into the layer",
        max_length=512,
        help_text="An existing layer or a new name.",
        widget=forms.TextInput(attrs={"list": "import-layers", "dir": "auto"}),
    )
    mode = forms.ChoiceField(
        label="Pages that have lines already",
        choices=[
            ("add", "Keep their lines: match the file's lines to them, add what is new"),
            ("replace", "Use the lines of the file; a snapshot keeps the old ones"),
        ],
        initial="add",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layer_names = list(document.layers.active().values_list("name", flat=True))
