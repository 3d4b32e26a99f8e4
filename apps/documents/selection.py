"""The one way in which a choice of pages is written.

``all``, ``12-40,44`` or ``all!12,15-20`` (all but these). Thousands of scattered pages would make
an address that is too long; they are written ``bits!12!CQ``: one bit for each id from 12 on, the
lowest bit of each byte first, in the URL's base 64.
"""

import binascii
import re
from base64 import urlsafe_b64decode
from bisect import bisect_right

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.documents.models.part import PartQuerySet

ALL = "all"
NOTHING_CHOSEN = "Choose the pages first: none are selected."
_RANGES = re.compile(r"\d{1,18}(-\d{1,18})?(,\d{1,18}(-\d{1,18})?)*")
_BITS = re.compile(r"bits!(\d{1,18})!([\w-]{1,200000})", re.ASCII)


def selected_parts(document: Document, text: str) -> PartQuerySet:
    """The chosen pages of the document, in its order; ids of other documents match nothing."""
    parts: PartQuerySet = Part.objects.filter(document=document)
    text = re.sub(r"\s", "", text)
    if text == ALL:
        return parts
    ids = parts.order_by().values_list("pk", flat=True)
    if match := _BITS.fullmatch(text):
        wanted = _bits(int(match[1]), match[2])
        return parts.filter(pk__in=[part_id for part_id in ids if part_id in wanted])
    is_except = text.startswith(f"{ALL}!")
    ranges = _parse(text.removeprefix(f"{ALL}!"))
    chosen = [part_id for part_id in ids if _contains(ranges, part_id) is not is_except]
    return parts.filter(pk__in=chosen)


def _bits(first: int, text: str) -> set[int]:
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ApplicationError("invalid", NOTHING_CHOSEN) from error
    return {
        first + 8 * place + bit
        for place, byte in enumerate(data)
        for bit in range(8)
        if byte >> bit & 1
    }


def _parse(text: str) -> list[tuple[int, int]]:
    """Ranges in ascending order, joined where they overlap."""
    if not _RANGES.fullmatch(text):
        raise ApplicationError("invalid", NOTHING_CHOSEN)
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
