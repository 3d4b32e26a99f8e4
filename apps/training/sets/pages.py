"""The pages of a set: read for freezing and checking, and described for the split."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Q

from apps.documents.models import DocumentMetadata, LayerProgress, Part, PartMetadata
from apps.documents.page_layout import to_layered
from apps.layout.types import PageLayout
from apps.models.models import OcrModel
from apps.training.models import SplitBy, TrainingSet, TrainingSetItem
from apps.training.sets import base_pages, duplicates
from apps.training.sets.split import Page
from apps.users.models import User

HANDS = ("hand", "scribe", "writer", "copyist", "script type", "font", "typeface")
"""Keys of metadata that tell who or what wrote a page."""


def pages_of(
    training_set: TrainingSet, user: User
) -> Iterator[tuple[TrainingSetItem, Part, PageLayout]]:
    """The pages of the set that ``user`` may see, in order, each with the text of its layer."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    return pages_of_items(items.select_related("layer"))


def pages_of_items(
    items: Iterable[TrainingSetItem],
) -> Iterator[tuple[TrainingSetItem, Part, PageLayout]]:
    """The pages of these items, by layer and in order, each with its text."""
    groups: dict[int | None, dict[int, TrainingSetItem]] = defaultdict(dict)
    for item in items:
        groups[item.layer_id][item.part_id] = item
    for found in groups.values():
        layer = next(iter(found.values())).layer
        parts = Part.objects.filter(pk__in=found).order_by("document_id", "order", "pk")
        for part, (layout,) in to_layered(parts, [layer], has_glyphs=False):
            yield found[part.pk], part, layout


def to_place(
    training_set: TrainingSet,
    items: Sequence[TrainingSetItem],
    *,
    keep: Collection[int],
    base: OcrModel | None = None,
) -> list[Page]:
    """The pages as the proposal sees them: lines, kind, and what must not be parted."""
    parts = Part.objects.filter(pk__in=[item.part_id for item in items]).select_related("image")
    rows = {part.pk: part for part in parts}
    lines, hands = _line_counts(items), _hands(rows.values())
    groups = duplicates.groups(items, rows)
    known = base_pages.learned_parts(base, rows.values()) if base else frozenset()
    by_document = training_set.split_by == SplitBy.DOCUMENTS
    return [
        Page(
            key=item.part_id,
            lines=lines.get(
                item.part_id, rows[item.part_id].line_count if not item.layer_id else 0
            ),
            kind=(rows[item.part_id].document_id, hands.get(item.part_id, "")),
            group=(
                ("document", rows[item.part_id].document_id)
                if by_document
                else groups.get(item.part_id)
            ),
            fixed=item.split if item.part_id in keep else None,
            may_test=item.part_id not in known,
        )
        for item in items
    ]


def _line_counts(items: Sequence[TrainingSetItem]) -> dict[int, int]:
    """Lines with text by page, in the layer of its item."""
    layers = {item.part_id: item.layer_id for item in items if item.layer_id}
    rows = LayerProgress.objects.filter(part__in=layers, layer__in=set(layers.values()))
    found = rows.values_list("part_id", "layer_id", "line_count")
    return {part: count for part, layer, count in found if layers[part] == layer}


def _hands(parts: Collection[Part]) -> dict[int, str]:
    """Who wrote each page, as far as its metadata, or those of its document, tell."""
    wanted = Q()
    for key in HANDS:
        wanted |= Q(key__iexact=key)
    documents = {part.document_id for part in parts}
    rows = DocumentMetadata.objects.filter(wanted, document__in=documents)
    of_document = dict(rows.values_list("document_id", "value"))
    pages = PartMetadata.objects.filter(wanted, part__in=[part.pk for part in parts])
    of_page = dict(pages.values_list("part_id", "value"))
    return {
        part.pk: of_page.get(part.pk) or of_document.get(part.document_id, "") for part in parts
    }
