"""A disk that is full while an archive is restored: nothing is there, and a second try does it."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from apps.archives import restoring
from apps.documents.models import Document, Line
from apps.documents.services.documents import delete_document
from apps.images.models import PageImage
from apps.jobs.models import Job, JobState
from apps.jobs.services import retry_job
from apps.users.models import User
from tests.archives.conftest import finished

pytestmark = pytest.mark.django_db


def no_room(**_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_an_archive_is_restored_when_there_is_room_again(
    everything: Document,
    alice: User,
    archived: Callable[..., bytes],
    restore_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, pages = archived(everything, alice), everything.parts.count()
    delete_document(document=everything, user=alice)
    save = FileSystemStorage._save

    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        if name.startswith("originals/") and PageImage.objects.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(self, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        job = restore_job(data, alice)
    assert job.state == JobState.FAILED
    assert "disk is full" in job.error
    assert not Document.objects.exists()
    assert not Line.objects.exists()

    finished(retry_job(job=job, user=alice))
    assert Document.objects.get().parts.count() == pages


def test_what_could_not_be_cleared_up_goes_with_the_second_try(
    everything: Document,
    alice: User,
    archived: Callable[..., bytes],
    restore_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A database on a full disk cannot even delete."""
    data, pages = archived(everything, alice), everything.parts.count()
    delete_document(document=everything, user=alice)

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "refresh_layers", no_room)
        patch.setattr(restoring, "clear_up", no_room)
        job = restore_job(data, alice)
    assert "disk is full" in job.error
    assert Document.objects.count() == 1

    finished(retry_job(job=job, user=alice))
    assert Document.objects.get().parts.count() == pages


def test_a_try_leaves_alone_what_another_one_is_making(
    everything: Document,
    alice: User,
    archived: Callable[..., bytes],
    restore_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = archived(everything, alice)

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "refresh_layers", no_room)
        job = restore_job(data, alice)
    begun = {"made": {"documents": [everything.pk]}}
    Job.objects.create(kind=job.kind, user=alice, params=job.params, data=begun, queue=job.queue)

    finished(retry_job(job=job, user=alice))
    assert Document.objects.filter(pk=everything.pk).exists()
