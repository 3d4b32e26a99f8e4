"""What makes a figure worthless, refused with the reason and the mend: pages seen before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from apps.common.errors import ApplicationError
from apps.documents.models import Part
from apps.models.models import OcrModel
from apps.training.models import Split, TrainingSet, TrainingSetItem
from apps.training.sets import base_pages, duplicates
from apps.users.models import User

NAMED = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """Pages that must not stand where they stand; ``mend`` is the split they belong into."""

    kind: Literal["duplicate", "known"]
    items: tuple[TrainingSetItem, ...]
    mend: str
    message: str


def find_conflicts(
    training_set: TrainingSet, user: User, *, base: OcrModel | None = None
) -> list[Conflict]:
    """Everything that keeps the set from being frozen as it is split now."""
    items = _items(training_set)
    found = _parted(items, user)
    if base:
        tested = [item for item in items if item.split == Split.TEST]
        known = base_pages.learned_parts(base, [item.part for item in tested])
        hit = tuple(item for item in tested if item.part_id in known)
        if hit:
            found.append(Conflict("known", hit, Split.TRAIN, _known(hit, base, user)))
    return found


def refuse_conflicts(
    training_set: TrainingSet, user: User, *, base: OcrModel | None = None
) -> None:
    """Raise where the set, as it stands, would test a model with what it has learned."""
    found = find_conflicts(training_set, user, base=base)
    if found:
        code = "near_duplicate" if found[0].kind == "duplicate" else "known_page"
        raise ApplicationError(code, found[0].message)


def refuse_move(
    training_set: TrainingSet, user: User, *, item_ids: Collection[int], split: str
) -> None:
    """Raise where pages would leave a near-duplicate behind in another split."""
    items = _items(training_set)
    moved = set(item_ids)
    for group in _groups(items):
        gone = [item for item in group if item.pk in moved]
        left = [item for item in group if item.pk not in moved and item.split != split]
        if gone and left:
            raise ApplicationError(
                "near_duplicate", _twins(gone[0], left[0], user, split), details={"together": True}
            )


def with_twins(training_set: TrainingSet, item_ids: Collection[int]) -> set[int]:
    """The pages and all near-duplicates of them."""
    wanted = set(item_ids)
    for group in _groups(_items(training_set)):
        ids = {item.pk for item in group}
        if ids & wanted:
            wanted |= ids
    return wanted


def _items(training_set: TrainingSet) -> list[TrainingSetItem]:
    rows = training_set.items.select_related("part__image", "part__document", "layer")
    return list(rows)


def _groups(items: Sequence[TrainingSetItem]) -> list[list[TrainingSetItem]]:
    numbers = duplicates.groups(items, {item.part_id: item.part for item in items})
    groups: dict[int, list[TrainingSetItem]] = defaultdict(list)
    for item in items:
        if item.part_id in numbers:
            groups[numbers[item.part_id]].append(item)
    return list(groups.values())


def _parted(items: Sequence[TrainingSetItem], user: User) -> list[Conflict]:
    """Near-duplicates that stand in two splits; they belong where most of them stand."""
    found = []
    for group in _groups(items):
        splits = [item.split for item in group]
        if len(set(splits)) > 1:
            one = group[0]
            other = next(item for item in group if item.split != one.split)
            mend = max(Split.values, key=splits.count)
            message = _twins(one, other, user, mend)
            found.append(Conflict("duplicate", tuple(group), mend, message))
    return found


def _twins(one: TrainingSetItem, other: TrainingSetItem, user: User, split: str) -> str:
    seen = _visible([one, other], user)
    names = [_name(item, seen) for item in (one, other)]
    return (
        f"{names[0]} and {names[1]} are nearly the same page. In two splits, the model would be"
        f" judged by what it learned, and the figure would flatter. Put both into"
        f" {Split(split).label.lower()}."
    )


def _known(items: Sequence[TrainingSetItem], base: OcrModel, user: User) -> str:
    seen = _visible(items, user)
    names = [_name(item, seen) for item in items[:NAMED]]
    more = len(items) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more else "")
    return (
        f"“{base}” has learned from {said} already: as a test, the figure would flatter. Put"
        f" {'it' if len(items) == 1 else 'them'} into training, and test with pages that it never"
        " saw."
    )


def _visible(items: Iterable[TrainingSetItem], user: User) -> set[int]:
    ids = [item.part_id for item in items]
    return set(Part.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _name(item: TrainingSetItem, seen: Collection[int]) -> str:
    if item.part_id not in seen:
        return "A page that is not shared with you"
    return f"{item.part.title} of “{item.part.document}”"
