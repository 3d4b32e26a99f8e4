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
from apps.imports.models import Import
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


def do_import(client: Client, document: Document, name: str, data: bytes, **fields: str) -> Import:
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
    return Import.objects.select_related("job").get(job=job)


def states_of(done: Import) -> dict[str, str]:
    return dict(done.items.values_list("name", "state"))


def texts_of(part: Part, layer: str = "old edition") -> list[str]:
    rows = LineTranscription.objects.filter(line__part=part, layer__name=layer)
    return [row.text for row in rows.order_by("line__order")]


def test_a_page_file_fills_an_empty_page(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = page_file(part, ["prima linea", "ſecunda  linea", "e\u0301tude"])
    done = do_import(client_of(alice), part.document, "x.xml", data)
    assert done.job is not None
    assert done.job.state == JobState.DONE
    assert texts_of(part) == ["prima linea", "ſecunda  linea", "e\u0301tude"]
    part.refresh_from_db()
    assert part.line_count == 3
    region = part.regions.get()
    assert region.type is not None
    assert region.type.name == "MainZone"
    item = done.items.get()
    assert (item.state, item.part, item.matched_by) == ("done", part, "name")
    assert item.facts == {"regions": 1, "lines": 3, "texts": 3}


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
            "notes.docx": b"ignored",
        }
    )
    client = client_of(alice)
    done = do_import(client, part.document, "all.zip", data)
    assert states_of(done) == {
        "broken.xml": "failed",
        "bomb.xml": "failed",
        "other.xml": "skipped",
        "sub/good.XML": "done",
    }
    assert texts_of(part) == ["found"]
    url = f"/document/{part.document_id}/import/{done.uid}/"
    page = client.get(url)
    assert page.status_code == 200
    assert b"nobody-knows.jpg" in page.content
    table = client.get(f"{url}report.csv")
    assert table["Content-Type"].startswith("text/csv")
    assert b"sub/good.XML,text,done" in b"".join(table.streaming_content)  # type: ignore[attr-defined]


def test_two_files_of_one_archive_never_mix_in_one_page(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    books = {"a/f1.xml": page_file(part, ["one book"]), "b/f1.xml": page_file(part, ["another"])}
    done = do_import(client_of(alice), part.document, "books.zip", zipped(books))
    assert texts_of(part) == ["one book"]
    first, second = done.items.all()
    assert (first.state, second.state) == ("done", "skipped")
    assert "a/f1.xml" in second.message


def test_a_file_made_on_a_smaller_image_is_scaled(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    width, height = part.image.width, part.image.height
    line = LineLayout(baseline=((10, 20), (width // 2 - 10, 20)), text=LineText("half"))
    layout = PageLayout(width // 2, height // 2, part.image.original_name, lines=(line,))
    data = codec("page").write(layout)
    done = do_import(client_of(alice), part.document, "half.xml", data)
    assert part.lines.get().baseline[0] == [20, 40]
    assert "scaled" in done.items.get().message


def test_a_line_without_a_place_gets_one_and_that_is_said(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    data = page_file(part, ["placed", "nowhere"]).decode()
    head, tail = data.rsplit("<Baseline", 1)
    no_baseline = head + tail.split("/>", 1)[1]
    head, tail = no_baseline.rsplit("<Coords", 1)
    nowhere = f'{head}<Coords points="0,0"{tail[tail.index("/>") :]}'.encode()
    done = do_import(client_of(alice), part.document, "x.xml", nowhere)
    assert texts_of(part) == ["placed", "nowhere"]
    assert "1 lines have no place on the page" in done.items.get().message


@pytest.mark.parametrize("look_first", ["on", ""])
def test_several_files_are_an_import_each_with_the_same_choices(
    alice: User, part: Part, client_of: Callable[[User], Client], look_first: str
) -> None:
    files = [SimpleUploadedFile(name, page_file(part, ["one"])) for name in ("a.xml", "b.xml")]
    form = {"upload_file": files, "layer_name": "both", "mode": "replace", "look_first": look_first}
    response = client_of(alice).post(f"/document/{part.document_id}/import/", form)
    assert response.get("Location", "") == (
        f"/document/{part.document_id}/imports/" if look_first else ""
    )
    runs = list(Import.objects.order_by("pk").values_list("name", "options__layer"))
    assert runs == [("a.xml", "both"), ("b.xml", "both")]


def test_of_several_files_none_is_taken_where_one_is_refused(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    files = [SimpleUploadedFile("a.xml", b"<a/>"), SimpleUploadedFile("b.docx", b"x")]
    url = f"/document/{part.document_id}/import/"
    response = client_of(alice).post(url, {"upload_file": files, "mode": "add"})
    assert response.status_code == 422
    assert "b.docx is not an image" in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("a.docx", b"x", "a.docx is not an image, a page file"), ("empty.xml", b"", "empty")],
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


def test_a_zip_without_pages_fails_in_words(
    alice: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    done = do_import(client_of(alice), part.document, "a.zip", zipped({"a.docx": b"x"}))
    assert done.job is not None
    assert done.job.state == JobState.FAILED
    assert "holds no page" in done.job.error


def test_viewers_and_strangers_may_not_import(
    vera: User, charlie: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    for user in (vera, charlie):
        assert client_of(user).get(f"/document/{part.document_id}/import/").status_code == 404


def test_a_stranger_does_not_see_the_report(
    alice: User, charlie: User, part: Part, client_of: Callable[[User], Client]
) -> None:
    done = do_import(client_of(alice), part.document, "x.xml", page_file(part, ["one"]))
    url = f"/document/{part.document_id}/import"
    assert client_of(charlie).get(f"{url}/{done.uid}/").status_code == 404
    assert client_of(charlie).get(f"{url}/{done.uid}/report.csv").status_code == 404
    assert client_of(alice).get(f"{url}/{uuid4()}/").status_code == 404


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
    layers = {run.options["layer"] for run in Import.objects.all()}
    assert layers == {"manual", "second layer"}
    assert post("import", mode="pdf").status_code == 400
    cancel = f"/api/documents/{part.document_id}/cancel_import/"
    assert api_of(alice).post(cancel).json() == {"status": "canceled"}
    assert api_of(alice).post(cancel).json() == {"status": "canceled"}
    assert api_of(alice).post(cancel).status_code == 400
