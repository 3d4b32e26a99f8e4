"""The split that chosen pages would get, for the dialog that trains on them."""

from collections.abc import Iterable

from apps.documents.models import Part, TranscriptionLayer
from apps.models.models import OcrModel
from apps.training.models import Split, TrainingSet, TrainingSetItem
from apps.training.sets.pages import to_place
from apps.training.sets.selectors import SplitFacts
from apps.training.sets.split import propose


def proposed_split(
    parts: Iterable[Part], layer: TranscriptionLayer | None, base: OcrModel | None
) -> list[SplitFacts]:
    """Pages and lines of each split, as the training would place the pages that have text."""
    unsaved = TrainingSet()
    items = [TrainingSetItem(part_id=part.pk, layer=layer) for part in parts]
    pages = [page for page in to_place(unsaved, items, keep=(), base=base) if page.lines]
    placed = propose(pages, seed=unsaved.seed)
    total = sum(page.lines for page in pages) or 1
    found = []
    for split in Split:
        lines = [page.lines for page in pages if placed[page.key] == split.value]
        share = sum(lines) / total
        found.append(SplitFacts(split.value, split.label, len(lines), sum(lines), share))
    return found
