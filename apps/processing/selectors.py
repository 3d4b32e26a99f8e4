"""What the dialogs say about the chosen pages before anything is done to them."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from apps.documents.models import LayerProgress
from apps.documents.models.part import PartQuerySet


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """How much text one layer has on the chosen pages."""

    name: str
    pages: int
    lines: int


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The chosen pages: how many, how many have lines, and the text on them per layer."""

    count: int
    segmented: int
    lines: int
    unmasked: int
    layers: tuple[LayerFacts, ...]

    @property
    def unsegmented(self) -> int:
        return self.count - self.segmented


def page_facts(parts: PartQuerySet) -> PageFacts:
    """The facts of ``parts`` in two queries."""
    totals = parts.order_by().aggregate(
        count=Count("pk"),
        segmented=Count("pk", filter=Q(line_count__gt=0)),
        lines=Sum("line_count"),
        unmasked=Sum("unmasked_line_count"),
    )
    texts = LayerProgress.objects.filter(
        part__in=parts.order_by(), line_count__gt=0, layer__archived_at__isnull=True
    )
    layers = (
        texts.values_list("layer__name")
        .annotate(pages=Count("part"), lines=Sum("line_count"))
        .order_by("layer__created_at")
    )
    return PageFacts(
        count=totals["count"],
        segmented=totals["segmented"],
        lines=totals["lines"] or 0,
        unmasked=totals["unmasked"] or 0,
        layers=tuple(LayerFacts(name, pages, lines) for name, pages, lines in layers),
    )
