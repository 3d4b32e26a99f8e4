"""Writing to the outbox."""

from typing import Any

from apps.events.models import Event


def emit(*, topic: str, kind: str, payload: dict[str, Any]) -> None:
    """Record an event inside the caller's transaction, so that it is true when it is seen."""
    Event.objects.create(topic=topic, kind=kind, payload=payload)


def document_topic(document_id: int) -> str:
    return f"document:{document_id}"


def user_topic(user_id: int) -> str:
    return f"user:{user_id}"
