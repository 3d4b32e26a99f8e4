"""Importing files through the dialog and the API: what arrives, what is kept, what is reported."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from apps.documents.models import Document, Line, LineTranscription, Part, Snapshot
from apps.formats.registry import codec
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout
from apps.users.models import User

pytestmark = pytest.mark.django_db


def page_file(part: Part, texts: list[str], *, name: str | None = None, top: int = 40) -> bytes:
    """A PAGE file for ``part``: one region, a line every 40 pixels from ``top`` on."""
    width, height = part.image.width, part.image.height
    region = RegionLayout(
        polygon=((5, 5), (width - 5, 5), (width - 5, height - 5), (5, height - 5)), type="MainZone"
    )
    lines = tuple(
        LineLayout(
            baseline=((10, top + 40 * n), (width - 10, top + 40 * n)),
            region_uid=region.uid,
            text=LineText(text),
        )
        for n, text in enumerate(texts)
    )
    layout = PageLayout(
        width, height, image_name=name or part.image.original_name, regions=(region,), lines=lines
    )
    return codec("page").write(layout)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def do_import(client: Client, document: Document, name: str, data: bytes, **fields: str) -> Job:
    """Post the dialog and run the job that it queued."""
    response = client.post(
        f"/document/{document.pk}/import/",
        {
            "upload_file": SimpleUploadedFile(name, data),
            "layer_name": "old edition",
            "mode": "add",
            **fields,
        },
    )
    assert response.status_code == 204, response.content
    job = Job.objects.get(kind="import", state=JobState.QUEUED)
    run(job.pk)
    job.refresh_from_db()
    return job


def texts_of(part: Part, layer: str = "old edition") -> list[str]:
    rows = LineTranscription.objects.filter(line__part=part, layer__name=layer)
    return [row.text for row in rows.order_by("line__order")]


def test_a_page_file_fills_an_empty_page(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = page_file(part, ["prima linea", "ſecunda  linea", "e\u0301tude"])
    job = do_import(client_of(alice), part.document, "x.xml", data)
    assert job.state == JobState.DONE
    assert texts_of(part) == ["prima linea", "ſecunda  linea", "e\u0301tude"]
    part.refresh_from_db()
    assert part.line_count == 3
    region = part.regions.get()
    assert region.type is not None
    assert region.type.name == "MainZone"
    (row,) = job.result["files"]
    assert (row["status"], row["lines"], row["texts"]) == ("imported", 3, 3)


def test_the_same_file_again_changes_nothing(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = page_file(part, ["one", "two"])
    do_import(client_of(alice), part.document, "x.xml", data)
    before = list(Line.objects.order_by("pk").values_list("uid", flat=True))
    do_import(client_of(alice), part.document, "x.xml", data)
    assert list(Line.objects.order_by("pk").values_list("uid", flat=True)) == before
    assert texts_of(part) == ["one", "two"]


def test_adding_keeps_lines_and_texts_that_are_there(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    do_import(client_of(alice), part.document, "x.xml", page_file(part, ["one", "two"]))
    more = page_file(part, ["one again", "two again", "three"])
    do_import(client_of(alice), part.document, "y.xml", more, layer_name="second")
    assert texts_of(part) == ["one", "two"]
    assert texts_of(part, "second") == ["one again", "two again", "three"]
    assert part.lines.count() == 3


def test_replacing_takes_a_snapshot_of_what_was_there(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    do_import(client_of(alice), part.document, "x.xml", page_file(part, ["one", "two", "three"]))
    data = page_file(part, ["only"], top=300)
    do_import(client_of(alice), part.document, "y.xml", data, mode="replace")
    assert part.lines.count() == 1
    snapshot = Snapshot.objects.get(part=part, line_count=3)
    assert "three" in str(snapshot.content)


def test_bad_files_are_reported_and_stop_nothing(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = zipped(
        {
            "__MACOSX/._a.xml": b"junk",
            "broken.xml": b"<PcGts><Page>",
            "bomb.xml": b'<!DOCTYPE a [<!ENTITY x "xx">]><a>&x;</a>',
            "other.xml": page_file(part, ["lost"], name="nobody-knows.jpg"),
            "sub/good.XML": page_file(part, ["found"]),
            "notes.txt": b"ignored",
        }
    )
    client = client_of(alice)
    job = do_import(client, part.document, "all.zip", data)
    status = {row["file"]: row["status"] for row in job.result["files"]}
    assert status == {
        "broken.xml": "failed",
        "bomb.xml": "failed",
        "other.xml": "skipped",
        "sub/good.XML": "imported",
    }
    assert texts_of(part) == ["found"]
    page = client.get(f"/import/{job.uid}/report/")
    assert page.status_code == 200
    assert b"nobody-knows.jpg" in page.content
    table = client.get(f"/import/{job.uid}/report/?format=csv")
    assert table["Content-Type"].startswith("text/csv")
    assert b"sub/good.XML,imported" in table.content


def test_two_files_of_one_archive_never_mix_in_one_page(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    books = {"a/f1.xml": page_file(part, ["one book"]), "b/f1.xml": page_file(part, ["another"])}
    job = do_import(client_of(alice), part.document, "books.zip", zipped(books))
    assert texts_of(part) == ["one book"]
    assert job.result is not None
    first, second = job.result["files"]
    assert (first["status"], second["status"]) == ("imported", "skipped")
    assert "a/f1.xml" in second["message"]


def test_a_file_made_on_a_smaller_image_is_scaled(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    width, height = part.image.width, part.image.height
    line = LineLayout(baseline=((10, 20), (width // 2 - 10, 20)), text=LineText("half"))
    layout = PageLayout(width // 2, height // 2, part.image.original_name, lines=(line,))
    data = codec("page").write(layout)
    job = do_import(client_of(alice), part.document, "half.xml", data)
    assert part.lines.get().baseline[0] == [20, 40]
    assert "scaled" in job.result["files"][0]["message"]


def test_a_line_without_a_place_is_left_out_and_said(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = page_file(part, ["placed", "nowhere"]).decode()
    head, tail = data.rsplit("<Baseline", 1)
    no_baseline = head + tail.split("/>", 1)[1]
    head, tail = no_baseline.rsplit("<Coords", 1)
    nowhere = f'{head}<Coords points="0,0"{tail[tail.index("/>") :]}'.encode()
    job = do_import(client_of(alice), part.document, "x.xml", nowhere)
    assert texts_of(part) == ["placed"]
    assert "1 lines have no place on the page" in job.result["files"][0]["message"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("a.docx", b"x", "neither a page file nor a zip"), ("empty.xml", b"", "empty")],
)
def test_the_dialog_refuses_in_words(
    alice: User,
    part: Part,
    client_of: Callable[[User], Client],
    name: str,
    data: bytes,
    words: str,
) -> None:
    response = client_of(alice).post(
        f"/document/{part.document_id}/import/",
        {"upload_file": SimpleUploadedFile(name, data), "layer_name": "x", "mode": "add"},
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Job.objects.exists()


def test_a_zip_without_xml_fails_in_words(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    job = do_import(client_of(alice), part.document, "a.zip", zipped({"a.jpg": b"x"}))
    assert job.state == JobState.FAILED
    assert "holds no page file" in job.error


def test_viewers_and_strangers_may_not_import(
    vera: User, charlie: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    for user in (vera, charlie):
        assert client_of(user).get(f"/document/{part.document_id}/import/").status_code == 404


def test_a_stranger_does_not_see_the_report(
    alice: User, charlie: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    job = do_import(client_of(alice), part.document, "x.xml", page_file(part, ["one"]))
    assert client_of(charlie).get(f"/import/{job.uid}/report/").status_code == 404
    assert client_of(alice).get(f"/import/{uuid4()}/report/").status_code == 404


def test_the_api_imports_into_a_layer_by_name(
    alice: User, part: Part, api_of: Callable[[User], APIClient]
) -> None:
    def post(route: str, **data: Any) -> Any:
        upload = SimpleUploadedFile("x.xml", page_file(part, ["one"]))
        url = f"/api/documents/{part.document_id}/{route}/"
        return api_of(alice).post(url, {"upload_file": upload, **data}, format="multipart")

    response = post("import", mode="xml", name="manual")
    assert response.status_code == 201
    assert response.json()["status"] == "ok"
    assert post("imports", name="second layer", override="false").json()["status"] == "ok"
    assert {job.params["layer_name"] for job in Job.objects.all()} == {"manual", "second layer"}
    assert post("import", mode="pdf").status_code == 400
    cancel = f"/api/documents/{part.document_id}/cancel_import/"
    assert api_of(alice).post(cancel).json() == {"status": "canceled"}
    assert api_of(alice).post(cancel).json() == {"status": "canceled"}
    assert api_of(alice).post(cancel).status_code == 400
