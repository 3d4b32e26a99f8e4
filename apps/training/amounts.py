"""How much there is to learn from, and a few pages of it by which the speed can be measured."""

from dataclasses import dataclass

from django.db.models import F, Q, Sum

from apps.documents.models import Document, LayerProgress, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.page_layout import text_direction
from apps.engine.options import TrainingTask
from apps.layout.types import TextDirection
from apps.training.models import Split, TrainingSet, TrainingSetItem
from apps.training.sets.split import SHARE
from apps.users.models import User

PAGES = 2
"""Pages that a measure of reading takes its lines from; one of finding takes a single page."""
THREE = 3
_HAS_LAYOUT = Q(line_count__gt=0) | Q(region_count__gt=0)


@dataclass(frozen=True, slots=True)
class Amount:
    """``units`` are the lines (of a segmentation, pages) that an epoch goes through; ``pages`` a
    few of the pages, each with its layer, by ids.
    """

    units: int
    pages: tuple[tuple[int, int | None], ...]
    direction: TextDirection = "horizontal-lr"
    document: Document | None = None


def of_selection(
    document: Document, parts: PartQuerySet, layer: TranscriptionLayer | None, task: TrainingTask
) -> Amount:
    """Chosen pages of a document, of which some will be put aside for the test."""
    direction = text_direction(document)
    if task == "segmentation":
        found = parts.filter(_HAS_LAYOUT)
        some = tuple((part_id, None) for part_id in found.values_list("pk", flat=True)[:1])
        return Amount(_untested(found.count(), found.count()), some, direction, document)
    rows = LayerProgress.objects.filter(layer=layer, line_count__gt=0, part__in=parts.order_by())
    ids = rows.order_by("part__order").values_list("part_id", "layer_id")[:PAGES]
    lines = rows.aggregate(lines=Sum("line_count"))["lines"] or 0
    return Amount(_untested(lines, rows.count()), tuple(ids), direction, document)


def of_set(training_set: TrainingSet, user: User, task: TrainingTask) -> Amount:
    """The pages of a set that are not kept for the test."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    items = items.exclude(split=Split.TEST)
    first = items.select_related("part__document").first()
    direction = text_direction(first.part.document) if first else "horizontal-lr"
    if task == "segmentation":
        found = items.filter(Q(part__line_count__gt=0) | Q(part__region_count__gt=0))
        some = tuple((part_id, None) for part_id in found.values_list("part_id", flat=True)[:1])
        return Amount(found.count(), some, direction)
    found = items.filter(part__progress__layer=F("layer"), part__progress__line_count__gt=0)
    lines = found.aggregate(lines=Sum("part__progress__line_count"))["lines"] or 0
    return Amount(lines, tuple(found.values_list("part_id", "layer_id")[:PAGES]), direction)


def _untested(units: int, pages: int) -> int:
    """What is left when the test pages are put aside, as the proposed split does."""
    return round(units * (1 - SHARE)) if pages >= THREE else units
