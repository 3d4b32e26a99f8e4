"""Imports through the REST API, in the newer and the older form, and on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from apps.documents.models import Part
from apps.imports.models import Import
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run as run_job
from apps.users.models import User
from tests import factories
from tests.imports.test_import_pages import page_file, texts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(alice: User, api_of: Callable[[User], APIClient]) -> APIClient:
    return api_of(alice)


def post(api: APIClient, part: Part, route: str, **data: Any) -> Any:
    return api.post(f"/api/documents/{part.document_id}/{route}/", data, format="multipart")


def upload(part: Part, name: str = "x.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, page_file(part, ["one"]))


def test_a_planned_import_is_read_changed_and_started(api: APIClient, part: Part) -> None:
    other = factories.PartFactory(document=part.document, order=1)
    asked = post(api, part, "import", mode="xml", upload_file=upload(part), dry_run="true")
    assert asked.status_code == 201
    run_job(asked.json()["job"])
    url = f"/api/documents/{part.document_id}/import/{asked.json()['import']}/"
    shown = api.get(url).json()
    assert (shown["state"], shown["counts"]["waiting"]) == ("planned", 1)
    (item,) = api.get(f"{url}items/?state=waiting").json()["results"]
    assert item["part"] == part.pk
    change = f"{url}items/{item['pk']}/"
    assert api.patch(change, {"part": other.pk}, format="json").json()["matched_by"] == "hand"
    assert api.patch(change, {"action": "leave"}, format="json").json()["state"] == "skipped"
    assert api.patch(change, {"action": "take"}, format="json").json()["state"] == "waiting"
    assert api.patch(change, {}, format="json").status_code == 400
    run_job(api.post(url).json()["job"])
    assert (texts_of(other, "Imported text"), texts_of(part, "Imported text")) == (["one"], [])
    assert api.get(url).json()["state"] == "done"
    listed = api.get(f"/api/documents/{part.document_id}/import/").json()
    assert [row["uid"] for row in listed["results"]] == [asked.json()["import"]]


def test_a_page_of_another_document_cannot_be_chosen(api: APIClient, part: Part) -> None:
    stranger = factories.PartFactory()
    run = factories.ImportFactory(document=part.document)
    item = factories.ImportItemFactory(run=run)
    url = f"/api/documents/{part.document_id}/import/{run.uid}/items/{item.pk}/"
    assert api.patch(url, {"part": stranger.pk}, format="json").status_code == 404
    assert api.get(f"/api/documents/{part.document_id}/import/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"mode": "iiif"}, "'iiif_uri' is mandatory with mode 'iiif'."),
        ({"mode": "mets", "mets_type": "url"}, "'mets_uri' is mandatory with mode 'mets'."),
        ({"mode": "xml"}, "'upload_file' is mandatory with mode 'xml'."),
        ({"mode": "pdf"}, "'upload_file' is mandatory with mode 'pdf'."),
        ({"mode": "doc"}, "is not a valid choice"),
    ],
)
def test_what_is_missing_is_said(
    api: APIClient, part: Part, data: dict[str, str], words: str
) -> None:
    answer = post(api, part, "import", **data)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"iiif_uri": "https://example.org/manifest.json"}, "iiif"),
        ({"mets_uri": "https://example.org/mets.xml", "mets": "true", "mets_type": "url"}, "mets"),
    ],
)
def test_the_older_form_tells_the_kind_by_what_is_given(
    api: APIClient, part: Part, data: dict[str, str], kind: str
) -> None:
    assert post(api, part, "imports", **data).json()["status"] == "ok"
    assert Import.objects.get().kind == kind
    answer = post(api, part, "imports")
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)


def test_the_older_form_goes_on_with_an_interrupted_import(api: APIClient, part: Part) -> None:
    nothing = post(api, part, "imports", resume_import="true")
    assert nothing.status_code == 400
    post(api, part, "imports", upload_file=upload(part))
    api.post(f"/api/documents/{part.document_id}/cancel_import/")
    assert post(api, part, "imports", resume_import="true").json()["status"] == "ok"
    run_job(Job.objects.get(state=JobState.QUEUED).pk)
    assert texts_of(part, "Imported text") == ["one"]


def test_the_command_line_imports_and_writes_the_report(
    alice: User, charlie: User, part: Part, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, report = tmp_path / "x.xml", tmp_path / "report.csv"
    path.write_bytes(page_file(part, ["one"]))
    asked = ["import", str(part.document_id), str(path)]
    call_command(*asked, "--user", "alice", "--dry-run")
    assert "Nothing is written yet" in capsys.readouterr().out
    assert not part.lines.exists()
    call_command(*asked, "--user", "alice", "--layer", "cli", "--report", str(report))
    assert texts_of(part, "cli") == ["one"]
    assert "x.xml,text,done" in report.read_text()
    with pytest.raises(CommandError, match="no document"):
        call_command(*asked, "--user", "charlie")
    with pytest.raises(CommandError, match="is no file"):
        call_command("import", str(part.document_id), "none.xml", "--user", "alice")


@pytest.mark.parametrize("route", ["import", "imports"])
def test_an_empty_file_is_refused_by_its_name(api: APIClient, part: Part, route: str) -> None:
    empty = SimpleUploadedFile("letters.zip", b"")
    answer = post(api, part, route, mode="xml", upload_file=empty)
    assert answer.status_code == 400
    assert "letters.zip is empty. Copy it again from its source." in answer.content.decode()
    assert not Import.objects.exists()
