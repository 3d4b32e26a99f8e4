"""The jobs panel and pages: what they say, and who may see and stop what."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document
from apps.jobs.models import Job, JobState
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def group(bob: User, document: Document) -> Job:
    """Bob's job on two pages: one failed, one waits."""
    group = factories.JobFactory(
        user=bob, document=document, title="Segment 2 pages", is_group=True, total=2
    )
    common: dict[str, Any] = {"user": bob, "document": document, "parent": group}
    for state, title in ((JobState.FAILED, "f1.jpg"), (JobState.QUEUED, "f2.jpg")):
        factories.JobFactory(
            title=title,
            state=state,
            part=factories.PartFactory(document=document),
            error="Too dark." if state == JobState.FAILED else "",
            **common,
        )
    return group


def test_the_panel_shows_my_work_and_its_count(client_of: ClientOf, bob: User, group: Job) -> None:
    words = client_of(bob).get("/jobs/panel/").content.decode()
    assert "Segment 2 pages" in words
    assert 'id="jobs-summary"' in words
    assert "next in the queue" in words


def test_the_panel_of_a_document_shows_the_work_of_others_to_members_only(
    client_of: ClientOf, vera: User, charlie: User, group: Job, document: Document
) -> None:
    url = f"/jobs/panel/?document={document.pk}"
    assert "Segment 2 pages" in client_of(vera).get(url).content.decode()
    assert "Segment 2 pages" not in client_of(charlie).get(url).content.decode()
    assert client_of(None).get(url).status_code == 302


def test_my_jobs_are_mine(client_of: ClientOf, vera: User, bob: User, group: Job) -> None:
    assert "Segment 2 pages" in client_of(bob).get("/jobs/").content.decode()
    assert "No jobs yet" in client_of(vera).get("/jobs/").content.decode()


def test_a_job_shows_its_pages_and_why_one_failed(
    client_of: ClientOf, vera: User, charlie: User, group: Job
) -> None:
    url = f"/job/{group.pk}/"
    words = client_of(vera).get(url).content.decode()
    assert "f1.jpg" in words
    assert "Too dark." in words
    assert f'hx-post="/job/{group.pk}/cancel/"' not in words
    assert client_of(charlie).get(url).status_code == 404


def test_a_training_shows_its_numbers(client_of: ClientOf, alice: User, document: Document) -> None:
    data = {
        "epoch": 3,
        "max_epochs": 50,
        "step": 4,
        "steps": 9,
        "accuracy": 0.91,
        "best_accuracy": 0.923,
        "best_epoch": 2,
        "loss": 0.5,
        "curve": [[1, 0.9, 0.8], [2, 0.6, 0.923]],
    }
    job = factories.JobFactory(
        kind="train",
        user=alice,
        document=document,
        state=JobState.RUNNING,
        data=data,
        queue="train",
    )
    words = client_of(alice).get(f"/job/{job.pk}/").content.decode()
    assert "7.70 % wrong, in epoch 2" in words
    assert "[[1, 0.9, 0.8], [2, 0.6, 0.923]]" in words
    assert "Stop and keep the best" in words


@pytest.mark.parametrize("action", ["cancel", "stop", "retry"])
def test_only_the_one_who_asked_and_managers_stop_or_repeat(
    client_of: ClientOf, vera: User, charlie: User, bob: User, group: Job, action: str
) -> None:
    url = f"/job/{group.pk}/{action}/"
    assert client_of(vera).post(url).status_code == 404
    assert client_of(charlie).post(url).status_code == 404
    assert client_of(bob).get(url).status_code == 405


def test_cancel_ends_what_waits(client_of: ClientOf, alice: User, group: Job) -> None:
    answer = client_of(alice).post(f"/job/{group.pk}/cancel/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"]) == {"jobs:changed": True}
    group.refresh_from_db()
    assert group.state == JobState.FAILED
    assert f"Cancelled by {alice}." in group.log


def test_retry_leads_to_the_new_job(client_of: ClientOf, bob: User, group: Job) -> None:
    client = client_of(bob)
    client.post(f"/job/{group.pk}/cancel/")
    answer = client.post(f"/job/{group.pk}/retry/")
    assert answer.status_code == 302
    again = Job.objects.roots().first()
    assert again is not None
    assert answer["Location"] == f"/job/{again.pk}/"
    refused = client.post(f"/job/{group.pk}/retry/")
    assert refused.status_code == 422
    assert "already being processed" in refused.content.decode()


def test_the_panel_asks_little_however_much_waits(
    client_of: ClientOf, alice: User, document: Document, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        group = factories.JobFactory(user=alice, document=document, is_group=True, total=2)
        factories.JobFactory.create_batch(2, user=alice, document=document, parent=group)
    client = client_of(alice)
    with django_assert_max_num_queries(12):
        words = client.get(f"/jobs/panel/?document={document.pk}").content.decode()
    assert "number 23 in the queue" in words
