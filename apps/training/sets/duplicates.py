"""Pages that are nearly the same: the same picture, and the same words where there are any."""

from collections.abc import Mapping, Sequence

from apps.documents.models import Part
from apps.training.models import TrainingSetItem
from apps.training.sets.content import image_digest


def groups(items: Sequence[TrainingSetItem], parts: Mapping[int, Part]) -> dict[int, int]:
    """A number for each page that has near-duplicates in the set, the same for all of them."""
    found: dict[str, list[int]] = {}
    for item in items:
        found.setdefault(image_digest(parts[item.part_id].image), []).append(item.part_id)
    return {part: min(same) for same in found.values() if len(same) > 1 for part in same}
