"""Forms of accounts: sign in, set up, profile."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError

from apps.users.models import User


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no type hints
    """Sign in by name or e-mail; the field is posted as ``username``, as scripts expect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail"
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Stay signed in on this device"

    def add_prefix(self, field_name: str) -> str:
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class FirstAccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The administrator's account, made by the one who can read the terminal."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text="At least 8 characters, not only digits, not a common password.",
    )

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}
        labels = {"username": "User name", "email": "E-mail"}
        help_texts = {"username": "Letters, digits and @ . + - _"}
        widgets = {"username": forms.TextInput(attrs={"autofocus": True})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "To set a new password if you forget it."

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # builds the instance the check compares with
        password = self.cleaned_data.get("password")
        if password:
            try:
                password_validation.validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password", error)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What people may change about themselves."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]
        labels = {"first_name": "First name", "last_name": "Last name", "email": "E-mail"}
