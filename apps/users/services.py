"""Writes of accounts: the first one, more of them, profiles and API tokens."""

import os
import secrets
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.crypto import constant_time_compare
from rest_framework.authtoken.models import Token

from apps.common.errors import ApplicationError
from apps.users.models import Team, User


def has_accounts() -> bool:
    return User.objects.exists()


def setup_link(*, base_url: str = "") -> str | None:
    """The one-time address that makes the first account; ``None`` once there is an account."""
    if has_accounts():
        _token_file().unlink(missing_ok=True)
        return None
    return f"{base_url.rstrip('/')}/setup/{_setup_token()}/"


def is_setup_token(token: str) -> bool:
    """Whether ``token`` is the one printed on the terminal and there is no account yet."""
    if has_accounts() or not _token_file().exists():
        return False
    return constant_time_compare(token, _token_file().read_text().strip())


def create_first_account(*, token: str, username: str, email: str, password: str) -> User:
    """Make the administrator's account; exactly one caller with the right token succeeds.

    Taking the token file away is the race's decision: only one process can do it.
    """
    if not is_setup_token(token):
        raise _void_link()
    taken = _token_file().with_suffix(f".{secrets.token_hex(8)}")
    try:
        _token_file().rename(taken)
    except FileNotFoundError as error:
        raise _void_link() from error
    try:
        with transaction.atomic():
            user = create_user(username=username, email=email, password=password, is_admin=True)
    except BaseException:
        taken.rename(_token_file())
        raise
    taken.unlink()
    return user


@transaction.atomic
def create_user(*, username: str, email: str, password: str | None, is_admin: bool) -> User:
    """A new account; without a password it can be used only by its token or after a reset."""
    user = User(username=username, email=email, is_staff=is_admin, is_superuser=is_admin)
    user.set_password(password)
    try:
        if password is not None:
            validate_password(password, user)
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise ApplicationError("invalid", " ".join(error.messages)) from error
    user.save()
    return user


@transaction.atomic
def update_profile(*, user: User, first_name: str, last_name: str, email: str) -> User:
    """Change name and address; an address that is given up can no longer reset the password."""
    user.first_name, user.last_name, user.email = first_name, last_name, email
    user.save(update_fields=["first_name", "last_name", "email"])
    EmailAddress.objects.filter(user=user).exclude(email__iexact=email).delete()
    return user


@transaction.atomic
def delete_user(*, account: User) -> None:
    """Delete an account that owns nothing; otherwise say what it owns."""
    try:
        account.delete()
    except ProtectedError as error:
        raise ApplicationError(
            "busy",
            f"{account} owns projects, documents or models. Delete them first, or close the"
            " account with is_active = false.",
        ) from error


@transaction.atomic
def create_team(*, user: User, name: str) -> Team:
    """A new team that ``user`` owns and belongs to."""
    team = Team.objects.create(name=name, owner=user)
    team.members.add(user)
    return team


def api_token(*, user: User) -> str:
    """The person's API key, made when it is first asked for."""
    return str(Token.objects.get_or_create(user=user)[0].key)


@transaction.atomic
def rotate_token(*, user: User) -> str:
    """A new API key; the old one stops working."""
    Token.objects.filter(user=user).delete()
    return str(Token.objects.create(user=user).key)


def _token_file() -> Path:
    return Path(settings.DATA_DIR) / "setup_token"


def _setup_token() -> str:
    try:
        descriptor = os.open(_token_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _token_file().read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(token := secrets.token_urlsafe(32))
    return token


def _void_link() -> ApplicationError:
    return ApplicationError(
        "void", "This set-up link is not valid any more. Sign in, or restart for a new link."
    )
