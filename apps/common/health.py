"""Whether the program can do its work: database, broker, workers, room on the disk."""

import shutil
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from redis import Redis
from redis.exceptions import RedisError

ALIVE_SECONDS = 30
"""A worker that gave no sign of life for so long counts as gone."""

LEAST_FREE_MB = 200


def report() -> dict[str, Any]:
    """What ``/healthz`` answers; ``status`` is ``ready`` when everything is there."""
    workers = workers_alive()
    found = {
        "database": _database_answers(),
        "broker": workers is not None,
        "workers": workers or dict.fromkeys(settings.QUEUE_WORKERS, 0),
        "free_disk_mb": shutil.disk_usage(settings.DATA_DIR).free // 2**20,
    }
    return {"status": "ready" if _is_ready(found) else "not ready", **found}


def _is_ready(found: Mapping[str, Any]) -> bool:
    has_services = found["database"] and found["broker"] and all(found["workers"].values())
    return bool(has_services and found["free_disk_mb"] >= LEAST_FREE_MB)


def sign_of_life(queue: str, worker: str) -> None:
    """Say that this worker of ``queue`` lives; raises ``RedisError`` when nobody listens."""
    _broker().zadd(_key(queue), {worker: time.time()})


def farewell(queue: str, worker: str) -> None:
    """Say that this worker of ``queue`` ends."""
    _broker().zrem(_key(queue), worker)


def workers_alive() -> dict[str, int] | None:
    """Living workers per queue, ``None`` when the broker does not answer."""
    since = time.time() - ALIVE_SECONDS
    try:
        with _broker().pipeline() as pipeline:
            for queue in settings.QUEUE_WORKERS:
                pipeline.zremrangebyscore(_key(queue), 0, since)
                pipeline.zcard(_key(queue))
            counts = pipeline.execute()[1::2]
    except RedisError:
        return None
    return dict(zip(settings.QUEUE_WORKERS, counts, strict=True))


def _key(queue: str) -> str:
    return f"workers:{queue}"


@cache
def _broker() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


class HealthMiddleware:
    """Answers ``/healthz`` before the host check: whoever asks need not know our public name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != "/healthz":
            return self.get_response(request)
        found = report()
        response = JsonResponse(found, status=200 if found["status"] == "ready" else 503)
        # Not ready yet is an answer, not an error for Django to log every second.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response
