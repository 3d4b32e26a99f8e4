"""The pages that the texts of an import may go to."""

from collections.abc import Iterator

from apps.imports.matching import Page, PageMatcher
from apps.imports.models import Import, ItemKind, ItemState


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


def assign_in_order(run: Import) -> None:
    """Give the texts to the pages one after the other: to those of this import, if it has any."""
    texts = run.items.filter(kind=ItemKind.TEXT, state=ItemState.WAITING)
    rows = list(texts.exclude(matched_by="hand"))
    places = _places(run)
    for row, (part_id, page_key) in zip(rows, places, strict=False):
        row.part_id, row.page_key, row.matched_by = part_id, page_key or row.page_key, "order"
    for row in rows[len(places) :]:
        row.state, row.message = ItemState.SKIPPED, NO_PAGE_LEFT
    changed = ["part", "page_key", "matched_by", "state", "message"]
    run.items.bulk_update(rows, changed, batch_size=500)


def _places(run: Import) -> list[tuple[int | None, str]]:
    """The pages in their order: the id of each, or the key of an image that is no page yet."""
    images = run.items.filter(kind=ItemKind.IMAGE).exclude(part=None, state=ItemState.SKIPPED)
    found = images.exclude(part=None, page_key="").values_list("part_id", "page_key")
    return list(found) or [(pk, "") for pk in run.document.parts.values_list("pk", flat=True)]
