"""Which file of an import has which page: a page takes one text in each layer."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q

from apps.imports.models import Import, ImportItem, ItemKind, ItemState


class Holder(NamedTuple):
    """A file that goes to a page, or went there."""

    pk: int
    name: str
    by: str


class Places:
    """The files that have a page, by page and layer: books in one archive may name pages alike.

    Only people may send two files to one page; what was found by name gives way to them.
    """

    def __init__(self, run: Import) -> None:
        images = run.items.filter(kind=ItemKind.IMAGE, part__isnull=False)
        self._parts = dict(images.values_list("page_key", "part_id"))
        self._holders: dict[tuple[int | str, str], list[Holder]] = defaultdict(list)
        known = Q(matched_by="hand") | Q(facts__has_key="new_lines")
        texts = run.items.filter(kind=ItemKind.TEXT)
        rows = texts.filter(Q(state=ItemState.DONE) | Q(known, state=ItemState.WAITING))
        for item in rows.only("part_id", "page_key", "layer", "name", "matched_by"):
            self.take(item, item.part_id, item.page_key)

    def rival(self, item: ImportItem, part_id: int | None, page_key: str) -> Holder | None:
        """The other file that has the page: one that was sent there by hand, if there is one."""
        found = self._holders[self._place(part_id, page_key), item.layer]
        others = [holder for holder in found if holder.pk != item.pk]
        return next((holder for holder in others if holder.by == "hand"), next(iter(others), None))

    def take(self, item: ImportItem, part_id: int | None, page_key: str) -> None:
        """The page has this file now."""
        holder = Holder(item.pk, item.name, item.matched_by)
        self._holders[self._place(part_id, page_key), item.layer].append(holder)

    def _place(self, part_id: int | None, page_key: str) -> int | str:
        return part_id or self._parts.get(page_key) or page_key


def words_for(rival: Holder) -> str:
    """Why a file that was not chosen for it by hand cannot have the page of another."""
    if rival.by == "hand":
        return (
            f"Its page was given to {rival.name} by hand."
            f" Choose another page, or leave {rival.name} out."
        )
    return f"It names the same page as {rival.name}. Choose its page by hand."
