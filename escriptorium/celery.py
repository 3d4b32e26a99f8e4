"""The Celery application: it carries job ids, the job rows carry the rest."""

import gc
import logging
import os
from threading import Event, Thread
from typing import Any

from celery import Celery, signals

from escriptorium.orphans import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escriptorium.settings")

app = Celery("escriptorium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

logger = logging.getLogger(__name__)

SIGN_SECONDS = 5
NEW_OBJECTS = 50_000
"""So many more than before, and the collector looks for cycles; Python's own habit is 700."""
_stopping = Event()


@signals.worker_process_init.connect
@signals.beat_embedded_init.connect
def _tie_to_parent(**_: Any) -> None:
    die_with_parent()


@signals.worker_init.connect
@signals.worker_process_init.connect
def collect_rarely(**_: Any) -> None:
    """Jobs make many rows and few cycles: to look for these took a sixth of an import."""
    gc.set_threshold(NEW_OBJECTS, 20, 20)


@signals.worker_ready.connect
def _show_life(sender: Any, **_: Any) -> None:
    queues = list(sender.app.amqp.queues.consume_from)
    Thread(target=_give_signs, args=(queues, sender.hostname), daemon=True).start()


@signals.worker_shutting_down.connect
def _end_life(**_: Any) -> None:
    _stopping.set()


def _give_signs(queues: list[str], worker: str) -> None:
    """Tell ``/healthz`` that the worker lives, even while it is deep in a native call."""
    from redis.exceptions import RedisError

    from apps.common.health import farewell, sign_of_life

    while True:
        say = farewell if _stopping.is_set() else sign_of_life
        try:
            for queue in queues:
                say(queue, worker)
        except RedisError:
            logger.warning("The broker does not answer; trying again.")
        if _stopping.is_set():
            return
        _stopping.wait(SIGN_SECONDS)
