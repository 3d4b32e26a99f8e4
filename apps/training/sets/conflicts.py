"""What makes a figure worthless, refused with the reason: pages seen before the test."""

from collections.abc import Collection

from apps.models.models import OcrModel
from apps.training.models import TrainingSet
from apps.users.models import User


def refuse_move(
    training_set: TrainingSet, user: User, *, item_ids: Collection[int], split: str
) -> None:
    """Raise where pages would stand in another split than their near-duplicates."""


def refuse_conflicts(training_set: TrainingSet, user: User, *, base: OcrModel | None) -> None:
    """Raise where the set, as it stands, would test a model with what it has learned."""
