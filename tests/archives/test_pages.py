"""The dialog, the project's menu, the REST API and the commands."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.archives import tasks
from apps.archives.encoding import Encoder
from apps.archives.services import request_restore
from apps.archives.tasks import prune_uploads
from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.imports.models import Import
from apps.imports.sources.files import FilesSource
from apps.jobs.models import Job
from apps.jobs.services import cancel_job
from apps.projects.models import Project
from apps.users.models import User
from tests import factories
from tests.archives.conftest import finished

pytestmark = pytest.mark.django_db


def _upload(data: bytes, name: str = "all.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/zip")


def test_restoring_from_the_projects_page(
    everything: Document,
    alice: User,
    project: Project,
    archived: Callable[..., bytes],
    client_of: Callable[[User | None], Client],
) -> None:
    client = client_of(alice)
    assert "Restore an archive" in client.get("/projects/").content.decode()
    page = client.get("/projects/restore/").content.decode()
    assert "A new project" in page
    assert "Letters" in page
    data = archived(everything, alice)
    sent = {"file": _upload(data), "project": project.pk}
    assert client.post("/projects/restore/", sent).status_code == 204
    job = finished(Job.objects.get(kind="restore"))
    (document_id,) = job.result["documents"]
    assert job.result["links"] == [{"text": "Open", "src": f"/document/{document_id}/images/"}]
    assert client.get(f"/document/{document_id}/images/").status_code == 200


def test_the_dialog_tells_what_is_no_archive(
    bob: User, charlie: User, project: Project, client_of: Callable[[User | None], Client]
) -> None:
    sent = {"file": _upload(b"x", "book.rar")}
    response = client_of(bob).post("/projects/restore/", sent)
    assert response.status_code == 422
    assert "book.rar is no archive" in response.content.decode()
    response = client_of(charlie).post(
        "/projects/restore/", {"file": _upload(b"x"), "project": project.pk}
    )
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_a_project_is_exported_from_its_menu(
    everything: Document,
    vera: User,
    project: Project,
    client_of: Callable[[User | None], Client],
) -> None:
    client = client_of(vera)
    assert "Export everything" in client.get("/project/letters/").content.decode()
    response = client.post("/project/letters/export/", follow=True)
    assert "is being made" in response.content.decode()
    job = finished(Job.objects.get(kind="archive_project"))
    link = job.result["links"][0]["src"]
    body = b"".join(client.get(link).streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        header = json.loads(file.read("archive.json"))
        # A viewer takes the documents, not models that are not shared with her.
        assert "models.jsonl" not in file.namelist()
    assert header["project"]["name"] == "Letters"
    assert [row["pages"] for row in header["documents"]] == [2]


def test_the_rest_api(
    everything: Document,
    alice: User,
    charlie: User,
    project: Project,
    archived: Callable[..., bytes],
    api_of: Callable[[User | None], APIClient],
) -> None:
    data = archived(everything, alice)
    response = api_of(charlie).post("/api/archives/", {"file": _upload(data)})
    assert response.status_code == 201
    job = finished(Job.objects.get(pk=response.json()["job"]))
    restored = Project.objects.get(pk=job.result["project"])
    assert restored.owner == charlie
    assert restored.name == "Régistre 1/2"
    bad = api_of(charlie).post("/api/archives/", {"file": _upload(data), "project": project.pk})
    assert bad.status_code == 400
    bad = api_of(charlie).post("/api/archives/", {"file": _upload(b"x", "a.txt")})
    assert bad.status_code == 400

    response = api_of(alice).post(f"/api/projects/{project.pk}/archive/")
    assert response.status_code == 201
    assert finished(Job.objects.get(pk=response.json()["job"])).result["export"]


def test_the_commands(everything: Document, alice: User, project: Project, tmp_path: Path) -> None:
    target, out = tmp_path / "all.zip", io.StringIO()
    args = ["--user", "alice", "--output", str(target)]
    call_command("archive", "--project", "letters", *args, stdout=out)
    call_command("restore", str(target), "--user", "alice", stdout=out, stderr=out)
    assert "Restored: /document/" in out.getvalue()
    assert Project.objects.filter(name="Letters", owner=alice).count() == 2

    call_command("archive", "--document", str(everything.pk), *args, stdout=out)
    call_command(
        "restore", str(target), "--user", "alice", "--project", "letters", stdout=out, stderr=out
    )
    assert project.documents.count() == 2
    with pytest.raises(CommandError, match="sees no document 0"):
        call_command("archive", "--document", "0", *args, stdout=out)
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", str(tmp_path / "none.zip"), "--user", "alice", stdout=out)
    (tmp_path / "bad.zip").write_bytes(b"PK")
    with pytest.raises(CommandError, match=r"bad\.zip cannot be opened"):
        call_command("restore", str(tmp_path / "bad.zip"), "--user", "alice", stdout=out)


def test_importing_an_archive_leads_to_restoring_it(
    everything: Document, alice: User, archived: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(archived(everything, alice))
    source = FilesSource(Import(document=everything, name="all.zip"), path)
    with source, pytest.raises(ApplicationError, match="Restore it from the list of projects"):
        list(source.items())


def test_an_archive_asks_the_database_as_often_for_a_page_of_many_lines(
    everything: Document, django_assert_num_queries: Any
) -> None:
    part = everything.parts.all()[0]
    encoder = Encoder()
    list(encoder.page(part, ""))
    with CaptureQueriesContext(connection) as few:
        list(encoder.page(part, ""))
    for _ in range(30):
        line = factories.LineFactory(part=part)
        factories.LineTranscriptionFactory(line=line, layer=everything.layers.all()[0])
    with django_assert_num_queries(len(few)):
        list(encoder.page(part, ""))


def test_uploads_that_were_never_restored_are_deleted_in_time(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = request_restore(user=alice, upload=ContentFile(b"PK", "a.zip"), project=None)
    given_up = request_restore(user=alice, upload=ContentFile(b"PK", "b.zip"), project=None)
    cancel_job(job=given_up, user=alice)
    assert prune_uploads() == 0
    monkeypatch.setattr(tasks, "KEEP", timedelta(days=-1))
    prune_uploads()
    assert default_storage.exists(waiting.params["file"])
    assert not default_storage.exists(given_up.params["file"])
