"""Adding, ordering, moving and deleting pages."""

import random
from typing import Any
from uuid import uuid4

import pytest
from celery.app.task import Task
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.common.errors import ApplicationError
from apps.documents import tasks
from apps.documents.models import Document, Part
from apps.documents.selection import selected_parts
from apps.documents.services.parts import AddedFile, add_part, delete_parts, move_parts, place_parts
from apps.events.models import Event
from apps.images.models import ImageState, PageImage
from apps.jobs.tasks import run_job
from apps.users.models import User
from tests import factories
from tests.images import samples

pytestmark = pytest.mark.django_db


def upload(document: Document, user: User, name: str, *, width: int = 60, **more: Any) -> AddedFile:
    data = samples.encoded(samples.page((width, 40)), "PNG")
    return add_part(document=document, user=user, upload=SimpleUploadedFile(name, data), **more)


def names(document: Document) -> list[str]:
    parts = document.parts.all()
    assert [part.order for part in parts] == list(range(len(parts)))
    return [part.image.original_name for part in parts]


def test_a_page_is_added_at_the_end_and_told(document: Document, alice: User, part: Part) -> None:
    added = upload(document, alice, "a.png")
    assert added.created[0].order == 1
    event = Event.objects.get(kind="part.created")
    assert event.topic == f"document:{document.pk}"
    assert event.payload["part"] == added.created[0].pk


def test_the_same_file_again_is_reported_and_not_added(document: Document, alice: User) -> None:
    first = upload(document, alice, "a.png").created
    again = upload(document, alice, "a.png")
    assert (again.created, again.existing) == ((), first)
    assert names(document) == ["a.png"]


def test_another_file_of_the_same_name_is_never_put_in_its_place(
    document: Document, alice: User
) -> None:
    for width in (60, 70, 80):
        upload(document, alice, "a.png", width=width)
    assert names(document) == ["a.png", "a (2).png", "a (3).png"]
    assert upload(document, alice, "a.png", width=70).created == ()
    assert PageImage.objects.count() == 3


def test_the_same_image_under_another_name_is_another_page(document: Document, alice: User) -> None:
    upload(document, alice, "a.png")
    upload(document, alice, "b.png")
    assert names(document) == ["a.png", "b.png"]
    assert len(set(PageImage.objects.values_list("file", flat=True))) == 1


def test_the_same_file_in_another_document_is_a_page_there(
    document: Document, alice: User, project: Any
) -> None:
    other = factories.DocumentFactory(project=project)
    upload(other, alice, "a.png")
    assert upload(document, alice, "a.png").created


def test_files_of_a_batch_stand_in_natural_order_whenever_they_arrive(
    document: Document, alice: User
) -> None:
    upload(document, alice, "z-first.png")
    wanted = [f"f{number}.png" for number in range(1, 13)]
    arriving = list(wanted)
    random.Random(4).shuffle(arriving)
    batch = uuid4()
    for name in arriving:
        upload(document, alice, name, batch=batch)
    upload(document, alice, "a-later.png", batch=uuid4())
    assert names(document) == ["z-first.png", *wanted, "a-later.png"]


def test_each_page_of_a_tiff_becomes_a_page_and_a_lost_one_comes_back(
    document: Document, alice: User
) -> None:
    def add() -> AddedFile:
        file = SimpleUploadedFile("scan.tif", samples.many_pages(3))
        return add_part(document=document, user=alice, upload=file)

    assert len(add().created) == 3
    assert names(document) == ["scan-1.tif", "scan-2.tif", "scan-3.tif"]
    second = document.parts.filter(order=1)
    assert delete_parts(document=document, user=alice, parts=second) == 1
    again = add()
    assert (len(again.created), len(again.existing)) == (1, 2)
    assert names(document) == ["scan-1.tif", "scan-3.tif", "scan-2.tif"]


def test_a_refused_file_leaves_nothing(document: Document, alice: User) -> None:
    with pytest.raises(ApplicationError, match=r"notes\.jpg is no image"):
        add_part(
            document=document, user=alice, upload=SimpleUploadedFile("notes.jpg", b"Dear sister")
        )
    assert names(document) == []
    assert not PageImage.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "index", "wanted"),
    [
        ("c", 0, "cabde"),
        ("ae", 2, "baecd"),
        ("b", -1, "acdeb"),
        ("ea", 5, "bcdae"),
        ("d", 3, "abcde"),
    ],
)
def test_pages_move_before_the_page_that_has_the_number(
    document: Document, alice: User, chosen: str, index: int, wanted: str
) -> None:
    ids = {name: factories.PartFactory(document=document, name=name).pk for name in "abcde"}
    move_parts(document=document, user=alice, part_ids=[ids[name] for name in chosen], index=index)
    assert "".join(document.parts.values_list("name", flat=True)) == wanted
    assert Event.objects.filter(kind="part.moved").count() == 1


@pytest.mark.parametrize(("position", "wanted"), [(0, "bdace"), (2, "acbde"), (99, "acebd")])
def test_the_first_of_the_moved_pages_gets_the_number(
    document: Document, alice: User, position: int, wanted: str
) -> None:
    ids = {name: factories.PartFactory(document=document, name=name).pk for name in "abcde"}
    place_parts(document=document, user=alice, part_ids=[ids["b"], ids["d"]], position=position)
    assert "".join(document.parts.values_list("name", flat=True)) == wanted


def test_pages_of_another_document_do_not_move(document: Document, alice: User) -> None:
    other = factories.PartFactory()
    with pytest.raises(ApplicationError):
        move_parts(document=document, user=alice, part_ids=[other.pk], index=0)


def test_deleting_takes_rows_and_closes_the_gaps(document: Document, alice: User) -> None:
    parts = [factories.PartFactory(document=document) for _ in range(5)]
    factories.LineTranscriptionFactory(line=factories.LineFactory(part=parts[1]))
    chosen = selected_parts(document, f"{parts[1].pk},{parts[3].pk}")
    assert delete_parts(document=document, user=alice, parts=chosen) == 2
    left = list(document.parts.values_list("pk", "order"))
    assert left == [(parts[0].pk, 0), (parts[2].pk, 1), (parts[4].pk, 2)]
    assert PageImage.objects.count() == 3
    event = Event.objects.get(kind="part.deleted")
    assert event.payload["parts"] == [parts[1].pk, parts[3].pk]


def test_a_choice_of_pages_is_read_from_one_text(document: Document) -> None:
    stranger = factories.PartFactory()
    ids = [factories.PartFactory(document=document).pk for _ in range(6)]

    def chosen(text: str) -> list[int]:
        return [ids.index(part.pk) for part in selected_parts(document, text)]

    assert chosen("all") == [0, 1, 2, 3, 4, 5]
    assert chosen(f"{ids[1]}-{ids[3]},{ids[2]}, {ids[5]}") == [1, 2, 3, 5]
    assert chosen(f"all!{ids[0]},{ids[4]}-{ids[5]}") == [1, 2, 3]
    assert chosen(str(stranger.pk)) == []
    assert chosen(f"{ids[3]}-{ids[1]}") == []
    assert chosen(f"bits!{ids[0]}!CQ") == [0, 3]


@pytest.mark.parametrize(
    "text", ["", "none", "all!", "1;2", "-4", "1-2-3", "9" * 30, "bits!", "bits!1!A", "bits!x!CQ"]
)
def test_a_text_that_is_no_choice_is_refused(document: Document, text: str) -> None:
    with pytest.raises(ApplicationError):
        selected_parts(document, text)


def test_a_new_page_is_prepared_after_the_transaction(
    document: Document, alice: User, sent_tasks: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        part = upload(document, alice, "a.png").created[0]
    assert sent_tasks == [("apps.documents.tasks.prepare_part", (part.pk,))]
    tasks.prepare_part(part.pk)
    part.image.refresh_from_db()
    assert part.image.state == ImageState.READY
    assert part.image.thumbnail_url.startswith(f"/media/thumbnail/{part.image_id}/")
    assert Event.objects.get(kind="part.ready").payload["part"] == part.pk


def test_no_job_waits_for_thumbnails_and_those_of_a_job_come_last(
    document: Document, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(Task, "apply_async", lambda _, *args, priority=0: sent.append(priority))
    part = factories.PartFactory(document=document)
    Part.objects.update(created_at=part.created_at - tasks.WAIT * 2)
    PageImage.objects.update(state=ImageState.PENDING)
    tasks._send(part.pk)
    tasks.prepare_waiting_parts()  # a task, as that of an import is
    run_job.apply_async((1,))
    assert sent == [tasks.SOON, tasks.LATER, 0]


def test_a_page_that_waits_too_long_is_asked_for_again_then_given_up(
    document: Document, alice: User, sent_tasks: Any
) -> None:
    part = upload(document, alice, "a.png").created[0]
    assert tasks.prepare_waiting_parts() == 0
    Part.objects.update(created_at=part.created_at - tasks.WAIT * 2)
    assert tasks.prepare_waiting_parts() == 1
    assert sent_tasks == [("apps.documents.tasks.prepare_part", (part.pk,))]
    Part.objects.update(created_at=part.created_at - tasks.GIVE_UP * 2)
    tasks.prepare_waiting_parts()
    part.image.refresh_from_db()
    assert part.image.state == ImageState.FAILED
    assert "could not be prepared" in part.image.error
