"""``manage.py restore``: an archive becomes documents again; for files too large to upload."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.archives.opening import open_archive
from apps.archives.reporting import TerminalReporter
from apps.archives.restoring import Attempt, restore
from apps.common.errors import ApplicationError
from apps.projects.models import Project
from apps.projects.services import user_named


class Command(BaseCommand):
    help = "Restore an archive of this program, or a JSON export of eScriptorium."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="Whose documents they become.")
        parser.add_argument("--project", help="The name in its address; a new one by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            user = user_named(options["user"])
            project = self._project(user, options["project"])
            with open_archive(path, name=path.name) as source:
                restored = restore(
                    source,
                    user=user,
                    project=project,
                    trust_all=True,
                    reporter=TerminalReporter(self.stdout),
                    attempt=Attempt(lambda made: None),
                )
        except ApplicationError as error:
            raise CommandError(error.message) from error
        for note in restored.notes:
            self.stderr.write(note)
        for document in restored.documents:
            self.stdout.write(f"Restored: /document/{document.pk}/images/ ({document})")

    def _project(self, user: Any, slug: str | None) -> Project | None:
        if slug is None:
            return None
        project = Project.objects.editable_by(user).filter(slug=slug).first()
        if project is None:
            raise CommandError(f"{user} may add no document to a project “{slug}”.")
        return project
