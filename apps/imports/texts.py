"""The pages that a text file of an import describes, each file read and parsed once."""

from collections.abc import Sequence

from django.db import transaction

from apps.formats.base import FormatError
from apps.formats.registry import read_pages
from apps.imports.models import ImportItem, ItemKind, ItemState
from apps.imports.sources.base import Source, TextContent
from apps.layout.types import PageLayout

PAGE = "page_of_file"


class TextReader:
    """Reads text items; a file that describes several pages becomes an item for each."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._key: object = None
        self._layouts: tuple[PageLayout, ...] = ()

    def read(self, item: ImportItem) -> tuple[PageLayout, Sequence[ImportItem]]:
        """The page of this item, and the items that were made for the other pages of its file."""
        layouts = self._pages(item)
        more: Sequence[ImportItem] = ()
        if len(layouts) > 1 and PAGE not in item.target:
            more = _split(item, len(layouts))
        return layouts[item.target.get(PAGE, 0)], more

    def _pages(self, item: ImportItem) -> tuple[PageLayout, ...]:
        key = (item.run_id, {name: item.target[name] for name in item.target if name != PAGE})
        if key != self._key:
            content = self._source.read(item)
            assert isinstance(content, TextContent)  # noqa: S101  sources keep their word
            self._layouts = read_pages(content.data, content.file_name)
            if not self._layouts:
                raise FormatError(content.file_name, "it describes no page.", "Leave it out.")
            self._key = key
        return self._layouts


@transaction.atomic
def _split(item: ImportItem, count: int) -> Sequence[ImportItem]:
    """Items for the second and later pages of a file, behind the item of its first page."""
    name, target = item.name, dict(item.target)
    item.name = f"{name} · 1"[:1024]
    item.target = {**target, PAGE: 0}
    item.save(update_fields=["name", "target"])
    return ImportItem.objects.bulk_create(
        ImportItem(
            run=item.run,
            order=item.order,
            name=f"{name} · {number + 1}"[:1024],
            kind=ItemKind.TEXT,
            target={**target, PAGE: number},
            layer=item.layer,
            state=ItemState.WAITING,
        )
        for number in range(1, count)
    )
