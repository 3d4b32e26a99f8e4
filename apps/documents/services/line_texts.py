"""Taking texts of single lines away."""

from typing import Any

from django.db import transaction

from apps.documents.models import LineTranscription
from apps.documents.services.progress import lock_part, publish_texts, refresh_layers
from apps.documents.services.snapshots import take_snapshot


@transaction.atomic
def delete_text(*, text: LineTranscription, user: Any) -> None:
    """Delete a text with its history; a page that loses words is stored as a snapshot before."""
    part = lock_part(text.line.part)
    if text.text:
        take_snapshot(part=part, user=user, reason="Before a text was deleted")
    layer_id = text.layer_id
    text.delete()
    refresh_layers(part=part)
    publish_texts(part=part, layer_id=layer_id, user=user)
