"""How django-allauth behaves here: sign-up only where the administrator opened it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from apps.users.services import has_accounts


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The first account is made only by the link on the terminal, never by sign-up."""
        return bool(settings.REGISTRATION_OPEN) and has_accounts()

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing about signing in and out: the page itself shows it."""
