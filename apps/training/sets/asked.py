"""A large set as it was when a training was asked for, until the job has frozen it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.training.models import TrainingSet, TrainingSetItem
from apps.users.models import User

AT_ONCE = 6000
"""Lines that are read while a page loads; more are for a job."""

Rows = Sequence[Sequence[Any]]
"""Page, layer and split of each item, by ids: as JSON keeps them."""


def is_large(training_set: TrainingSet, user: User) -> bool:
    """Whether the set has too many lines to be frozen while a person waits."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return (items.aggregate(lines=Sum("part__line_count"))["lines"] or 0) > AT_ONCE


def rows_of(training_set: TrainingSet, user: User) -> list[list[Any]]:
    """What the set holds now, of the pages that ``user`` may see."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return [list(row) for row in items.values_list("part_id", "layer_id", "split")]


def items_of(training_set: TrainingSet, user: User, rows: Rows) -> list[TrainingSetItem]:
    """The items that were asked for; left out are those whose page or layer is gone meanwhile."""
    parts = Part.objects.visible_to(user).filter(pk__in=[part for part, _, _ in rows])
    there = set(parts.values_list("pk", flat=True))
    layers = TranscriptionLayer.objects.in_bulk({layer for _, layer, _ in rows if layer})
    return [
        TrainingSetItem(
            training_set=training_set, part_id=part, layer=layers.get(layer), split=split
        )
        for part, layer, split in rows
        if part in there and (layer is None or layer in layers)
    ]


def changed_since(items: Sequence[TrainingSetItem], when: datetime) -> int:
    """Pages whose texts were changed after ``when``."""
    texts = LineTranscription.objects.filter(
        line__part__in=[item.part_id for item in items],
        layer__in={item.layer_id for item in items if item.layer_id},
        updated_at__gt=when,
    )
    return texts.values("line__part").distinct().count()
