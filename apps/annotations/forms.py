"""The forms of what may be annotated."""

from typing import Any

from django import forms

from apps.annotations.models import AnnotationComponent, AnnotationTaxonomy, Marker
from apps.documents.models import Document

MARKERS = [
    ("On the image", [(Marker.RECTANGLE.value, "Rectangle"), (Marker.POLYGON.value, "Polygon")]),
    (
        "In the text",
        [
            (Marker.BACKGROUND.value, "Background colour"),
            (Marker.COLOR.value, "Text colour"),
            (Marker.BOLD.value, "Bold"),
            (Marker.ITALIC.value, "Italic"),
        ],
    ),
]


class TaxonomyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What one button of the editor marks, and the form that then asks for more."""

    type_name = forms.CharField(
        max_length=128,
        required=False,
        label="Group",
        help_text="Buttons of one group stand together, for example “Named entities”.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    marker = forms.ChoiceField(choices=MARKERS, label="Marks")
    color = forms.RegexField(
        regex=r"^#[0-9a-fA-F]{6}$",
        label="Colour",
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    class Meta:
        model = AnnotationTaxonomy
        fields = ["name", "abbreviation", "type_name", "marker", "color", "has_comments"]
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"})}
        labels = {"has_comments": "Ask for comments"}
        help_texts = {"abbreviation": "Up to three letters, for the button."}

    components = forms.ModelMultipleChoiceField(
        queryset=AnnotationComponent.objects.none(),
        required=False,
        label="Ask for",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["components"]
        field.queryset = AnnotationComponent.objects.filter(document=document)
        if not field.queryset.exists():
            del self.fields["components"]
        if self.instance.pk:
            self.initial["type_name"] = self.instance.type.name if self.instance.type else ""
            self.initial["components"] = self.instance.components.all()

    def arguments(self) -> dict[str, Any]:
        """What was given, as the service takes it."""
        values = dict(self.cleaned_data)
        return {
            "type_name": values.pop("type_name"),
            "components": values.pop("components", None),
            "fields": values,
        }

    def _post_clean(self) -> None:
        """The service writes the row, so that nothing of it changes before that."""


class ComponentForm(forms.Form):
    """One question of an annotation's form."""

    name = forms.CharField(max_length=128, widget=forms.TextInput(attrs={"dir": "auto"}))
    allowed_values = forms.CharField(
        required=False,
        label="Answers to choose from",
        help_text="One a line. Without any, every answer may be typed.",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, *args: Any, document: Document, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = AnnotationComponent.objects.filter(document=document)
        if row is not None:
            self.others = self.others.exclude(pk=row.pk)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if self.others.filter(name=name).exists():
            raise forms.ValidationError("This document has a question of that name already.")
        return name

    def clean_allowed_values(self) -> list[str] | None:
        lines = [line.strip() for line in self.cleaned_data["allowed_values"].splitlines()]
        values = list(dict.fromkeys(line for line in lines if line))
        if any(len(value) > 256 for value in values):
            raise forms.ValidationError("An answer has at most 256 characters.")
        return values or None
