"""Writes one export from the database to a file on the disk, page by page."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError

from apps.common.errors import ApplicationError
from apps.common.files import is_disk_full
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layered
from apps.exports.archive import FileSink
from apps.exports.filters import filtered, wanted_of
from apps.exports.history import History
from apps.exports.images import image_file, image_suffix
from apps.exports.naming import UniqueNames, safe
from apps.exports.notes import Notes
from apps.exports.params import ExportParams
from apps.exports.writers.base import ExportContext, ExportPage, Writer, formats
from apps.layout.transform import scale
from apps.layout.types import PageLayout
from apps.users.models import User

logger = logging.getLogger(__name__)

SOFTWARE = "escriptorium"
PAGES_PER_REPORT = 10
NOT_OF_THE_PAGE = (OperationalError, InterfaceError, MemoryError)
"""What ends the whole export, whichever page was in hand."""
Report = Callable[[int, int, str], None]
"""Called every few pages: pages done, pages in all, and what is done now."""


@dataclass(frozen=True, slots=True)
class Written:
    """The finished file in the scratch folder, the ending of its name, and what was noted."""

    path: Path
    suffix: str
    notes: Notes


def write_export(
    *, document: Document, user: User, params: ExportParams, folder: Path, report: Report
) -> Written:
    """Write the export into ``folder``; a page that fails is noted and left out."""
    with closing(Notes(folder / "warnings.txt")) as notes:
        sink = FileSink(folder, always_zip=params.always_zip)
        with closing(sink):
            context = _context(document, user, params, folder, notes)
            with context.opened:
                _Export(context, params, sink, notes).write(report)
            if notes.skipped or (notes.count and not sink.is_single):
                notes.flush()
                sink.add("warnings.txt", notes.path, compress=True)
            path, suffix = sink.finish()
    return Written(path, suffix, notes)


class _Export:
    """One export while it is written."""

    def __init__(
        self, context: ExportContext, params: ExportParams, sink: FileSink, notes: Notes
    ) -> None:
        self._context = context
        self._params = params
        self._sink = sink
        self._notes = notes
        self._format = formats()[params.format]
        self._images = "none" if self._format.needs_images else params.images
        self._wanted = wanted_of(context.document, params)
        self._names = UniqueNames()
        self._parts = context.document.parts.filter(pk__in=params.part_ids)
        self._layers = context.layers

    def write(self, report: Report) -> None:
        writer = self._format.writer(self._sink, self._context)
        total, number = len(self._params.part_ids), 0
        for number, (part, layouts) in enumerate(self._pages(), 1):
            if number % PAGES_PER_REPORT == 1:
                report(number - 1, total, f"Writing {part.title}")
            self._page(writer, number, part, layouts)
        if self._notes.skipped == number:
            first = self._notes.kept[0] if self._notes.kept else "The pages are gone."
            raise ApplicationError("nothing_written", f"No page could be written. {first}")
        report(number, total, "Finishing the file")
        writer.finish()

    def _pages(self) -> Iterator[tuple[Part, tuple[PageLayout, ...]]]:
        layers = self._layers or (None,)
        history = History(self._parts, self._layers)
        for part, layouts in to_layered(
            self._parts, layers, has_glyphs=self._params.include_glyphs
        ):
            pairs = zip(layers, layouts, strict=True)
            wanted = [(layer, filtered(layout, self._wanted)) for layer, layout in pairs]
            yield part, tuple(history.told(part, layer, layout) for layer, layout in wanted)

    def _page(
        self, writer: Writer, number: int, part: Part, layouts: tuple[PageLayout, ...]
    ) -> None:
        """Write one page; whatever goes wrong with it stays with it."""
        name = f"{part.title} ({part.image.original_name})"
        try:
            page = self._with_image(self._export_page(number, part, layouts))
            writer.page(page)
        except ApplicationError as error:
            self._notes.skip(f"{name} was left out: {error.message}")
            return
        except Exception as error:
            if isinstance(error, NOT_OF_THE_PAGE) or is_disk_full(error):
                raise
            logger.exception("Page %s could not be exported.", part.pk)
            self._notes.skip(f"{name} was left out: the program could not write it.")
            return
        for layer, layout in zip(self._layers, page.layouts, strict=False):
            self._note_empty(name, layer, layout)

    def _export_page(self, number: int, part: Part, layouts: tuple[PageLayout, ...]) -> ExportPage:
        stem = self._names.stem(part.image.original_name)
        image_name = f"{stem}{image_suffix(part.image, self._images)}"
        named = tuple(replace(layout, image_name=image_name) for layout in layouts)
        return ExportPage(part, number, stem, image_name, named)

    def _with_image(self, page: ExportPage) -> ExportPage:
        """The page with its image in the sink, and its layout as large as that image."""
        if self._images == "none":
            return page
        with image_file(page.part.image, self._images) as found:
            stored = self._sink.add(page.image_name, found.path)
        size = round(page.layout.width * found.scale[0]), round(page.layout.height * found.scale[1])
        layouts = tuple(scale(layout, *size) for layout in page.layouts)
        return replace(page, layouts=layouts, image=stored)

    def _note_empty(self, name: str, layer: TranscriptionLayer, layout: PageLayout) -> None:
        if not layout.lines:
            if layer == self._layers[0]:
                self._notes.add(f"{name}: no lines to export.")
            return
        empty = sum(1 for line in layout.lines if line.text is None or not line.text.text)
        if empty:
            count = f"{empty} of {len(layout.lines)} lines have no text"
            self._notes.add(f"{name}: {count} in the layer “{layer.name}”.")


def _context(
    document: Document, user: User, params: ExportParams, folder: Path, notes: Notes
) -> ExportContext:
    return ExportContext(
        document=document,
        layers=_layers(document, params),
        stem=safe(document.name)[:60] or "document",
        include_glyphs=params.include_glyphs,
        folder=folder,
        warn=notes.add,
        options=_options(params),
        software=SOFTWARE,
        origin=params.origin,
        images=params.images,
        user=user,
    )


def _options(params: ExportParams) -> dict[str, Any]:
    """The format's own choices, those that were not made with their defaults."""
    defaults = {option.name: option.default for option in formats()[params.format].options}
    return defaults | params.options


def _layers(document: Document, params: ExportParams) -> tuple[TranscriptionLayer, ...]:
    """The layers in the order in which they were chosen; those that are gone are an error."""
    found = document.layers.in_bulk(params.layers)
    if len(found) < len(params.layers):
        raise ApplicationError("gone", "A layer of this export is gone. Export again.")
    return tuple(found[layer_id] for layer_id in params.layers)
