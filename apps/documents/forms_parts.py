"""Forms of pages: where one goes, what is known about one."""

from typing import Any

from django import forms

from apps.documents.models import Part


class MoveForm(forms.Form):
    """The number that the first of the chosen pages gets."""

    number = forms.IntegerField(
        min_value=1,
        max_value=1_000_000,
        label="New number of the first of them",
        help_text="The others follow it in their order. A number past the end means the end.",
        widget=forms.NumberInput(attrs={"autofocus": True, "inputmode": "numeric"}),
    )


class PartForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Name, type and remarks of one page."""

    class Meta:
        model = Part
        fields = ["name", "type", "source", "comments"]
        help_texts = {
            "name": "Like “f. 12r”; the file's name is shown where it is empty.",
            "source": "Where the image is from: a library, an address.",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autofocus": True, "dir": "auto"}),
            "source": forms.TextInput(attrs={"dir": "auto"}),
            "comments": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["type"]
        kind.queryset = self.instance.document.part_types.all()
        kind.empty_label = "No type"
