"""The pages of a layer as a training gets them: made a set, frozen, and read again."""

from pathlib import Path

from apps.documents.models import TranscriptionLayer
from apps.engine.options import TrainingPage
from apps.training.sets.frozen import FrozenData, training_data
from apps.training.sets.services import freeze, make_set
from apps.users.models import User


def frozen_pages(user: User, layer: TranscriptionLayer, folder: Path) -> FrozenData:
    """All pages of the layer's document that have text in it."""
    document = layer.document
    made = make_set(
        user=user, name="Pages", document=document, parts=document.parts.all(), layer=layer
    )
    return training_data(freeze(training_set=made, user=user), folder)


def all_pages(found: FrozenData) -> tuple[TrainingPage, ...]:
    return (*found.data.train, *found.data.validation, *found.test)
