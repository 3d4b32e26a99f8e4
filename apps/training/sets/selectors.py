"""Reading training sets for lists, pages and tabs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.documents.models import Document, LayerProgress, Part, TranscriptionLayer
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.training.models import (
    Split,
    TrainingSet,
    TrainingSetItem,
    TrainingSetQuerySet,
    TrainingSetVersion,
)
from apps.users.models import User

BASES = 100


@dataclass(frozen=True, slots=True)
class SplitFacts:
    """How much of the set one split has."""

    split: str
    label: str
    pages: int
    lines: int
    share: float


def set_rows(user: Any, *, query: str = "", archived: bool = False) -> TrainingSetQuerySet:
    """The sets that ``user`` may use, with counts of pages and versions."""
    rows = TrainingSet.objects.visible_to(user).filter(archived_at__isnull=not archived)
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(description__icontains=query))
    items, versions = TrainingSetItem.objects.order_by(), TrainingSetVersion.objects.order_by()
    return rows.select_related("owner", "project").annotate(
        page_count=_count(items), version_count=_count(versions)
    )


def _count(rows: Any, key: str = "training_set") -> Any:
    of_one = rows.filter(**{key: OuterRef("pk")}).values(key)
    return Coalesce(Subquery(of_one.annotate(count=Count("pk")).values("count")), 0)


def items_of(training_set: TrainingSet, user: Any) -> "QuerySet[TrainingSetItem]":
    """The pages of the set that ``user`` may see, with ``text_lines`` in their layer."""
    texts = LayerProgress.objects.filter(part=OuterRef("part"), layer=OuterRef("layer"))
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return items.select_related("part__image", "part__document", "layer").annotate(
        text_lines=Coalesce(Subquery(texts.values("line_count")[:1]), 0)
    )


def test_pages(training_set: TrainingSet, user: Any) -> "QuerySet[TrainingSetItem]":
    """Pages with a text that ``user`` may see and that are kept for a test."""
    rows = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return rows.filter(split=Split.TEST, layer__isnull=False)


def unseen(training_set: TrainingSet, user: Any) -> int:
    """Pages of the set that are not shared with ``user``."""
    seen = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return training_set.items.count() - seen.count()


def split_facts(training_set: TrainingSet, user: Any) -> list[SplitFacts]:
    """Pages and lines of each split, in one query."""
    rows = items_of(training_set, user).order_by().values("split")
    found = {
        row["split"]: (row["pages"], row["lines"] or row["all_lines"] or 0)
        for row in rows.annotate(
            pages=Count("pk"), lines=Sum("text_lines"), all_lines=Sum("part__line_count")
        )
    }
    total = sum(lines for _, lines in found.values()) or 1
    return [
        SplitFacts(split.value, split.label, pages, lines, lines / total)
        for split in Split
        for pages, lines in [found.get(split.value, (0, 0))]
    ]


def documents_of(training_set: TrainingSet, user: Any) -> list[dict[str, Any]]:
    """The documents of the set with their pages, the layer in use and the layers there are."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    rows = (
        items.order_by("part__document_id")
        .values("part__document_id", "part__document__name", "layer_id")
        .annotate(pages=Count("pk"))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        document = found.setdefault(
            row["part__document_id"],
            {
                "id": row["part__document_id"],
                "name": row["part__document__name"],
                "pages": 0,
                "layers": [],
                "used": set(),
            },
        )
        document["pages"] += row["pages"]
        document["used"].add(row["layer_id"])
    for layer in TranscriptionLayer.objects.active().filter(document__in=found):
        found[layer.document_id]["layers"].append(layer)
    return list(found.values())


def documents_to_add(training_set: TrainingSet, user: Any) -> "QuerySet[Document]":
    """Documents with pages that ``user`` may see: ``page_count`` and ``known_count`` in the set."""
    rows = Document.objects.visible_to(user).filter(archived_at__isnull=True)
    parts = Part.objects.order_by()
    known = parts.filter(pk__in=training_set.items.values("part"))
    counted = rows.annotate(
        page_count=_count(parts, "document"), known_count=_count(known, "document")
    )
    return counted.filter(page_count__gt=0).order_by("name", "pk")


def fullest_layer(document: Document) -> TranscriptionLayer | None:
    """The ground truth of a document; else the layer with most text."""
    layers = document.layers.active().annotate(filled=Sum("progress__line_count"))
    return layers.order_by("-is_ground_truth", F("filled").desc(nulls_last=True), "pk").first()


def bases_for(user: Any) -> "QuerySet[OcrModel]":
    """Recognition models that the check may compare with; the newest first."""
    rows = OcrModel.objects.visible_to(user).filter(role=ModelRole.RECOGNITION)
    return rows.only("pk", "name", "version", "accuracy").order_by("-pk")[:BASES]


def models_of(training_set: TrainingSet, user: User) -> "QuerySet[OcrModel]":
    """Models that were trained on the set and that ``user`` may see."""
    digests = list(training_set.versions.values_list("digest", flat=True))
    found = Q(details__set__id=training_set.pk) | Q(details__set__digest__in=digests)
    return OcrModel.objects.visible_to(user).filter(found).select_related("owner").order_by("-pk")


def trainings_of(training_set: TrainingSet, user: User) -> "QuerySet[Job]":
    """Trainings on the set that wait, run or ended without a model."""
    versions = list(training_set.versions.values_list("pk", flat=True))
    asked = Q(params__asked__set=training_set.pk) | Q(params__version__in=versions)
    return Job.objects.visible_to(user).filter(asked, kind="train").order_by("-pk")[:50]
