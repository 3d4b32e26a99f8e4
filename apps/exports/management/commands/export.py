"""``manage.py export``: a document as a file, written here and now, without the queue."""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.exports.choices import checked_options, layers_with_texts
from apps.exports.filters import types_named
from apps.exports.forms import IMAGE_SIZES
from apps.exports.handlers import file_stem
from apps.exports.params import ExportParams
from apps.exports.services import check
from apps.exports.writers.base import Format, formats
from apps.exports.writing import Written, write_export

NONE = "none"


class Command(BaseCommand):
    help = "Export a document into a file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("document", type=int, nargs="?", help="Id of the document, as in its address.")
        add("--formats", action="store_true", help="List the formats and their options.")
        add("--format", default="page", choices=list(formats()), metavar="FORMAT")
        add("--layer", action="append", default=[], help="Layer by name; the fullest if not given.")
        add("--pages", default="", help="Numbers of pages, such as 1-20,25; all if not given.")
        add("--region-type", action="append", help=f"Only these types; “{NONE}”: without a type.")
        add("--line-type", action="append", help=f"Only these types; “{NONE}”: without a type.")
        add("--no-orphans", action="store_true", help="Leave lines without a region out.")
        add("--no-characters", action="store_true", help="Leave places of words and letters out.")
        add("--images", default="none", choices=[name for name, _ in IMAGE_SIZES])
        add("--option", action="append", default=[], metavar="NAME=VALUE")
        add("--zip", action="store_true", help="Make a zip of one file, too.")
        add("--origin", default="", help="Address of this server, for links: https://host")
        add("--output", type=Path, default=Path(), help="File, or folder for a file named for you.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["formats"]:
            self._list()
            return
        document = Document.objects.filter(pk=options["document"]).first()
        if document is None:
            raise CommandError(f"There is no document {options['document']}.")
        try:
            self._export(document, _params(document, options), options["output"])
        except ApplicationError as error:
            raise CommandError(error.message) from error

    def _list(self) -> None:
        for found in formats().values():
            self.stdout.write(f"{found.name:12} {found.label}")
            for option in found.options:
                values = " | ".join(value for value, _ in option.choices) or str(option.default)
                self.stdout.write(f"{'':12} --option {option.name}={values}")

    def _export(self, document: Document, params: ExportParams, output: Path) -> None:
        check(document=document, params=params)
        with tempfile.TemporaryDirectory() as folder:
            written = write_export(
                document=document,
                user=document.owner,
                params=params,
                folder=Path(folder),
                report=self._report,
            )
            target = _target(output, document, params, written)
            shutil.move(written.path, target)
        for note in written.notes.kept:
            self.stderr.write(note)
        if written.notes.count > len(written.notes.kept):
            self.stderr.write(f"{written.notes.count} notes in all.")
        self.stdout.write(str(target))

    def _report(self, done: int, total: int, message: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {total}: {message}", ending="\033[K")


def _target(output: Path, document: Document, params: ExportParams, written: Written) -> Path:
    if output.is_dir():
        return output / f"{file_stem(document, params.format)}{written.suffix}"
    if not output.parent.is_dir():
        raise ApplicationError("no_folder", f"There is no folder {output.parent}. Make it first.")
    return output


def _params(document: Document, options: dict[str, Any]) -> ExportParams:
    found = formats()[options["format"]]
    parts = _pages(document, options["pages"])
    regions, lines = options["region_type"], options["line_type"]
    return ExportParams(
        format=found.name,
        layers=[] if found.takes_everything else _layers(document, options["layer"], parts),
        part_ids=list(parts.values_list("pk", flat=True)),
        region_types=types_named(document.region_types, regions, NONE),
        include_untyped=regions is None or NONE in regions,
        include_orphans=not options["no_orphans"],
        line_types=types_named(document.line_types, lines, NONE),
        include_untyped_lines=lines is None or NONE in lines,
        include_glyphs=not options["no_characters"],
        images=options["images"],
        always_zip=options["zip"],
        origin=options["origin"].rstrip("/"),
        options=_options(found, options["option"]),
    )


def _options(found: Format, given: list[str]) -> dict[str, Any]:
    pairs = (text.partition("=") for text in given)
    return checked_options(found, {name: value for name, _, value in pairs})


def _layers(document: Document, names: list[str], parts: PartQuerySet) -> list[int]:
    layers = layers_with_texts(document, parts)
    if not names:
        return [layer.pk for layer in layers[:1]]
    by_name = {layer.name: layer.pk for layer in layers}
    for name in names:
        if name not in by_name:
            known = ", ".join(by_name) or "none"
            raise ApplicationError("no_layer", f"There is no layer {name}. There are: {known}.")
    return [by_name[name] for name in names]


def _pages(document: Document, text: str) -> PartQuerySet:
    """The pages with these numbers, counted from 1 in the order of the document."""
    parts: PartQuerySet = document.parts.all()
    if not text:
        return parts
    wanted: set[int] = set()
    try:
        for piece in text.split(","):
            first, _, last = piece.partition("-")
            wanted |= set(range(int(first) - 1, int(last or first)))
    except ValueError as error:
        message = f"“{text}” names no pages. Write numbers and ranges, such as 1-20,25."
        raise ApplicationError("no_pages", message) from error
    return parts.filter(order__in=wanted)
