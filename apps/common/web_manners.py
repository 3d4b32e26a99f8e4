"""How the server behaves towards others: few requests at a time to a host, and waiting when asked.

What is said here holds for all workers together: it is kept in the cache.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from uuid import uuid4

from django.core.cache import cache

PER_HOST = 2
"""Requests to one host at the same time."""
LONGEST_WAIT = 120.0
"""Seconds that a job waits for a host that asks for it; longer, and it is told to come back."""
POLL = 0.1

Pause = Callable[[float], None]


@contextmanager
def turn(host: str, *, seconds: float, pause: Pause) -> Iterator[None]:
    """Hold one of the host's few places while the block runs; waits until one is free."""
    token = uuid4().hex
    keys = [f"web:turn:{host}:{number}" for number in range(PER_HOST)]
    # A place whose holder died is free again when the longest request would be over.
    while (key := next((k for k in keys if cache.add(k, token, seconds + 30)), None)) is None:
        pause(POLL)
    try:
        yield
    finally:
        if cache.get(key) == token:
            cache.delete(key)


def hold_off(host: str, seconds: float) -> None:
    """Nobody asks this host for anything before then."""
    cache.set(_after(host), time() + seconds, seconds + 1)


def seconds_to_wait(host: str) -> float:
    """For how long the host asked to be left alone."""
    return max(0.0, float(cache.get(_after(host), 0.0)) - time())


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: a number or a date; ``None`` where it says nothing."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _after(host: str) -> str:
    return f"web:after:{host}"
