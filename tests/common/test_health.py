"""``/healthz`` and what it is made of."""

from collections import defaultdict
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from redis.exceptions import ConnectionError as BrokerGone

from apps.common import health


class Broker:
    """Sorted sets in a dictionary: what ``health`` needs of Redis."""

    def __init__(self) -> None:
        self.sets: dict[str, dict[str, float]] = defaultdict(dict)
        self.results: list[Any] = []

    def __enter__(self) -> "Broker":
        self.results = []
        return self

    def __exit__(self, *_: Any) -> None:
        return None

    def pipeline(self) -> "Broker":
        return self

    def zadd(self, key: str, scores: dict[str, float]) -> None:
        self.sets[key] |= scores

    def zrem(self, key: str, member: str) -> None:
        self.sets[key].pop(member, None)

    def zremrangebyscore(self, key: str, low: float, high: float) -> None:
        self.sets[key] = {name: at for name, at in self.sets[key].items() if not low <= at <= high}
        self.results.append(None)

    def zcard(self, key: str) -> None:
        self.results.append(len(self.sets[key]))

    def execute(self) -> list[Any]:
        return self.results


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(health, "_broker", lambda: broker)
    return broker


@pytest.fixture
def ready(broker: Broker, settings: Any) -> Broker:
    for queue in settings.QUEUE_WORKERS:
        health.sign_of_life(queue, f"{queue}@here")
    return broker


def test_ready_with_database_broker_and_a_worker_for_each_queue(db: None, ready: Broker) -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    found = answer.json()
    assert found.pop("free_disk_mb") > 0
    assert found == {
        "status": "ready",
        "database": True,
        "broker": True,
        "workers": {"default": 1, "inference": 1, "train": 1},
    }


def test_not_ready_when_a_worker_has_said_farewell(db: None, ready: Broker) -> None:
    health.farewell("inference", "inference@here")
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["workers"]["inference"] == 0


def test_a_worker_that_is_silent_for_long_is_gone(db: None, ready: Broker) -> None:
    ready.sets["workers:train"]["train@here"] -= health.ALIVE_SECONDS + 1
    assert health.workers_alive() == {"default": 1, "inference": 1, "train": 0}


def test_not_ready_without_a_broker(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise BrokerGone

    monkeypatch.setattr(health, "_broker", gone)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)


def test_not_ready_without_room_on_the_disk(
    db: None, ready: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_MB", 2**40)
    assert Client().get("/healthz").status_code == 503


def test_whoever_asks_need_not_know_the_public_name(db: None, ready: Broker, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["escriptorium.example.org"]
    assert Client(headers={"host": "10.0.0.7:8000"}).get("/healthz").status_code == 200


def test_the_command_asks_for_one_queue_or_all(db: None, ready: Broker) -> None:
    call_command("health")
    health.farewell("train", "train@here")
    call_command("health", "--queue", "default")
    with pytest.raises(CommandError):
        call_command("health", "--queue", "train")
    with pytest.raises(CommandError):
        call_command("health")
