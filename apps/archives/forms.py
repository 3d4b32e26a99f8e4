"""The form that restores an archive."""

from typing import Any

from django import forms

from apps.imports.archives import ARCHIVE_SUFFIXES
from apps.projects.models import Project
from apps.users.models import User


class RestoreForm(forms.Form):
    """The file, and where its documents go."""

    file = forms.FileField(
        label="Archive file",
        allow_empty_file=True,  # it is refused by its name
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ARCHIVE_SUFFIXES)}),
        help_text="An “archive of everything” made by Export, of this or another installation,"
        " or a JSON export of eScriptorium: .zip or .tar.gz.",
    )
    project = forms.ModelChoiceField(
        label="Into the project",
        queryset=Project.objects.none(),
        required=False,
        empty_label="A new project",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  narrows the type
        rows = Project.objects.editable_by(user)
        field.queryset = rows.filter(archived_at=None).order_by("name", "pk")
