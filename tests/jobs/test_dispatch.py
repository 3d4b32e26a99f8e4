"""Fair hand-out: a few at a time, in turns over people; groups sum up their pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.jobs import dispatch, registry, runner, selectors, services
from apps.jobs.models import Job, JobState
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
RUN = "apps.jobs.tasks.run_job"
Sent = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes page jobs of the kind ``pages`` fail on pages whose title contains the given word."""
    word = [""]

    def handler(job: Job, progress: Any) -> None:
        if word[0] and word[0] in job.title:
            raise ApplicationError("bad", "The image cannot be read.")

    kinds = {**registry._kinds, "pages": registry.Kind("pages", "inference", handler)}
    monkeypatch.setattr(registry, "_kinds", kinds)
    return lambda fails_on: word.__setitem__(0, fails_on)


def _group(user: User, document: Document, pages: int) -> Job:
    parts = [factories.PartFactory(document=document) for _ in range(pages)]
    return services.enqueue_for_parts(
        kind="pages",
        user=user,
        params={},
        title="Work",
        document=document,
        part_ids=[part.pk for part in parts],
    )


def _ids(sent: Sent) -> list[int]:
    return [args[0] for name, args in sent if name == RUN]


def test_only_as_many_are_handed_out_as_there_are_workers(
    alice: User, document: Document, outcome: Any, sent_tasks: Sent
) -> None:
    group = _group(alice, document, 5)
    dispatch.hand_out("inference")
    first = _ids(sent_tasks)
    assert first == list(group.children.order_by("pk").values_list("pk", flat=True))[:2]
    runner.run(first[0])
    assert len(_ids(sent_tasks)) == 3


def test_a_single_page_goes_before_the_rest_of_a_thousand(
    alice: User, bob: User, document: Document, outcome: Any, sent_tasks: Sent
) -> None:
    _group(alice, document, 6)
    dispatch.hand_out("inference")
    single = _group(bob, document, 1).children.get()
    assert selectors.queue_position(single, selectors.waiting_work()) == 2
    runner.run(_ids(sent_tasks)[0])
    assert _ids(sent_tasks)[2] == single.pk


def test_people_take_turns(
    alice: User, bob: User, document: Document, outcome: Any, sent_tasks: Sent, settings: Any
) -> None:
    settings.QUEUE_WORKERS = {**settings.QUEUE_WORKERS, "inference": 1}
    _group(alice, document, 3)
    _group(bob, document, 3)
    dispatch.hand_out("inference")
    for number in range(6):
        runner.run(_ids(sent_tasks)[number])
    users = [Job.objects.get(pk=pk).user.username for pk in _ids(sent_tasks)]
    assert users == ["alice", "bob"] * 3


def test_enqueueing_hands_out_after_the_commit(
    alice: User,
    document: Document,
    outcome: Any,
    sent_tasks: Sent,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        group = _group(alice, document, 1)
        assert _ids(sent_tasks) == []
    assert _ids(sent_tasks) == [group.children.get().pk]


def test_a_job_that_the_broker_forgot_is_sent_again(
    alice: User, document: Document, outcome: Any, sent_tasks: Sent
) -> None:
    child = _group(alice, document, 1).children.get()
    dispatch.hand_out("inference")
    Job.objects.filter(pk=child.pk).update(dispatched_at=timezone.now() - timedelta(minutes=10))
    services.reap_stale()
    assert _ids(sent_tasks) == [child.pk, child.pk]


def test_a_broker_out_of_reach_loses_nothing(
    alice: User,
    document: Document,
    outcome: Any,
    sent_tasks: Sent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from celery.app.task import Task
    from kombu.exceptions import OperationalError

    record = Task.apply_async

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("no broker")

    child = _group(alice, document, 1).children.get()
    monkeypatch.setattr(Task, "apply_async", fail)
    dispatch.hand_out("inference")
    monkeypatch.setattr(Task, "apply_async", record)
    services.reap_stale()
    assert _ids(sent_tasks) == [child.pk]


def _run_all(group: Job) -> Job:
    for child in group.children.filter(state=JobState.QUEUED):
        runner.run(child.pk)
    group.refresh_from_db()
    return group


def test_a_group_is_done_when_its_pages_are(alice: User, document: Document, outcome: Any) -> None:
    group = _group(alice, document, 3)
    runner.run(group.children.order_by("pk").first().pk)
    group.refresh_from_db()
    assert (group.state, group.done, group.total) == (JobState.RUNNING, 1, 3)
    assert selectors.seconds_left(group) is not None
    assert _run_all(group).state == JobState.DONE


def test_a_failed_page_is_named_and_does_not_stop_the_others(
    alice: User, document: Document, outcome: Any
) -> None:
    outcome("Page 2")
    group = _run_all(_group(alice, document, 3))
    assert group.state == JobState.FAILED
    assert group.message == "2 of 3 pages done, 1 failed"
    assert group.error.startswith("Page 2, ")
    assert group.error.endswith(".png: The image cannot be read.")


def test_trying_again_takes_only_the_pages_that_are_not_done(
    alice: User, document: Document, outcome: Any
) -> None:
    outcome("Page 2")
    group = _run_all(_group(alice, document, 3))
    again = services.retry_job(job=group, user=alice)
    assert [child.title.split(",")[0] for child in again.children.all()] == ["Page 2"]
    with pytest.raises(ApplicationError, match="already being processed"):
        services.retry_job(job=group, user=alice)


def test_cancelling_a_group_cancels_its_waiting_pages_at_once(
    alice: User, document: Document, outcome: Any
) -> None:
    group = _group(alice, document, 3)
    runner.run(group.children.order_by("pk").first().pk)
    assert services.cancel_job(job=group, user=alice).state == JobState.CANCELLED
    assert selectors.state_counts(group.children.all()) == {"done": 1, "cancelled": 2}


def test_deleting_the_pages_of_a_group_ends_it(
    alice: User, document: Document, outcome: Any
) -> None:
    group = _group(alice, document, 2)
    document.parts.all().delete()
    services.reap_stale()
    group.refresh_from_db()
    assert group.state == JobState.DONE
