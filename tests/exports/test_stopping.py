"""Exports that must end early, and the folder in which they are made."""

import errno
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.test import Client

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.exports import handlers
from apps.exports.archive import FileSink
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.writers.base import formats
from apps.exports.writing import write_export
from apps.jobs.models import Job, JobState
from apps.jobs.progress import JobCancelled
from apps.jobs.runner import run
from apps.training.tasks import prune_work
from apps.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "work"


@pytest.fixture
def job(
    alice: User, part: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> Job:
    form = {"format": "page", "layers": [layer.pk], "selection": "all"}
    types = {"region_types": ["Undefined", "Orphan"], "line_types": ["Undefined"]}
    client_of(alice).post(f"/document/{part.document_id}/export/", {**form, **types})
    return Job.objects.get(kind="export")


def ended(job: Job) -> Job:
    run(job.pk)
    job.refresh_from_db()
    return job


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_nothing_is_left(
    job: Job, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileSink, "write", full)
    assert "disk is full" in ended(job).error
    assert not list(work.iterdir())
    assert not Export.objects.exists()


def test_who_may_not_see_the_document_any_more_gets_no_file(
    job: Job, work: Path, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = handlers.write_export

    def write_export(**given: Any) -> Any:
        written = original(**given)
        Document.objects.update(owner=bob)
        job.document.project.__class__.objects.update(owner=bob)  # type: ignore[union-attr]
        return written

    monkeypatch.setattr(handlers, "write_export", write_export)
    assert "no longer shared with you" in ended(job).error
    assert not Export.objects.exists()
    assert not list(work.iterdir())


def test_housekeeping_leaves_what_is_being_made_alone(
    job: Job, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = handlers.write_export

    def write_export(**given: Any) -> Any:
        assert prune_work() == 0
        return original(**given)

    monkeypatch.setattr(handlers, "write_export", write_export)
    assert ended(job).state == JobState.DONE


def test_what_a_killed_worker_left_goes_with_the_next_try(job: Job, work: Path) -> None:
    torn = work / str(job.uid) / "tmp1" / "export.zip"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"half")
    assert ended(job).state == JobState.DONE
    assert not list(work.iterdir())


@pytest.mark.parametrize("name", [name for name in formats() if name != "htr-united"])
def test_an_export_that_ends_early_gives_the_room_of_its_scratch_files_back(
    name: str, part: Part, alice: User, tmp_path: Path
) -> None:
    """An open file keeps its room on a full disk, and then the end of the job cannot be written."""

    def cancel(*_: Any) -> None:
        raise JobCancelled

    layers = list(part.document.layers.values_list("pk", flat=True))[:1]
    params = ExportParams(format=name, layers=layers, part_ids=[part.pk])
    given = {"document": part.document, "user": alice, "params": params}
    with pytest.raises(JobCancelled) as caught:
        write_export(**given, folder=tmp_path, report=cancel)
    # What was raised keeps the writer alive, as it does while a job ends.
    held = [file.path for file in psutil.Process().open_files() if str(tmp_path) in file.path]
    assert not held
    assert caught.value is not None


def test_one_large_file_is_not_written_twice(tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(b"pages")
    with closing(FileSink(tmp_path)) as sink:
        sink.add("book.pdf", made)
        found, _ = sink.finish()
        assert found.samefile(made)


def test_a_file_of_another_place_is_copied(tmp_path: Path) -> None:
    image, scratch = tmp_path / "image.jpg", tmp_path / "scratch"
    image.write_bytes(b"pixels")
    scratch.mkdir()
    with closing(FileSink(scratch)) as sink:
        sink.add("image.jpg", image)
        found, _ = sink.finish()
        assert not found.samefile(image)
        assert found.read_bytes() == b"pixels"
