"""The pages that the texts of an import may go to."""

from collections.abc import Iterator

from apps.imports.matching import Page, PageMatcher
from apps.imports.models import (
    Import,
    ImportItem,
    ItemKind,
    ItemState,
)


def page_matcher(run: Import, *, planned: bool = False) -> PageMatcher:
    """Finds the pages of the document, by the paths too that they have in this import.

    With ``planned`` also the pages that its images will make: their ids are those of the items,
    below zero.
    """
    return PageMatcher([*_pages(run), *(_planned(run) if planned else ())])


def _pages(run: Import) -> Iterator[Page]:
    images = run.items.filter(kind=ItemKind.IMAGE, part__isnull=False)
    paths = dict(images.values_list("part_id", "name"))
    rows = run.document.parts.values_list(
        "pk", "image__original_name", "name", "image__width", "image__height"
    )
    for part_id, image, name, width, height in rows:
        names = (image, name, paths.get(part_id, ""))
        yield Page(part_id, names, width, height)


def _planned(run: Import) -> Iterator[Page]:
    images = run.items.filter(kind=ItemKind.IMAGE, part=None, state=ItemState.WAITING)
    for item_id, name in images.values_list("pk", "name"):
        yield Page(-item_id, (name,))


NO_PAGE_LEFT = "There are more files than pages. Add the missing page, or choose one by hand."
FIXED = ("hand", "order")


def assign_in_order(run: Import) -> None:
    """Give the texts that have no page yet to the pages that are left, one after the other.

    What was placed before keeps its page, also when the import goes on later; so does a file that
    cannot be read. The pages are those that this import makes, if it makes any.
    """
    texts = run.items.filter(kind=ItemKind.TEXT)
    open_states = [ItemState.WAITING, ItemState.FAILED]
    rows = list(texts.filter(state__in=open_states).exclude(matched_by__in=FIXED))
    if not rows:
        return
    held = texts.filter(matched_by__in=FIXED)
    held = held.exclude(matched_by="hand", state=ItemState.SKIPPED)
    taken = set(held.values_list("layer", "part_id")) | set(held.values_list("layer", "page_key"))
    places = _places(run)
    for layer in {row.layer for row in rows}:
        free = (
            (part_id, key)
            for part_id, key in places
            if not {(layer, part_id or key), (layer, key or part_id)} & taken
        )
        _assign([row for row in rows if row.layer == layer], free)
    changed = ["part", "page_key", "matched_by", "state", "message"]
    run.items.bulk_update(rows, changed, batch_size=500)


def make_room(run: Import, item: ImportItem) -> None:
    """Several pages were found in one file: let those not looked at yet move on behind them."""
    later = run.items.filter(kind=ItemKind.TEXT, order__gt=item.order, matched_by="order")
    later.unseen().update(part=None, matched_by="")
    assign_in_order(run)


def _assign(rows: list[ImportItem], free: Iterator[tuple[int | None, str]]) -> None:
    for row in rows:
        part_id, page_key = next(free, (None, ""))
        if part_id or page_key:
            row.part_id, row.page_key, row.matched_by = part_id, page_key, "order"
        elif row.state == ItemState.WAITING:
            row.state, row.message = ItemState.SKIPPED, NO_PAGE_LEFT


def _places(run: Import) -> list[tuple[int | None, str]]:
    """The pages in their order: the id of each, or the key of an image that is no page yet."""
    images = run.items.filter(kind=ItemKind.IMAGE).exclude(part=None, state=ItemState.SKIPPED)
    found = images.exclude(part=None, page_key="").values_list("part_id", "page_key")
    return list(found) or [(pk, "") for pk in run.document.parts.values_list("pk", flat=True)]
