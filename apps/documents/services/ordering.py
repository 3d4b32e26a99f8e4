"""The order of the lines and regions of a page: automatic, or as people put it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.models import Line, Part, Region
from apps.documents.page_layout import text_direction, to_layout
from apps.documents.services.progress import lock_part, publish_layout
from apps.layout.reading_order import order_lines


def merged_order(kept: Sequence[str], automatic: Sequence[str]) -> list[str]:
    """``kept`` in its own order, and whatever else is in ``automatic`` after its forerunner."""
    known = set(kept)
    order = list(kept)
    forerunner: str | None = None
    for uid in automatic:
        if uid not in known:
            order.insert(0 if forerunner is None else order.index(forerunner) + 1, uid)
            known.add(uid)
        forerunner = uid
    return order


def automatic_order(part: Part) -> list[str]:
    """Uids of the stored lines in the order in which a reader would meet them."""
    direction = text_direction(part.document)
    return [line.uid for line in order_lines(to_layout(part), direction)]


def is_automatic(part: Part) -> bool:
    """Whether the lines stand in the order that is computed."""
    stored = part.lines.order_by("order", "pk").values_list("uid", flat=True)
    return [str(uid) for uid in stored] == automatic_order(part)


def store_order(part: Part, order: Sequence[str]) -> None:
    """Number the lines of the page in this order, inside the caller's transaction.

    Regions follow the first of their lines; one without lines stays behind its forerunner.
    """
    place = {uid: index for index, uid in enumerate(order)}
    changed = []
    for line in part.lines.only("uid", "order", "part_id"):
        if line.order != place[str(line.uid)]:
            line.order = place[str(line.uid)]
            changed.append(line)
    Line.objects.bulk_update(changed, ["order"])
    _store_region_order(part)


def _store_region_order(part: Part) -> None:
    regions = {str(region.uid): region for region in part.regions.order_by("order", "pk")}
    lines = part.lines.exclude(region=None).order_by("order", "pk")
    kept = [str(uid) for uid in lines.values_list("region__uid", flat=True)]
    changed = []
    for order, uid in enumerate(merged_order([*dict.fromkeys(kept)], [*regions])):
        if regions[uid].order != order:
            regions[uid].order = order
            changed.append(regions[uid])
    Region.objects.bulk_update(changed, ["order"])


@transaction.atomic
def order_automatically(*, part: Part, user: Any) -> Part:
    """Put the lines in reading order, also where a person had put them in another."""
    part = lock_part(part)
    store_order(part, automatic_order(part))
    part.has_manual_order = False
    publish_layout(part=part, user=user)
    return part


@transaction.atomic
def move_lines(*, part: Part, places: Mapping[int, int], user: Any) -> Part:
    """Move lines, by id, to places from 0; the others close up in their order."""
    part = lock_part(part)
    uids = {pk: str(uid) for pk, uid in part.lines.values_list("pk", "uid")}
    if missing := sorted(set(places) - set(uids)):
        raise ApplicationError("invalid", f"This page has no lines with the ids {missing}.")
    order = [uid for pk, uid in uids.items() if pk not in places]
    for pk, place in sorted(places.items(), key=lambda item: item[1]):
        order.insert(max(place, 0), uids[pk])
    store_order(part, order)
    part.has_manual_order = True
    publish_layout(part=part, user=user)
    return part
