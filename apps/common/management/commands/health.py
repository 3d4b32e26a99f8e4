"""``manage.py health``: what ``/healthz`` says, for containers without a web server."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common import health


class Command(BaseCommand):
    help = "Prints whether the program can work; exit code 1 when it cannot."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue",
            choices=list(settings.QUEUE_WORKERS),
            help="Ask for workers of this queue only.",
        )

    def handle(self, *args: Any, queue: str | None = None, **options: Any) -> None:
        found = health.report()
        self.stdout.write(json.dumps(found, indent=2))
        if not (found["workers"][queue] if queue else found["status"] == "ready"):
            raise CommandError("Not ready.")
