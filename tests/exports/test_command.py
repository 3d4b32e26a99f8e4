"""``manage.py export``: the same files without the queue."""

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.documents.models import Part, TranscriptionLayer
from apps.formats.registry import codec
from tests.factories import PartFactory

pytestmark = pytest.mark.django_db


def export(*arguments: object) -> Path:
    out = StringIO()
    call_command("export", *map(str, arguments), stdout=out, stderr=StringIO())
    return Path(out.getvalue().strip())


def test_a_document_becomes_a_file_in_a_folder_or_by_name(
    transcribed: Part, layer: TranscriptionLayer, tmp_path: Path
) -> None:
    named = export(transcribed.document_id, "--output", tmp_path)
    assert (named.parent, named.suffix) == (tmp_path, ".xml")
    target = tmp_path / "page.xml"
    assert export(transcribed.document_id, "--format", "alto", "--output", target) == target
    assert len(codec("alto").read(target.read_bytes()).lines) == 4


def test_pages_types_and_layers_are_chosen_by_what_people_call_them(
    transcribed: Part, layer: TranscriptionLayer, tmp_path: Path
) -> None:
    PartFactory.create_batch(3, document=transcribed.document)
    arguments = ("--layer", layer.name, "--zip", "--output", tmp_path)
    made = export(transcribed.document_id, "--pages", "1,3-4", *arguments)
    with zipfile.ZipFile(made) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".xml")]) == 4
    made = export(
        transcribed.document_id,
        *("--pages", "1", "--region-type", "Chorus", "--no-orphans", "--output", tmp_path / "x"),
    )
    assert len(codec("page").read(made.read_bytes()).lines) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pages", "one"], "names no pages"),
        (["--pages", "99"], "No page is selected"),
        (["--layer", "nobody"], "There is no layer nobody"),
        (["--region-type", "nothing"], "There is no type nothing"),
        (["--option", "colour=red"], "has no option colour"),
        (["--output", "/nowhere/at/all"], "Make it first"),
    ],
)
def test_what_is_wrong_is_said(
    transcribed: Part, layer: TranscriptionLayer, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        export(transcribed.document_id, *arguments)


def test_a_missing_document_and_the_list_of_formats() -> None:
    with pytest.raises(CommandError, match="no document 99"):
        export(99)
    out = StringIO()
    call_command("export", "--formats", stdout=out)
    assert "PAGE 2019" in out.getvalue()
    assert json.dumps(out.getvalue()).count("alto") >= 1
