"""Archives that are broken, foreign or made to do harm: a clear answer, and nothing is changed."""

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.archives import lines
from apps.documents.models import Document
from apps.documents.services.documents import delete_document
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.models.services import delete_model
from apps.projects.models import Project
from apps.users.models import User

pytestmark = pytest.mark.django_db
Files = dict[str, bytes]


@pytest.fixture
def files(everything: Document, alice: User, archived: Callable[..., bytes]) -> Files:
    """The files of a good archive; the models of it are no longer here."""
    with zipfile.ZipFile(io.BytesIO(archived(everything, alice))) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for model in OcrModel.objects.order_by("-pk"):
        delete_model(model=model, user=alice)
    return found


def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def records(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def counts() -> dict[str, int]:
    kept = {"jobs.Job", "events.Event"}
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in kept
    }


@pytest.fixture
def refused(alice: User, project: Project, restore_job: Callable[..., Job]) -> Callable[..., str]:
    """What the person is told; nothing may have changed, and no file is left behind."""

    def make(data: bytes, name: str = "all.zip") -> str:
        before, stored = counts(), _originals()
        job = restore_job(data, alice, project, name)
        assert job.state == "failed", job.result
        assert counts() == before
        assert _originals() <= stored
        assert not default_storage.exists(job.params["file"])
        assert "expected" not in job.error, job.error  # the words for what nobody foresaw
        return job.error

    return make


def _originals() -> int:
    from pathlib import Path

    folder = Path(default_storage.path("originals"))
    return sum(1 for path in folder.rglob("*") if path.is_file())


def change(files: Files, path: str, table: str, **values: Any) -> Files:
    """The archive with other values in the first record of a table."""
    rows, done = records(files[path]), False
    for row in rows:
        if row["table"] == table and not done:
            row.update(values)
            done = True
    assert done
    return files | {path: b"".join(lines.dump_record(row) for row in rows)}


def test_the_unchanged_archive_is_restored(
    files: Files, alice: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    assert restore_job(zipped(files), alice, project).state == "done"


def test_it_may_lie_in_a_folder_and_in_a_tar(
    files: Files, alice: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"unpacked and packed/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    job = restore_job(target.getvalue(), alice, project, "all.tar.gz")
    assert job.state == "done", job.error


PAGE = "pages/00001.jsonl"
BAD_VALUES: list[tuple[str, str, dict[str, Any], str]] = [
    (PAGE, "line", {"baseline": [[0, 0], [1e9, "x"]]}, "baseline"),
    (PAGE, "line", {"baseline": None, "mask": None}, "neither baseline nor mask"),
    (PAGE, "line", {"uid": "no-uid"}, "uid"),
    (PAGE, "line", {"order": -1}, "order"),
    (PAGE, "line", {"id": {"a": 1}}, "id"),
    (PAGE, "line", {"region": "1"}, "region"),
    (PAGE, "region", {"attributes": {"a": ["b"]}}, "attributes"),
    (PAGE, "region", {"external_id": "x" * 129}, "external_id"),
    (PAGE, "text", {"glyphs": [["a"]]}, "glyphs"),
    (PAGE, "text", {"glyphs": [["a", [["x", 1]], 0.5]]}, "glyphs"),
    (PAGE, "text", {"confidence": 17}, "confidence"),
    (PAGE, "text", {"source": "alien"}, "source"),
    (PAGE, "text", {"text": 12}, "text"),
    (PAGE, "text", {"updated_at": "yesterday"}, "updated_at"),
    (PAGE, "text", {"updated_at": "2020-01-01T00:00:00"}, "time zone"),
    (PAGE, "part", {"status": "lost"}, "status"),
    (PAGE, "part", {"assignee": 5}, "assignee"),
    (PAGE, "snapshot", {"content": {"has_manual_order": True}}, "snapshot"),
    (
        PAGE,
        "snapshot",
        {"content": {"has_manual_order": 1, "regions": [], "lines": [{}], "layers": {}}},
        "snapshot",
    ),
    (PAGE, "deleted", {"content": {"baseline": "long"}}, "deleted"),
    (PAGE, "annotation", {"coordinates": None, "start_line": None}, "marks neither"),
    (PAGE, "image", {"turns": 9}, "turns"),
    (PAGE, "image", {"width": 5}, "another size"),
    (PAGE, "image", {"frame": 3}, "fewer pages"),
    (PAGE, "image", {"sha256": "0" * 64}, "not the one"),
    ("document.jsonl", "document", {"main_script": "Elvi"}, "ISO 15924"),
    ("document.jsonl", "document", {"name": None}, "name"),
    ("document.jsonl", "region_type", {"color": "red"}, "#rrggbb"),
    ("document.jsonl", "component", {"allowed_values": "high"}, "allowed_values"),
    ("models.jsonl", "model", {"accuracy": -1}, "accuracy"),
    ("models.jsonl", "model", {"sha256": "0" * 64}, "not the one"),
    ("models.jsonl", "model", {"role": "segmentation"}, "is a recognition model"),
]


@pytest.mark.parametrize(("path", "table", "values", "words"), BAD_VALUES)
def test_a_value_that_cannot_be_is_named(
    files: Files,
    refused: Callable[..., str],
    path: str,
    table: str,
    values: dict[str, Any],
    words: str,
) -> None:
    message = refused(zipped(change(files, path, table, **values)))
    assert words in message
    assert "all.zip" in message


def test_rows_that_contradict_each_other(files: Files, refused: Callable[..., str]) -> None:
    rows = records(files[PAGE])
    line = next(row for row in rows if row["table"] == "line")
    twice = files[PAGE] + lines.dump_record(line | {"id": 77777})
    assert "contradicts itself" in refused(zipped(files | {PAGE: twice}))
    kinds = files["document.jsonl"]
    layer = next(row for row in records(kinds) if row["table"] == "layer")
    twice = lines.dump_record(layer | {"id": 77777}) + kinds
    message = refused(zipped(files | {"document.jsonl": twice}))
    assert "description of a document contradicts" in message


def test_no_file_of_a_page_stays_that_did_not_come(
    files: Files, everything: Document, alice: User, refused: Callable[..., str]
) -> None:
    delete_document(document=everything, user=alice)
    rows = records(files[PAGE])
    line = next(row for row in rows if row["table"] == "line")
    twice = files[PAGE] + lines.dump_record(line | {"id": 77777})
    assert "contradicts itself" in refused(zipped(files | {PAGE: twice}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{not json}\n", "no JSON"),
        (b"[1, 2]\n", "no JSON object"),
        (b'{"table": "line", "a": NaN}\n', "NaN"),
        (b'{"table": "line", "a": "\\u0000"}\n', "characters that no text has"),
        (b'{"table": "line", "a": "\\ud800"}\n', "characters that no text has"),
        (b'{"table": "line", "a": "\xed\xa0\x80"}\n', "no JSON"),
        (b'{"table": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "nested too deeply"),
        (b'{"table": ' + b"9" * 10_000 + b"}\n", "no JSON"),
        (b'{"table": "user", "id": 1}\n', "“user”"),
        (b'{"table": ["line"]}\n', "instead of"),
        (b'{"table": "document"}\n', "“document”"),
        (b"\xff\xfe\n", "no JSON"),
    ],
    ids=range(12),
)
def test_lines_that_are_no_records(
    files: Files, refused: Callable[..., str], data: bytes, words: str
) -> None:
    assert words in refused(zipped(files | {PAGE: files[PAGE] + data}))


def test_a_line_that_never_ends(
    files: Files, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_RECORD_BYTES", 100_000)
    endless = files[PAGE] + b'{"table": "line", "a": "' + b"ab" * 100_000
    assert "is longer than" in refused(zipped(files | {PAGE: endless}))


@pytest.mark.parametrize("path", [PAGE, "document.jsonl", "models/1", "images/"])
def test_a_missing_file_is_named(files: Files, refused: Callable[..., str], path: str) -> None:
    prefix = path if path.endswith(("jsonl", "/")) else "models/"
    left = next(name for name in files if name.startswith(prefix))
    message = refused(zipped({name: data for name, data in files.items() if name != left}))
    assert "is missing" in message


def test_an_image_that_is_none(files: Files, refused: Callable[..., str]) -> None:
    image = next(name for name in files if name.startswith("images/"))
    assert "page 0.png" in refused(zipped(files | {image: b"GIF89a no image"}))
    cut = files[image][: len(files[image]) // 2]
    assert "page 0.png" in refused(zipped(files | {image: cut}))


def test_a_model_that_is_none(files: Files, refused: Callable[..., str]) -> None:
    path = next(name for name in files if name.startswith("models/"))
    assert "not the one archived" in refused(zipped(files | {path: b"import os"}))
    import hashlib

    digest = hashlib.sha256(b"import os").hexdigest()
    bad = change(files, "models.jsonl", "model", sha256=digest) | {path: b"import os"}
    assert "cannot be read" in refused(zipped(bad))
    named = change(bad, "models.jsonl", "model", file=PAGE)
    assert "is no model" in refused(zipped(named))


def test_files_outside_are_never_read(files: Files, refused: Callable[..., str]) -> None:
    for path in ("../../../etc/passwd", "/etc/passwd", "images/../archive.json"):
        assert "is missing" in refused(zipped(change(files, PAGE, "image", file=path)))


def test_names_that_climb_write_nowhere(
    files: Files, alice: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    image = next(name for name in files if name.startswith("images/"))
    moved = {name: data for name, data in files.items() if name != image}
    page = change(moved, PAGE, "image", file="../../evil.png", original_name="../../evil.png")
    job = restore_job(zipped(page | {"../../evil.png": files[image]}), alice, project)
    assert job.state == "done", job.error
    part = Document.objects.get(pk=job.result["documents"][0]).parts.all()[0]
    assert part.image.original_name == "evil.png"
    assert str(part.image.file.name).startswith("originals/")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"version": 2}, "version 2"),
        ({"version": "1"}, "no archive of this program"),
        ({"format": "other"}, "no archive of this program"),
        ({"documents": []}, "lists no documents"),
        ({"documents": [{"folder": 1}]}, "in an unknown way"),
        ({"documents": [{"folder": "", "name": "x", "pages": -1}]}, "in an unknown way"),
        ({"documents": [{"folder": "", "name": "x", "pages": 10**12}]}, "in an unknown way"),
        ({"documents": [{"folder": "", "name": "x", "pages": 9}]}, "is missing"),
        ({"documents": [{"folder": "../", "name": "x", "pages": 1}]}, "is missing"),
        ({"project": {"name": "x"}}, "guidelines"),
        ({"project": ["x"]}, "lists no documents"),
    ],
)
def test_a_header_of_another_time_or_kind(
    files: Files, refused: Callable[..., str], header: dict[str, Any], words: str
) -> None:
    changed = json.loads(files["archive.json"]) | header
    assert words in refused(zipped(files | {"archive.json": json.dumps(changed).encode()}))


def test_bombs_and_other_files(files: Files, refused: Callable[..., str]) -> None:
    bomb = files | {"pages/00003.jsonl": b" " * 50_000_000}
    assert "was refused" in refused(zipped(bomb))
    assert "neither an archive" in refused(zipped({"readme.txt": b"hello"}))
    assert "cannot be opened" in refused(b"PK nothing")
    assert "cannot be opened" in refused(zipped(files)[:-3000])


def test_an_archive_gives_nobody_rights(
    files: Files, alice: User, charlie: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    """A stranger who is named as author is none; the document is of the one who restores."""
    named = change(files, PAGE, "comment", author=charlie.username)
    job = restore_job(zipped(named), alice, project)
    assert job.state == "done", job.error
    document = Document.objects.get(pk=job.result["documents"][0])
    assert charlie.comments.count() == 0
    assert document.owner == alice
    assert not document.memberships.exists()
    assert any(charlie.username in note for note in job.result["notes"])


def test_a_person_who_may_not_add_documents_any_more(
    files: Files, bob: User, project: Project
) -> None:
    from apps.archives.services import request_restore
    from apps.jobs.runner import run

    upload = ContentFile(zipped(files), "all.zip")
    job = request_restore(user=bob, upload=upload, project=project)
    bob.memberships.all().delete()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "no longer add documents" in job.error


def test_a_worker_that_died_leaves_nothing_half_done(
    files: Files, alice: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    """The second attempt deletes what the first had begun."""
    from apps.archives import restoring
    from apps.archives.services import request_restore
    from apps.jobs.models import JobState
    from apps.jobs.runner import run

    job = request_restore(user=alice, upload=ContentFile(zipped(files), "all.zip"), project=project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "clear_up", lambda **made: None)  # as if it were killed
        patch.setattr(restoring, "_reveal", _die)
        run(job.pk)
    assert project.documents.count() == 2
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert project.documents.count() == 2
    assert project.documents.filter(archived_at=None).count() == 2


def _die(*args: object) -> None:
    raise RuntimeError("killed")
