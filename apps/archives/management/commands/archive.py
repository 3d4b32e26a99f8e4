"""``manage.py archive``: everything of a document or a project as one file."""

import argparse
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.archives.projects import archive_name, documents_of, write_documents
from apps.archives.reporting import TerminalReporter
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.exports.notes import Notes
from apps.projects.models import Project
from apps.projects.services import user_named
from apps.users.models import User


class Command(BaseCommand):
    help = "Write everything of a document, or of a whole project, into one file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--document", type=int, help="Its number: the one in its address.")
        what.add_argument("--project", help="The name in its address, or its number.")
        parser.add_argument("--user", required=True, help="Whose eyes: what the account may see.")
        parser.add_argument("--output", type=Path, help="A file, or a folder; here by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = self._write(user_named(options["user"]), options)
        except ApplicationError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Written: {path}")

    def _write(self, user: User, options: dict[str, Any]) -> Path:
        project = _project(user, options["project"]) if options["project"] else None
        documents = documents_of(project, user) if project else [_document(user, options)]
        target: Path = options["output"] or Path()
        if target.is_dir():
            target /= archive_name((project or documents[0]).name)
        with (
            # Beside the file that it becomes: the work folder holds what jobs are making.
            tempfile.TemporaryDirectory(dir=target.parent) as folder,
            closing(Notes(Path(folder) / "warnings.txt")) as notes,
        ):
            written = write_documents(
                documents,
                user=user,
                folder=Path(folder),
                notes=notes,
                reporter=TerminalReporter(self.stdout),
                project=project,
            )
            shutil.move(written.path, target)
        for note in notes.kept:
            self.stderr.write(note)
        return target


def _document(user: User, options: dict[str, Any]) -> Document:
    document = Document.objects.visible_to(user).filter(pk=options["document"]).first()
    if document is None:
        raise ApplicationError("gone", f"{user} sees no document {options['document']}.")
    return document


def _project(user: User, name: str) -> Project:
    rows = Project.objects.visible_to(user)
    lookup: dict[str, Any] = {"pk": name} if name.isdecimal() else {"slug": name}
    project = rows.filter(**lookup).first()
    if project is None:
        raise ApplicationError("gone", f"{user} sees no project {name}.")
    return project
