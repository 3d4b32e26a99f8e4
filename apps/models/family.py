"""Where a model comes from and what was made from it, as a tree."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from apps.models.measured import Measured, measured
from apps.models.models import OcrModel

MOST = 300
GENERATIONS = 50


@dataclass(frozen=True, slots=True)
class Branch:
    """One model of the tree; ``model`` is ``None`` where the person may not see it."""

    model: OcrModel | None
    is_current: bool
    children: tuple["Branch", ...]

    @property
    def figure(self) -> Measured | None:
        return measured(self.model) if self.model else None

    @property
    def set_words(self) -> str:
        found = (self.model.details.get("set") or {}) if self.model else {}
        version = f" v{found['version']}" if found.get("version") else ""
        return f"{found['name']}{version}" if found.get("name") else ""


def family(model: OcrModel, user: Any) -> Branch | None:
    """The tree from the first ancestor on; ``None`` for a model without relatives to be seen.

    A query for each generation; what the person may not see is a nameless branch, and only there
    when something lies below it.
    """
    first = _first(model)
    children: dict[int, list[OcrModel]] = defaultdict(list)
    known, generation = {first.pk}, [first]
    for _ in range(GENERATIONS):
        rows = OcrModel.objects.filter(parent__in=[row.pk for row in generation])
        generation = list(rows.exclude(pk__in=known).order_by("pk")[:MOST])
        if not generation or len(known) > MOST:
            break
        known |= {row.pk for row in generation}
        for row in generation:
            children[row.parent_id or 0].append(row)
    seen = OcrModel.objects.visible_to(user).filter(pk__in=known)
    visible = set(seen.values_list("pk", flat=True))
    tree = _branch(first, model, children, visible)
    return tree if tree and _count(tree) > 1 else None


def _first(model: OcrModel) -> OcrModel:
    known, first = {model.pk}, model
    while first.parent is not None and first.parent.pk not in known:
        first = first.parent
        known.add(first.pk)
    return first


def _branch(
    row: OcrModel, current: OcrModel, children: dict[int, list[OcrModel]], visible: set[int]
) -> Branch | None:
    below = (_branch(child, current, children, visible) for child in children[row.pk])
    found = tuple(branch for branch in below if branch)
    if row.pk not in visible:
        return Branch(None, False, found) if found else None
    return Branch(row, row.pk == current.pk, found)


def _count(branch: Branch) -> int:
    return (branch.model is not None) + sum(_count(child) for child in branch.children)
