"""``manage.py import``: a file or an address into a document, without a worker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.imports.kinds import AUTOMATIC
from apps.imports.models import Import
from apps.imports.options import CHOICES, DEFAULT_LAYER
from apps.imports.report import as_csv
from apps.imports.services import request_import
from apps.jobs.runner import run as run_job
from apps.users.models import User


class Command(BaseCommand):
    help = "Import a file, an archive or an address into a document, here and now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("document", type=int, help="The number of the document.")
        parser.add_argument("source", help="A file, or an address with --kind iiif or mets.")
        parser.add_argument("--user", required=True, help="In whose name.")
        parser.add_argument("--kind", default=AUTOMATIC, help="files, pdf, iiif or mets.")
        parser.add_argument("--layer", default=DEFAULT_LAYER)
        parser.add_argument("--mode", choices=CHOICES["mode"], default="add")
        parser.add_argument("--match", choices=CHOICES["match"], default="name")
        parser.add_argument("--compute", choices=CHOICES["compute"], default="")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done.")
        parser.add_argument("--report", type=Path, help="Where to write the report as CSV.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = self._request(options)
        except ApplicationError as error:
            raise CommandError(error.message) from error
        run_job(found.job_id or 0)
        found = Import.objects.select_related("job").get(pk=found.pk)
        if options["report"]:
            rows = as_csv(found.items.select_related("part").iterator(chunk_size=500))
            options["report"].write_text("".join(rows), encoding="utf-8")
        if found.job and found.job.error:
            raise CommandError(found.job.error)
        self.stdout.write(found.summary)

    def _request(self, options: dict[str, Any]) -> Import:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['user']}.")
        documents = Document.objects.all().editable_by(user)
        document = documents.filter(pk=options["document"]).first()
        if document is None:
            raise CommandError(f"{user} has no document {options['document']} to change.")
        asked: dict[str, Any] = {
            "user": user,
            "document": document,
            "kind": options["kind"],
            "step": "plan" if options["dry_run"] else "import",
            "options": {name: options[name] for name in ("layer", "mode", "match", "compute")},
        }
        if options["source"].startswith(("http://", "https://")):
            if options["kind"] == AUTOMATIC:
                raise CommandError("Say what is at the address: --kind iiif or --kind mets.")
            return request_import(url=options["source"], **asked)
        path = Path(options["source"])
        if not path.is_file():
            raise CommandError(f"{path} is no file.")
        with path.open("rb") as file:
            return request_import(upload=File(file, name=path.name), **asked)
