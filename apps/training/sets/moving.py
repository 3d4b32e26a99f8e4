"""Pages of a set put into another split by hand, and what is said of it."""

from dataclasses import dataclass

from django.http import QueryDict

from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.training.models import Split, TrainingSet
from apps.training.sets import services
from apps.users.models import User

REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where which pages are to go; ``is_alone`` where a page's own choice asks."""

    items: tuple[int, ...]
    split: str
    together: bool
    is_alone: bool

    @classmethod
    def of(cls, data: QueryDict) -> "Asked":
        items = tuple(int(item) for item in data.getlist("items") if item.isdecimal())
        return cls(items, data.get("split", ""), "together" in data, "alone" in data)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the pages stay where they are; ``together`` where moving more of them mends it."""

    message: str
    items: tuple[int, ...]
    split: str
    together: bool


def move(*, training_set: TrainingSet, user: User, asked: Asked) -> tuple[str, Refusal | None]:
    """Move the pages; what was done, in words, or why nothing was."""
    try:
        if not asked.items:
            raise ApplicationError("no_pages", "Tick the pages first, then say where they go.")
        if asked.split == REMOVE:
            count = services.remove_pages(
                training_set=training_set, user=user, item_ids=asked.items
            )
            return f"{counted(count, 'page')} taken out of the set.", None
        count = services.set_split(
            training_set=training_set,
            user=user,
            item_ids=asked.items,
            split=asked.split,
            together=asked.together,
        )
    except ApplicationError as error:
        is_twin = error.code == "near_duplicate"
        return "", Refusal(error.message, asked.items, asked.split, is_twin)
    return f"{counted(count, 'page')} put into {Split(asked.split).label.lower()}.", None
