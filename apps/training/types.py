"""The types of lines and regions on chosen pages, and what people make of them for a training."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from apps.documents.models import Line, Part, Region
from apps.engine.type_mapping import GENERIC
from apps.training.models import TrainingSet, TrainingSetItem
from apps.users.models import User

MAX_NAME = 128


@dataclass(frozen=True, slots=True)
class FoundType:
    """A type on the pages: ``field`` is the name of the box that says what it is learned as."""

    kind: str
    name: str
    label: str
    count: int

    @property
    def field(self) -> str:
        return f"learn-{self.kind}:{self.name}"


def found_types(parts: "QuerySet[Part]") -> list[FoundType]:
    """The types on these pages with how often they are there, most frequent first."""
    rows = []
    for kind, model in (("regions", Region), ("lines", Line)):
        objects: Any = model.objects.filter(part__in=parts.order_by())
        counted = objects.order_by().values_list("type__name").annotate(n=Count("pk"))
        rows += [
            FoundType(kind, name or GENERIC[kind], name or "(no type)", count)
            for name, count in sorted(counted, key=lambda row: -row[1])
        ]
    return rows


def types_of_set(training_set: TrainingSet, user: User) -> list[FoundType]:
    """The types on those pages of a set that ``user`` may see."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return found_types(Part.objects.filter(training_items__in=items))


def mapping_of(posted: Mapping[str, Any]) -> dict[str, Any]:
    """Merged and left out types, from what was written into the boxes of the table.

    Another name merges or renames, an empty box leaves the type out.
    """
    merged: dict[str, dict[str, str]] = {}
    left_out: dict[str, list[str]] = {}
    for field, value in posted.items():
        head, _, name = field.partition(":")
        kind = head.removeprefix("learn-")
        if not head.startswith("learn-") or kind not in GENERIC or not name:
            continue
        written = str(value).strip()[:MAX_NAME]
        if not written:
            left_out.setdefault(kind, []).append(name)
        elif written != name:
            merged.setdefault(kind, {})[name] = written
    found: dict[str, Any] = {}
    if merged:
        found["merged_types"] = merged
    if left_out:
        found["left_out_types"] = left_out
    return found
