"""One job at a time: claimed once, ended once, cancelled, and explained in words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.engine.errors import EngineError
from apps.events.models import Event
from apps.jobs import registry, runner, services
from apps.jobs.heartbeat import is_gone, new_worker_name
from apps.jobs.models import Job, JobState
from apps.jobs.progress import JobTakenAway, Progress
from apps.users.models import User
from tests import factories

Work = Callable[[Job, Progress], dict[str, Any] | None]


@pytest.fixture
def work() -> Iterator[Callable[[Work], None]]:
    """Says what jobs of the kind ``test`` do."""

    def become(handler: Work) -> None:
        registry.register("test", queue="default")(handler)

    become(lambda job, progress: None)
    yield become
    del registry._kinds["test"]


@pytest.fixture
def job(alice: User, work: Any) -> Job:
    return services.enqueue(kind="test", user=alice, params={}, title="Test")


def _run(job: Job) -> Job:
    runner.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_runs_once_however_often_it_is_delivered(job: Job, work: Any) -> None:
    calls: list[int] = []
    work(lambda job, progress: calls.append(job.pk))
    _run(job)
    _run(job)
    assert calls == [job.pk]
    assert job.state == JobState.DONE
    assert job.percent == 100
    assert job.attempts == 1


def test_progress_log_and_result_are_kept_and_announced(job: Job, work: Any) -> None:
    def handler(job: Job, progress: Progress) -> dict[str, Any]:
        progress.update(1, 4, "Page 1", curve=[1])
        progress.log("Two\nlines.")
        return {"message": "All well", "lines": 4}

    work(handler)
    _run(job)
    assert (job.message, job.result) == ("All well", {"lines": 4})
    assert job.data == {"curve": [1]}
    assert job.log.endswith("Two lines.\n")
    events = Event.objects.filter(topic=f"user:{job.user_id}", kind="job")
    assert [event.payload["state"] for event in events] == ["queued", "running", "running", "done"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ApplicationError("x", "The page has no lines."), "The page has no lines."),
        (EngineError("The model does not fit."), "The model does not fit."),
        (MemoryError(), runner.OUT_OF_MEMORY),
        (ZeroDivisionError("secret"), runner.UNEXPECTED),
    ],
)
def test_a_failure_is_explained(job: Job, work: Any, error: Exception, words: str) -> None:
    def handler(job: Job, progress: Progress) -> None:
        raise error

    work(handler)
    _run(job)
    assert (job.state, job.error) == (JobState.FAILED, words)
    assert words.split()[0] in job.log


def test_cancelling_a_waiting_job_ends_it_at_once(job: Job) -> None:
    services.cancel_job(job=job, user=job.user)
    assert _run(job).state == JobState.CANCELLED
    assert job.attempts == 0


def test_cancelling_a_running_job_is_noticed_at_the_next_step(job: Job, work: Any) -> None:
    steps: list[int] = []

    def handler(job: Job, progress: Progress) -> None:
        for step in range(5):
            progress.update(step, 5)
            steps.append(step)
            if step == 1:
                services.cancel_job(job=job, user=job.user)

    work(handler)
    assert _run(job).state == JobState.CANCELLED
    assert steps == [0, 1]


def test_a_handler_sees_that_it_shall_stop_and_keep_the_best(job: Job, work: Any) -> None:
    def handler(job: Job, progress: Progress) -> dict[str, Any]:
        services.stop_job(job=job, user=job.user)
        progress.update(1, 2)
        return {"stopped": progress.stop_requested}

    work(handler)
    assert _run(job).result == {"stopped": True}


def test_only_a_running_job_can_be_stopped(job: Job) -> None:
    with pytest.raises(ApplicationError, match="not running"):
        services.stop_job(job=job, user=job.user)


def test_a_job_that_was_given_to_another_worker_is_left_alone(job: Job, work: Any) -> None:
    def handler(job: Job, progress: Progress) -> None:
        Job.objects.filter(pk=job.pk).update(worker="other:1:x")
        with pytest.raises(JobTakenAway):
            progress.update(1, 2)
        progress.check()

    work(handler)
    _run(job)
    assert (job.state, job.worker) == (JobState.RUNNING, "other:1:x")


def test_a_lost_database_puts_the_job_back_at_most_twice(
    job: Job, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handler(job: Job, progress: Progress) -> None:
        raise OperationalError("gone")

    # The connection holds this test's own transaction.
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    work(handler)
    assert [_run(job).state for _ in range(3)] == ["queued", "queued", "failed"]


def test_a_stopped_program_puts_its_job_back_without_counting(job: Job, work: Any) -> None:
    def handler(job: Job, progress: Progress) -> None:
        raise SystemExit

    work(handler)
    with pytest.raises(SystemExit):
        runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker) == (JobState.QUEUED, 0, "")


def _lose_worker(job: Job, attempts: int) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        worker="elsewhere:1:x",
        attempts=attempts,
        heartbeat_at=timezone.now() - timedelta(minutes=5),
    )


def test_a_lost_worker_is_replaced_twice_and_then_reported(job: Job) -> None:
    for attempts, state in ((1, JobState.QUEUED), (2, JobState.QUEUED), (3, JobState.FAILED)):
        _lose_worker(job, attempts)
        assert services.reap_stale() == 1
        job.refresh_from_db()
        assert job.state == state
    assert job.error == services.WORKER_LOST


def test_a_sign_of_life_keeps_a_job(job: Job) -> None:
    _lose_worker(job, 1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
    assert services.reap_stale() == 0


def test_a_lost_job_that_was_to_be_cancelled_is_cancelled(job: Job) -> None:
    _lose_worker(job, 1)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    services.reap_stale()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_start_of_the_program_finds_dead_workers_of_this_machine(job: Job) -> None:
    host, _, _ = new_worker_name().split(":")
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, worker=f"{host}:4194999:x", heartbeat_at=timezone.now()
    )
    assert services.requeue_lost() == 1
    assert is_gone(new_worker_name()) is False


def test_work_that_is_secured_counts_its_lives_anew(job: Job, work: Any) -> None:
    def handler(job: Job, progress: Progress) -> None:
        progress.secured()
        raise SystemExit

    work(handler)
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with pytest.raises(SystemExit):
        runner.run(job.pk)
    services.reap_stale()
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_person_may_not_have_too_much_waiting(alice: User, work: Any, settings: Any) -> None:
    settings.MAX_QUEUED_JOBS = 1
    services.enqueue(kind="test", user=alice, params={}, title="One")
    with pytest.raises(ApplicationError, match="at most 1"):
        services.enqueue(kind="test", user=alice, params={}, title="Two")
    services.enqueue(kind="test", user=factories.UserFactory(), params={}, title="Other")
