"""Imports that must end early: access lost, layer archived, disk full, and going on after that."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.services.transcriptions import archive_layer
from apps.imports import runner
from apps.imports.models import Import
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run as run_job
from apps.users.models import User
from tests import factories
from tests.imports.test_import_pages import page_file, states_of
from tests.imports.test_plan import act, image, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


@pytest.fixture
def planned(browser: Client, document: Document) -> Import:
    """Three pages with a text for each, looked at."""
    parts = [factories.PartFactory(document=document, order=n) for n in range(3)]
    files = {f"{n}.xml": page_file(part, [f"text {n}"]) for n, part in enumerate(parts)}
    return plan(browser, document, files)


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def start(client: Client, found: Import) -> Job:
    act(client, found, "start")
    job = Job.objects.get(kind="import", state=JobState.QUEUED)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def before_item(number: int, monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Do ``action`` when so many items are done."""
    original, calls = runner.Runner.import_item, []

    def import_item(self: runner.Runner, item: Any) -> Any:
        calls.append(item)
        if len(calls) == number + 1:
            action()
        return original(self, item)

    monkeypatch.setattr(runner.Runner, "import_item", import_item)


def test_an_archived_layer_takes_nothing_more(
    browser: Client, planned: Import, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_away() -> None:
        archive_layer(layer=planned.document.layers.get(name="old edition"), user=alice)

    with monkeypatch.context() as patch:
        before_item(1, patch, put_away)
        job = start(browser, planned)
    assert job.state == JobState.FAILED
    assert "“old edition” was archived meanwhile" in job.error
    layer = TranscriptionLayer.objects.get(document=planned.document, name="old edition")
    assert layer.transcriptions.count() == 1
    assert list(states_of(planned).values()) == ["done", "waiting", "waiting"]

    assert start(browser, planned).state == JobState.DONE
    assert layer.transcriptions.count() == 1
    new = planned.document.layers.active().get(name="old edition")
    assert new.transcriptions.count() == 2


def test_who_loses_the_right_to_edit_changes_nothing_more(
    browser: Client, planned: Import, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_away() -> None:
        Document.objects.filter(pk=planned.document_id).update(owner=bob)
        planned.document.project.__class__.objects.update(owner=bob)

    before_item(2, monkeypatch, take_away)
    job = start(browser, planned)
    assert job.state == JobState.FAILED
    assert "you may not change it any more" in job.error
    assert list(states_of(planned).values()) == ["done", "done", "waiting"]


def test_a_full_disk_stops_the_import_which_goes_on_later(
    browser: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plan(browser, document, {"a.png": image(1), "b.png": image(2)})
    with monkeypatch.context() as patch:
        patch.setattr(runner, "add_pages", full)
        job = start(browser, found)
    assert job.state == JobState.FAILED
    assert "disk is full" in job.error
    assert list(states_of(found).values()) == ["waiting", "waiting"]

    assert start(browser, found).state == JobState.DONE
    assert document.parts.count() == 2


def test_a_full_disk_is_not_taken_for_a_damaged_archive(
    browser: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plan(browser, document, {"a.png": image(1)})
    monkeypatch.setattr("apps.imports.archives.tempfile.SpooledTemporaryFile.write", full)
    assert "disk is full" in start(browser, found).error
    assert list(states_of(found).values()) == ["waiting"]


def test_half_an_upload_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    class Torn(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"half"
            full()

    with pytest.raises(ApplicationError, match="disk is full"):
        store("imports/torn.zip", Torn(b"whole", name="torn.zip"))
    assert not default_storage.exists("imports/torn.zip")


def test_a_layer_that_was_undone_with_its_file_is_made_for_the_next(
    browser: Client, planned: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = runner.import_page, []

    def breaks_once(**given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise RuntimeError
        return original(**given)

    monkeypatch.setattr(runner, "import_page", breaks_once)
    assert start(browser, planned).state == JobState.DONE
    assert list(states_of(planned).values()) == ["failed", "done", "done"]
    assert planned.document.layers.get(name="old edition").transcriptions.count() == 2
