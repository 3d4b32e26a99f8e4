"""``manage.py worker QUEUE``: one worker, for a container or a further machine."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from escriptorium import processes


class Command(BaseCommand):
    help = "Runs the worker of one queue until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=list(settings.QUEUE_WORKERS))
        parser.add_argument(
            "--processes",
            type=int,
            default=0,
            help="Work side by side (default: from the settings).",
        )

    def handle(self, *args: Any, queue: str, **options: Any) -> None:
        processes.replace_with(processes.worker(queue, options["processes"]))
