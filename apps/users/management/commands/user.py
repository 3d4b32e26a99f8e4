"""``manage.py user create`` and ``manage.py user token``: accounts for scripts and servers."""

import argparse
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.errors import ApplicationError
from apps.users import services
from apps.users.models import User


class Command(BaseCommand):
    help = "Create an account, or print the API token of one."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Create an account.")
        create.add_argument("name")
        create.add_argument("--email", required=True)
        create.add_argument("--password", help="Made up and printed when it is not given.")
        create.add_argument("--admin", action="store_true", help="May administer everything.")
        token = actions.add_parser("token", help="Print the API token, made if there is none.")
        token.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "create":
            self._create(options)
        else:
            self._token(options["name"])

    def _create(self, options: dict[str, Any]) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        try:
            user = services.create_user(
                username=options["name"],
                email=options["email"],
                password=password,
                is_admin=options["admin"],
            )
        except ApplicationError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Created the account {user.username}.")
        if not options["password"]:
            self.stdout.write(f"Password: {password}")

    def _token(self, name: str) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account named {name}.")
        self.stdout.write(services.api_token(user=user))
