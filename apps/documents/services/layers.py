"""Writes of layers beside their texts: what they are for, and back from the archive."""

from django.db import transaction

from apps.documents.models import TranscriptionLayer
from apps.users.models import User


@transaction.atomic
def describe_layer(
    *,
    layer: TranscriptionLayer,
    user: User,
    is_ground_truth: bool | None = None,
    comments: str | None = None,
) -> TranscriptionLayer:
    """Mark a layer as ground truth, or not; write down what is worth knowing about it."""
    if is_ground_truth is not None:
        layer.is_ground_truth = is_ground_truth
    if comments is not None:
        layer.comments = comments
    layer.save(update_fields=["is_ground_truth", "comments", "updated_at"])
    return layer


@transaction.atomic
def restore_layer(*, layer: TranscriptionLayer, user: User) -> TranscriptionLayer:
    """Bring a layer back; under a new name when another took its own meanwhile."""
    layer.name = _free_name(layer)
    layer.archived_at = None
    layer.save(update_fields=["name", "archived_at", "updated_at"])
    return layer


def _free_name(layer: TranscriptionLayer) -> str:
    taken = set(layer.document.layers.active().values_list("name", flat=True))
    name, number = layer.name, 1
    while name in taken:
        number += 1
        name = f"{layer.name[:500]} ({number})"
    return name
