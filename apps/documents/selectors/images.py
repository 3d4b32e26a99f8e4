"""Reading pages with what is done on them, in a number of queries that never grows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps as registry
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery

from apps.documents.models import Document, LayerProgress, Part
from apps.documents.models.part import PartQuerySet, PartStatus
from apps.documents.page_marks import sorted_parts, sorts_of
from apps.images.models import ImageState

JOB_KINDS = ("segment", "transcribe", "align")

ALL = "all"
MINE, NOBODY = "mine", "none"
FILTERS: dict[str, tuple[str, Callable[[], Q]]] = {
    "no-lines": ("No lines", lambda: Q(line_count=0)),
    "no-text": ("No text", lambda: Q(line_count__gt=0) & Q(~Exists(_with_text()))),
    "no-masks": ("Lines without mask", lambda: Q(unmasked_line_count__gt=0)),
    "failed": ("Image failed", lambda: Q(image__state=ImageState.FAILED)),
}


@dataclass(frozen=True, slots=True)
class PageFilter:
    """Which pages of a document are asked for."""

    state: str = ALL
    name: str = ""
    status: str = ""
    assignee: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "PageFilter":
        state, status = query.get("show", ALL), query.get("status", "")
        assignee = query.get("assignee", "")
        return cls(
            state=state if state in FILTERS else ALL,
            name=query.get("q", "").strip(),
            status=status if status in PartStatus.values else "",
            assignee=assignee if is_person(assignee) else "",
            sort=query.get("sort", ""),
        )

    @property
    def is_on(self) -> bool:
        return bool(self.name or self.status or self.assignee) or self.state != ALL


def _with_text() -> Any:
    return LayerProgress.objects.filter(
        part=OuterRef("pk"), line_count__gt=0, layer__archived_at__isnull=True
    )


def named_parts(parts: PartQuerySet, name: str) -> PartQuerySet:
    """Pages whose name, or whose file's name, contains these letters."""
    return parts.filter(Q(name__icontains=name) | Q(image__original_name__icontains=name))


def is_person(text: str) -> bool:
    """Whether ``text`` says whose pages are wanted: ``mine``, ``none`` or an id."""
    return text in (MINE, NOBODY) or (text.isascii() and text.isdecimal() and len(text) < 16)


def assigned_parts(parts: PartQuerySet, assignee: str, user: Any) -> PartQuerySet:
    """Pages of one person, of ``user`` (``mine``), or of nobody."""
    if assignee == NOBODY:
        return parts.filter(assignee__isnull=True)
    return parts.filter(assignee=user.pk if assignee == MINE else int(assignee))


def filtered_parts(document: Document, wanted: PageFilter, user: Any) -> PartQuerySet:
    """The pages of the document that the filter lets through, in the order it asks for."""
    parts: PartQuerySet = Part.objects.filter(document=document)
    if wanted.status:
        parts = parts.filter(status=wanted.status)
    if wanted.assignee:
        parts = assigned_parts(parts, wanted.assignee, user)
    if wanted.name:
        parts = named_parts(parts, wanted.name)
    if wanted.state in FILTERS:
        parts = parts.filter(FILTERS[wanted.state][1]())
    return sorted_parts(parts, wanted.sort)


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One filter as the page offers it."""

    key: str
    label: str
    count: int


def filter_choices(document: Document, user: Any) -> dict[str, Any]:
    """How many pages each filter would show, and who has pages, which orders there are."""
    rules = {key: rule() for key, (_, rule) in FILTERS.items()}
    rules |= {key: Q(status=key) for key in PartStatus.values}
    rules |= {MINE: Q(assignee=user.pk), NOBODY: Q(assignee__isnull=True)}
    counts = Part.objects.filter(document=document).aggregate(
        all=Count("pk"), **{key: Count("pk", filter=rule) for key, rule in rules.items()}
    )
    states = {ALL: "All"} | {key: label for key, (label, _) in FILTERS.items()}
    return {
        "states": [FilterChoice(key, label, counts[key]) for key, label in states.items()],
        "statuses": [FilterChoice(key, label, counts[key]) for key, label in PartStatus.choices],
        "mine": counts[MINE],
        "nobody": counts[NOBODY],
        "people": list(_people_with_parts(document)),
        "sorts": sorts_of(document),
    }


def _people_with_parts(document: Document) -> Any:
    parts = Part.objects.filter(document=document, assignee__isnull=False).order_by()
    counted = parts.values("assignee_id", "assignee__username").annotate(count=Count("pk"))
    return counted.order_by("assignee__username")


def with_progress(parts: PartQuerySet) -> PartQuerySet:
    """Pages with their image and the progress of their layers that are not archived."""
    progress = (
        LayerProgress.objects.filter(layer__archived_at__isnull=True)
        .select_related("layer")
        .order_by("layer__created_at", "layer_id")
    )
    return parts.select_related("image", "assignee").prefetch_related(
        Prefetch("progress", queryset=progress)
    )


def described_parts(parts: PartQuerySet) -> PartQuerySet:
    """Pages as the API lists them: with the state of the newest job of each kind too."""
    return with_progress(parts).annotate(
        **{f"{kind}_state": Subquery(_newest_state(kind)) for kind in JOB_KINDS}
    )


def _newest_state(kind: str) -> Any:
    jobs: Any = registry.get_model("jobs", "Job").objects
    return jobs.filter(part=OuterRef("pk"), kind=kind).order_by("-pk").values("state")[:1]


def detailed_parts(parts: PartQuerySet) -> PartQuerySet:
    """One page as the API shows it: with regions, lines, what is known, and its neighbours."""
    return described_parts(parts).prefetch_related("regions", "lines", "metadata")


def neighbours(part: Part) -> tuple[int | None, int | None]:
    """The ids of the pages before and after this one."""
    others = Part.objects.filter(document_id=part.document_id).values_list("pk", flat=True)
    before = others.filter(order__lt=part.order).order_by("-order").first()
    after = others.filter(order__gt=part.order).order_by("order").first()
    return before, after
