"""Forms of pages: where one goes, what is known about one."""

from typing import Any

from django import forms

from apps.documents.models import Document, Part
from apps.documents.models.part import PartStatus
from apps.documents.selectors.people import people_of

NOBODY = "nobody"


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
        fields = ["name", "type", "status", "assignee", "source", "comments"]
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
        assignee: Any = self.fields["assignee"]
        assignee.queryset = people_of(self.instance.document)
        assignee.empty_label = "Nobody"
        self.fields["status"].required = False

    def clean_status(self) -> str:
        """What the page has already, where nothing is said of it."""
        return str(self.cleaned_data["status"] or self.instance.status)


class PlanForm(forms.Form):
    """What the chosen pages become; what is left as it is stays."""

    status = forms.ChoiceField(
        choices=[("", "Leave as it is"), *PartStatus.choices],
        required=False,
        widget=forms.Select(attrs={"autofocus": True}),
    )
    assignee = forms.ChoiceField(required=False, label="Assigned to")

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people_of(document)}
        people = [(key, person.username) for key, person in self._people.items()]
        assignee: Any = self.fields["assignee"]
        assignee.choices = [("", "Leave as it is"), (NOBODY, "Nobody"), *people]

    def fields_set(self) -> dict[str, Any]:
        """The fields that are to change."""
        status, assignee = self.cleaned_data["status"], self.cleaned_data["assignee"]
        fields: dict[str, Any] = {"status": status} if status else {}
        return fields | ({"assignee": self._people.get(assignee)} if assignee else {})
