"""Forms of the models pages."""

from typing import Any

from django import forms
from django.db.models import Q

from apps.common import scripts
from apps.common.errors import ApplicationError
from apps.models.models import OcrModel
from apps.projects.services import user_named
from apps.users.models import Team, User


class UploadForm(forms.Form):
    """A model file; name and role are read from it unless a name is given."""

    file = forms.FileField(
        label="Model file",
        widget=forms.ClearableFileInput(attrs={"accept": ".mlmodel,.safetensors"}),
        help_text="A kraken model: .mlmodel or .safetensors. It is checked, which takes a moment.",
    )
    name = forms.CharField(
        label="Name",
        max_length=256,
        required=False,
        help_text="The file's name when this is empty.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    script = forms.ChoiceField(label="Script", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["script"].choices = [("", "Not said"), *scripts.choices()]  # type: ignore[attr-defined]


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What may be changed of a model; making it public is for administrators."""

    script = forms.ChoiceField(label="Script", required=False)

    class Meta:
        model = OcrModel
        fields = ["name", "script", "description", "is_public"]
        labels = {"is_public": "Everybody on this server may use it"}
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["script"].choices = [("", "Not said"), *scripts.choices()]  # type: ignore[attr-defined]
        if not is_staff:
            del self.fields["is_public"]


class ShareForm(forms.Form):
    """With whom: ``member`` becomes an account, ``team`` one of the person's teams."""

    member = forms.CharField(
        label="User name or e-mail",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text="They may use and download the model, not change or delete it.",
    )
    team = forms.ModelChoiceField(
        label="Or a team", queryset=Team.objects.none(), required=False, empty_label="No team"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(Q(owner=user) | Q(members=user)).distinct().order_by("name")
        if teams:
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]

    def clean_member(self) -> Any:
        name = self.cleaned_data["member"].strip()
        try:
            return user_named(name) if name else None
        except ApplicationError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("member") and not data.get("team"):
            words = (
                "Name a person, or choose a team." if "team" in self.fields else "Name a person."
            )
            self.add_error("member", words)
        return data

    @property
    def chosen(self) -> list[User | Team]:
        found = (self.cleaned_data.get(key) for key in ("member", "team"))
        return [who for who in found if who]
