"""The one way in which a choice of pages is written: ``all``, ``12-40,44`` or ``all!12,15-20``."""

import re
from bisect import bisect_right

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet

ALL = "all"
_RANGES = re.compile(r"\d{1,18}(-\d{1,18})?(,\d{1,18}(-\d{1,18})?)*")


def selected_parts(document: Document, text: str) -> PartQuerySet:
    """The chosen pages of the document, in its order; ids of other documents match nothing."""
    parts: PartQuerySet = Part.objects.filter(document=document)
    text = re.sub(r"\s", "", text)
    if text == ALL:
        return parts
    is_except = text.startswith(f"{ALL}!")
    ranges = _parse(text.removeprefix(f"{ALL}!"))
    ids = parts.order_by().values_list("pk", flat=True)
    chosen = [part_id for part_id in ids if _contains(ranges, part_id) is not is_except]
    return parts.filter(pk__in=chosen)


def _parse(text: str) -> list[tuple[int, int]]:
    """Ranges in ascending order, joined where they overlap."""
    if not _RANGES.fullmatch(text):
        raise ApplicationError("invalid", "Choose the pages first: none are selected.")
    pairs = (piece.partition("-") for piece in text.split(","))
    ranges: list[tuple[int, int]] = []
    for first, last in sorted((int(start), int(end or start)) for start, _, end in pairs):
        if ranges and first <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], last))
        else:
            ranges.append((first, last))
    return ranges


def _contains(ranges: list[tuple[int, int]], part_id: int) -> bool:
    at = bisect_right(ranges, (part_id, float("inf"))) - 1
    return at >= 0 and ranges[at][0] <= part_id <= ranges[at][1]
