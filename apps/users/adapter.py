"""How django-allauth behaves here: sign-up only where the administrator opened it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from apps.users.services import has_accounts

SILENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The first account is made only by the link on the terminal, never by sign-up."""
        return bool(settings.REGISTRATION_OPEN) and has_accounts()

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing about signing in and out: the page itself shows it."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in SILENT:
            super().add_message(request, level, *args, **kwargs)
