"""Forms of the texts that people bring: with the text itself, or to call it otherwise."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from apps.alignment.models import TextWitness
from apps.alignment.witness_files import SUFFIXES
from apps.alignment.witnesses import add_witness, change_witness, text_of_upload
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.projects.models import Project
from apps.users.models import User

MAX_PASTED = 8_000_000


class BroughtText(forms.Form):
    """A text from a file or from the clipboard."""

    witness_file = forms.FileField(
        label="File with the text",
        required=False,
        validators=[FileExtensionValidator([suffix[1:] for suffix in SUFFIXES])],
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text="Plain text (UTF-8), Word, TEI, PAGE or ALTO. Line breaks do not matter.",
    )
    pasted = forms.CharField(
        label="Or paste it here",
        required=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    witness_name = forms.CharField(
        label="Name of the text",
        required=False,
        max_length=256,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Under which you find it again. A file has its own name if this is empty.",
    )

    def kept(self, user: User, project: Project | None = None) -> TextWitness | None:
        """The text that came, kept; ``None`` where none came."""
        data = self.cleaned_data
        upload, name = data["witness_file"], data["witness_name"]
        if upload:
            text, original = text_of_upload(upload), upload.name or ""
            return add_witness(
                user=user, name=name, text=text, original_name=original, project=project
            )
        if data["pasted"]:
            name = name or "Pasted text"
            return add_witness(user=user, name=name, text=data["pasted"], project=project)
        return None


class _Shared(forms.Form):
    """Whether everybody in the project of ``document`` may use the text."""

    is_shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.project = document.project
        self.fields["is_shared"].label = f"Everybody in the project “{document.project}” may use it"
        if not Project.objects.editable_by(user).contains(document.project):
            del self.fields["is_shared"]


class NewWitnessForm(BroughtText, _Shared):
    """Another text, to be laid onto lines later."""

    field_order = ("witness_file", "pasted", "witness_name", "is_shared")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = [name for name in ("witness_file", "pasted") if data.get(name)]
        if not given and not {"witness_file", "pasted"} & self.errors.keys():
            raise forms.ValidationError("Give the text: choose a file, or paste it.")
        if len(given) > 1:
            self.add_error("pasted", "This is a second text. Give one: empty this, or the file.")
        return data

    def save(self) -> TextWitness | None:
        """The new text; what cannot be read becomes an error of the form."""
        try:
            return self.kept(
                self.user, self.project if self.cleaned_data.get("is_shared") else None
            )
        except ApplicationError as error:
            self.add_error(
                "witness_file" if self.cleaned_data["witness_file"] else None, error.message
            )
            return None


class WitnessForm(_Shared):
    """Another name, and for whom the text is."""

    name = forms.CharField(
        label="Name", max_length=256, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    field_order = ("name", "is_shared")

    def save(self, witness: TextWitness) -> None:
        values: dict[str, Any] = {"name": self.cleaned_data["name"]}
        if "is_shared" in self.changed_data:
            values["project"] = self.project if self.cleaned_data["is_shared"] else None
        change_witness(witness=witness, user=self.user, **values)
