"""Reading models for lists and cards."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.common import scripts
from apps.models.models import ModelRole, OcrModel, OcrModelQuerySet

SORTS = {
    "name": ("name", "version", "pk"),
    "accuracy": ("accuracy", "pk"),
    "size": ("size", "pk"),
    "created": ("created_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """What the list is narrowed down to, and its order (``-`` before it: descending)."""

    text: str = ""
    role: str = ""
    sort: str = "-created"


def models_for(user: Any, wanted: ModelFilter) -> OcrModelQuerySet:
    """The models that ``user`` may use, as the filter says."""
    rows = OcrModel.objects.visible_to(user).select_related("owner", "parent")
    if wanted.role in ModelRole.values:
        rows = rows.filter(role=wanted.role)
    if wanted.text:
        codes = [
            script.code
            for script in scripts.scripts()
            if wanted.text.lower() in script.name.lower()
        ]
        rows = rows.filter(
            Q(name__icontains=wanted.text)
            | Q(description__icontains=wanted.text)
            | Q(script__in=codes)
        )
    columns = SORTS.get(wanted.sort.removeprefix("-"), SORTS["created"])
    sign = "-" if wanted.sort.startswith("-") else ""
    return rows.order_by(*(sign + column for column in columns))


def lineage(model: OcrModel, user: Any) -> list[OcrModel]:
    """The versions before and after this one, in order, as far as ``user`` may see them."""
    before: list[OcrModel] = []
    known = {model.pk}
    ancestor = model.parent
    while ancestor is not None and ancestor.pk not in known:
        known.add(ancestor.pk)
        before.insert(0, ancestor)
        ancestor = ancestor.parent
    after: list[OcrModel] = []
    generation = [model]
    while generation and len(after) < 100:
        parents = [child.pk for child in generation]
        children = OcrModel.objects.filter(parent__in=parents).exclude(pk__in=known)
        generation = list(children.order_by("pk"))
        known.update(child.pk for child in generation)
        after += generation
    visible = set(
        OcrModel.objects.visible_to(user).filter(pk__in=known).values_list("pk", flat=True)
    )
    return [row for row in (*before, model, *after) if row.pk in visible]


def used_in(model: OcrModel, user: Any) -> list[tuple[int, str]]:
    """Documents that this model has worked on, as far as ``user`` may see them."""
    jobs = model.jobs.visible_to(user).filter(document__isnull=False)
    rows = jobs.order_by("document__name").values_list("document_id", "document__name")
    return [(pk, name) for pk, name in rows.distinct() if pk]
