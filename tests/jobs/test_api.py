"""Jobs over REST: reports, groups, the monitor, cancelling."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Document, Part
from apps.jobs.models import Job, JobState
from apps.users.models import User
from tests import factories

ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def group(alice: User, document: Document, part: Part) -> Job:
    group = factories.JobFactory(
        user=alice, document=document, is_group=True, total=1, title="Segment 1 page"
    )
    factories.JobFactory(user=alice, document=document, parent=group, part=part, title="Page 1")
    return group


def test_reports_are_of_single_pages_and_mine(
    api_of: ApiOf, alice: User, bob: User, document: Document, group: Job
) -> None:
    answer = api_of(alice).get(f"/api/tasks/?document={document.pk}").json()
    assert answer["count"] == 1
    report = answer["results"][0]
    assert report["document_part"] == "Page 1"
    assert report["method"] == "core.tasks.segment"
    assert (report["workflow_state"], report["position"]) == (0, 1)
    assert report["group"] == group.pk
    assert api_of(bob).get("/api/tasks/").json()["count"] == 0
    assert api_of(bob).get(f"/api/tasks/{report['pk']}/").status_code == 404
    assert api_of(alice).get(f"/api/tasks/{group.pk}/").json()["pk"] == group.pk


def test_reports_cannot_be_written(api_of: ApiOf, alice: User, group: Job) -> None:
    client = api_of(alice)
    for method in (client.put, client.patch, client.delete):
        assert method(f"/api/tasks/{group.pk}/", {}).status_code == 405
    assert client.post("/api/tasks/", {}).status_code == 405


def test_a_failed_page_is_crashed_and_a_cancelled_one_cancelled(
    api_of: ApiOf, alice: User, document: Document
) -> None:
    factories.JobFactory(user=alice, document=document, state=JobState.FAILED)
    factories.JobFactory(user=alice, document=document, state=JobState.CANCELLED)
    answer = api_of(alice).get("/api/tasks/").json()["results"]
    assert [report["workflow_state"] for report in answer] == [4, 2]


def test_groups_count_their_pages(
    api_of: ApiOf, vera: User, charlie: User, document: Document, group: Job
) -> None:
    url = f"/api/documents/{document.pk}/task_groups/"
    row = api_of(vera).get(url).json()["results"][0]
    assert (row["page_count"], row["created_by"]) == (1, "alice")
    assert [(task["workflow_state"], task["count"]) for task in row["tasks"]] == [("Queued", 1)]
    assert api_of(charlie).get(url).status_code == 404


def test_the_monitor_counts_by_state(
    api_of: ApiOf, alice: User, charlie: User, document: Document, group: Job
) -> None:
    url = "/api/documents/tasks/"
    row = api_of(alice).get(url).json()["results"][0]
    assert row["tasks_stats"] == {
        "Queued": 1,
        "Running": 0,
        "Crashed": 0,
        "Finished": 0,
        "Canceled": 0,
    }
    assert api_of(alice).get(f"{url}?task_state=running").json()["count"] == 0
    assert api_of(alice).get(f"{url}?task_state=nonsense").status_code == 400
    assert api_of(charlie).get(url).json()["count"] == 0


def test_cancelling_the_work_of_a_document(
    api_of: ApiOf, alice: User, bob: User, charlie: User, document: Document, group: Job
) -> None:
    url = f"/api/documents/{document.pk}/cancel_tasks/"
    assert api_of(charlie).post(url).status_code == 404
    assert "Canceled 0" in api_of(bob).post(url).json()["details"]
    answer = api_of(alice).post(url).json()
    assert answer == {
        "status": "canceled",
        "details": f"Canceled 1 pending/running tasks linked to document {document.name}.",
    }
    group.refresh_from_db()
    assert group.state == JobState.CANCELLED


def test_cancelling_one_report_leaves_the_others(
    api_of: ApiOf, alice: User, document: Document, group: Job
) -> None:
    training = factories.JobFactory(kind="train", user=alice, document=document, queue="train")
    child = group.children.get()
    url = f"/api/documents/{document.pk}/cancel_tasks/"
    api_of(alice).post(url, {"task_report": child.pk}, format="json")
    training.refresh_from_db()
    child.refresh_from_db()
    assert (child.state, training.state) == (JobState.CANCELLED, JobState.QUEUED)
    unknown = api_of(alice).post(url, {"task_report": 0}, format="json")
    assert unknown.status_code == 400


def test_cancelling_trainings(api_of: ApiOf, alice: User, document: Document) -> None:
    url = f"/api/documents/{document.pk}/cancel_training/"
    assert api_of(alice).post(url).json() == {"status": "failed"}
    factories.JobFactory(kind="train", user=alice, document=document, queue="train")
    assert api_of(alice).post(url).json() == {"status": "canceled"}


def test_cancelling_the_work_on_a_page(
    api_of: ApiOf, alice: User, document: Document, part: Part, group: Job
) -> None:
    url = f"/api/documents/{document.pk}/parts/{part.pk}/cancel/"
    assert api_of(alice).post(url).json() == {"status": "canceled", "workflow": {}}
    group.refresh_from_db()
    assert group.state == JobState.CANCELLED


def test_cancel_and_retry_of_a_task(api_of: ApiOf, alice: User, bob: User, group: Job) -> None:
    assert api_of(bob).post(f"/api/tasks/{group.pk}/cancel/").status_code == 404
    client = api_of(alice)
    assert client.post(f"/api/tasks/{group.pk}/retry/").status_code == 400
    assert client.post(f"/api/tasks/{group.pk}/cancel/").json()["workflow_state"] == 4
    assert client.post(f"/api/tasks/{group.pk}/retry/").status_code == 201
