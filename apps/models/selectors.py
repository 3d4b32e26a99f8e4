"""Reading models for lists and cards."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.common import scripts
from apps.models.models import ModelRole, ModelShare, OcrModel, OcrModelQuerySet
from apps.users.models import Team, User

SORTS = {
    "name": ("name", "version", "pk"),
    "accuracy": ("accuracy", "pk"),
    "size": ("size", "pk"),
    "created": ("created_at", "pk"),
    "script": ("script", "name", "pk"),
    "owner": ("owner__username", "name", "pk"),
}

OWNERS = [("mine", "Mine"), ("shared", "Shared with me"), ("public", "For everybody")]
ORIGINS = [("trained", "Trained here"), ("installed", "Installed"), ("file", "Added as a file")]


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """What the list is narrowed down to, and its order (``-`` before it: descending)."""

    text: str = ""
    role: str = ""
    script: str = ""
    owner: str = ""
    origin: str = ""
    sort: str = "-created"

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.role or self.script or self.owner or self.origin)


def models_for(user: Any, wanted: ModelFilter) -> OcrModelQuerySet:
    """The models that ``user`` may use, as the filter says."""
    rows = OcrModel.objects.visible_to(user).select_related("owner", "parent")
    if wanted.role in ModelRole.values:
        rows = rows.filter(role=wanted.role)
    if wanted.script:
        rows = rows.filter(script=wanted.script)
    rows = _of_owner(_from_origin(rows, wanted.origin), user, wanted.owner)
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


def _of_owner(rows: OcrModelQuerySet, user: Any, owner: str) -> OcrModelQuerySet:
    if owner == "mine":
        return rows.filter(owner=user)
    if owner == "public":
        return rows.filter(is_public=True)
    return rows.exclude(owner=user).filter(is_public=False) if owner == "shared" else rows


def _from_origin(rows: OcrModelQuerySet, origin: str) -> OcrModelQuerySet:
    if origin == "trained":
        return rows.filter(details__has_key="job")
    if origin == "installed":
        return rows.filter(details__has_key="hub")
    if origin == "file":
        return rows.exclude(details__has_key="job").exclude(details__has_key="hub")
    return rows


def scripts_of(user: Any) -> list[tuple[str, str]]:
    """The scripts of the models that ``user`` may use, by name."""
    rows = OcrModel.objects.visible_to(user).exclude(script="").order_by("script")
    codes = rows.values_list("script", flat=True).distinct()
    names = ((code, scripts.by_code()[code].name) for code in codes if code in scripts.by_code())
    return sorted(names, key=lambda row: row[1])


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


@dataclass(frozen=True, slots=True)
class Use:
    """A document that a model worked on, and on how many of its pages."""

    document_id: int
    name: str
    pages: int


def used_in(model: OcrModel, user: Any) -> list[Use]:
    """Documents that this model has worked on, as far as ``user`` may see them."""
    jobs = model.jobs.visible_to(user).filter(document__isnull=False).exclude(kind="train")
    rows = jobs.order_by("document__name").values_list("document_id", "document__name")
    counted = rows.annotate(pages=Count("part", distinct=True))
    return [Use(pk or 0, name or "", pages) for pk, name, pages in counted]


def shares_of(model: OcrModel) -> QuerySet[ModelShare]:
    """With whom the model is shared, in the order in which that was done."""
    return model.shares.select_related("user", "team").order_by("pk")


def sharing_teams(model: OcrModel, user: User) -> list[str]:
    """The teams by which ``user`` has the model; none where it is shared with the person."""
    if model.owner == user or model.shares.filter(user=user).exists():
        return []
    mine = Team.objects.filter(Q(owner=user) | Q(members=user))
    names = mine.filter(model_shares__model=model).values_list("name", flat=True)
    return list(names.distinct().order_by("name"))
