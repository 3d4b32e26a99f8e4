"""What the findings of the check offer to do at once."""

from collections.abc import Callable

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.processing.params import MasksParams
from apps.processing.services import request_masks
from apps.training.models import TrainingSet, TrainingSetItem
from apps.training.sets import services
from apps.users.models import User

FORMS = ("", "NFC", "NFD", "NFKC", "NFKD")


def mend(*, training_set: TrainingSet, user: User, action: str, choice: str) -> None:
    """Do one mend; pages are only changed by the job that computes masks."""
    done: Callable[[TrainingSet, User, str], None] | None = _MENDS.get(action)
    if done is None:
        raise ApplicationError("invalid", "There is no such mend. Load the page anew.")
    done(training_set, user, choice)


def _normalize(training_set: TrainingSet, user: User, choice: str) -> None:
    if choice not in FORMS:
        raise ApplicationError("invalid", f"“{choice}” is no form of Unicode.")
    services.update_set(training_set=training_set, user=user, changes={"normalization": choice})


def _map(training_set: TrainingSet, user: User, choice: str) -> None:
    one, _, other = choice.partition("\t")
    if len(one) != 1 or len(other) > 1:
        raise ApplicationError("invalid", "A mapping is from one character to one or none.")
    found = dict(training_set.character_map) | {one: other}
    services.update_set(training_set=training_set, user=user, changes={"character_map": found})


def _unmap(training_set: TrainingSet, user: User, choice: str) -> None:
    found = {one: other for one, other in training_set.character_map.items() if one != choice}
    services.update_set(training_set=training_set, user=user, changes={"character_map": found})


def _move(training_set: TrainingSet, user: User, choice: str) -> None:
    split, _, ids = choice.partition(":")
    items = [int(item) for item in ids.split(",") if item.isdecimal()]
    services.set_split(
        training_set=training_set, user=user, item_ids=items, split=split, together=True
    )


def _masks(training_set: TrainingSet, user: User, choice: str) -> None:
    """Ask for missing masks, document by document, where the person may change pages."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    parts = Part.objects.filter(training_items__in=items, unmasked_line_count__gt=0)
    documents = Document.objects.editable_by(user).filter(parts__in=parts).distinct()
    if not documents:
        raise ApplicationError("nothing_to_do", "No page that you may change lacks masks.")
    for document in documents:
        request_masks(
            user=user,
            document=document,
            parts=Part.objects.filter(pk__in=parts.filter(document=document).values("pk")),
            params=MasksParams(),
        )


_MENDS: dict[str, Callable[[TrainingSet, User, str], None]] = {
    "normalize": _normalize,
    "map": _map,
    "unmap": _unmap,
    "move": _move,
    "masks": _masks,
}
