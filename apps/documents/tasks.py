"""Background work of documents: making the images that browsers show."""

import logging
from datetime import timedelta

from celery import current_task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.documents.models import AppliedChange, Part
from apps.events import services as events
from apps.images import derivatives
from apps.images.models import ImageState

logger = logging.getLogger(__name__)

WAIT = timedelta(minutes=2)
GIVE_UP = timedelta(hours=6)
AT_ONCE = 500
KEEP_ANSWERS = timedelta(days=30)
SOON, LATER = 3, 9
"""Places in the queue, behind the jobs that people ask for (0): no job waits for thumbnails."""


def request_preparation(part_id: int) -> None:
    """Have the page prepared once the running transaction is through."""
    transaction.on_commit(lambda: _send(part_id))


def _send(part_id: int) -> None:
    try:
        # A page that a person adds or turns is waited for; a job may add thousands of them.
        prepare_part.apply_async((part_id,), priority=LATER if current_task else SOON)
    except OperationalError:
        # The page is stored all the same; ``prepare_waiting_parts`` asks again.
        logger.warning("No queue: page %s is prepared later.", part_id)


@shared_task
def prepare_part(part_id: int) -> None:
    """Make view and thumbnail of a page; a page that is gone or ready already is left alone."""
    rows = Part.objects.select_related("image").exclude(image__state=ImageState.READY)
    part = rows.filter(pk=part_id).first()
    if part is None:
        return
    image = derivatives.build(part.image)
    kind = "part.ready" if image.state == ImageState.READY else "part.failed"
    topic = events.document_topic(part.document_id)
    events.emit(topic=topic, kind=kind, payload={"part": part.pk, "message": image.error})


@shared_task
def prepare_waiting_parts() -> int:
    """Ask again for pages whose preparation got lost with a worker or a queue."""
    now = timezone.now()
    waiting = Part.objects.filter(image__state=ImageState.PENDING, created_at__lt=now - WAIT)
    lost = waiting.filter(created_at__gt=now - GIVE_UP).order_by("pk")
    for part_id in lost.values_list("pk", flat=True)[:AT_ONCE]:
        _send(part_id)
    for part in waiting.filter(created_at__lte=now - GIVE_UP).select_related("image")[:AT_ONCE]:
        part.image.state = ImageState.FAILED
        part.image.error = (
            f"{part.image.original_name} could not be prepared in six hours."
            " Save it smaller, then add it again and delete this page."
        )
        part.image.save(update_fields=["state", "error"])
    return len(lost)


@shared_task
def prune_applied_changes() -> int:
    """Forget the answers to change sets that no browser will send again."""
    old = AppliedChange.objects.filter(created_at__lt=timezone.now() - KEEP_ANSWERS)
    deleted, _ = old.delete()
    return deleted
