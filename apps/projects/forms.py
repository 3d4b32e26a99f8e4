"""Forms of projects and of sharing."""

from typing import Any

from django import forms

from apps.common.errors import ApplicationError
from apps.projects.models import Project, Role
from apps.projects.services import user_named


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    guidelines = forms.URLField(
        label="Transcription guidelines",
        required=False,
        assume_scheme="https",
        help_text="Address of the rules that everybody here follows.",
    )

    class Meta:
        model = Project
        fields = ["name", "guidelines"]
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"})}


class ShareForm(forms.Form):
    """With whom, and what they may do; ``member`` becomes the account."""

    member = forms.CharField(
        label="User name or e-mail",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        choices=[
            (Role.VIEWER, "Viewer: reads everything"),
            (Role.EDITOR, "Editor: adds pages, segments, transcribes, corrects"),
            (Role.MANAGER, "Manager: also shares, archives and deletes"),
        ],
        initial=Role.EDITOR,
    )

    def clean_member(self) -> Any:
        try:
            return user_named(self.cleaned_data["member"].strip())
        except ApplicationError as error:
            raise forms.ValidationError(error.message) from error


class TypeNameForm(forms.Form):
    """Asks for the name of what is deleted, so that nothing big goes by a slip."""

    name = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["name"].label = f"Type “{expected}” to delete it"

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if name != self.expected.strip():
            raise forms.ValidationError("This is not the name. Nothing was deleted.")
        return name
