"""Forms of documents, metadata, types and layers."""

from typing import Any

from django import forms

from apps.common import scripts
from apps.documents.models import Document, DocumentMetadata
from apps.documents.models.document import LineOffset


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The settings of a document, also for a new one."""

    class Meta:
        model = Document
        fields = ["name", "main_script", "read_direction", "line_offset", "show_confidence"]
        labels = {
            "main_script": "Main script",
            "read_direction": "Pages are turned",
            "line_offset": "Lines are drawn as",
            "show_confidence": "Show how sure a model was of each text",
        }
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = scripts.choices()
        self.fields["main_script"] = forms.ChoiceField(
            choices=choices,
            label="Main script",
            help_text="The usual direction of lines follows it.",
        )
        self.fields["line_offset"] = forms.TypedChoiceField(
            choices=LineOffset.choices, coerce=int, label="Lines are drawn as"
        )


class NewDocumentForm(DocumentForm):
    """Asks only what a new document cannot do without; the rest follows from the script."""

    class Meta(DocumentForm.Meta):
        fields = ["name", "main_script"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["line_offset"]
        self.fields["main_script"].initial = "Latn"


class MetadataForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = DocumentMetadata
        fields = ["key", "value", "cidoc_id"]
        labels = {"cidoc_id": "CIDOC CRM property"}
        help_texts = {"key": "Shelfmark, date, place …", "cidoc_id": "Like P48; may stay empty."}
        widgets = {
            "key": forms.TextInput(attrs={"dir": "auto"}),
            "value": forms.TextInput(attrs={"dir": "auto"}),
        }


class TypeForm(forms.Form):
    """Name and colour of a region, line or page type."""

    name = forms.CharField(max_length=128, widget=forms.TextInput(attrs={"dir": "auto"}))
    color = forms.RegexField(
        regex=r"^#[0-9a-fA-F]{6}$",
        label="Colour",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Of its outline on the page image.",
    )


class LayerForm(forms.Form):
    """The name of a layer, and whether its texts are the truth to train and measure with."""

    name = forms.CharField(max_length=512, widget=forms.TextInput(attrs={"dir": "auto"}))
    is_ground_truth = forms.BooleanField(
        required=False,
        label="Ground truth",
        help_text="Checked by people: training and error rates go by it.",
    )
