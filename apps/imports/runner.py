"""Does an import item by item: one transaction each, a bad one never stops the others."""

import logging
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from apps.common.errors import ApplicationError
from apps.common.files import is_disk_full
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.services.transcriptions import layer_named
from apps.formats.base import FormatError
from apps.imports.candidates import assign_in_order, make_room, page_matcher
from apps.imports.image_texts import known_text
from apps.imports.images import add_pages, page_of_content, page_of_source
from apps.imports.matching import Match, PageMatcher, Wanted
from apps.imports.models import Import, ImportItem, ItemKind, ItemState
from apps.imports.options import ImportOptions
from apps.imports.pages import import_page
from apps.imports.places import Places, words_for
from apps.imports.plain import import_plain, is_plain
from apps.imports.report import PageReport
from apps.imports.sources.base import ImageContent, Source
from apps.imports.stopping import Access, Stopped, check_layer
from apps.imports.texts import TextReader
from apps.jobs.models import Job
from apps.jobs.progress import JobCancelled, JobTakenAway, Progress
from apps.layout.types import PageLayout

logger = logging.getLogger(__name__)

AT_ONCE = 100
NOT_OURS = (
    *(OperationalError, InterfaceError, MemoryError),
    *(JobCancelled, JobTakenAway, Stopped),
)
"""What ends the whole job, whichever item was in hand."""
SETTLED = ["state", "message", "part", "page_key", "matched_by", "facts"]
UNEXPECTED = (
    "Something went wrong that the program did not expect. Tell the administrator the name of this"
    " file and the time: the details are in the server's log."
)


class _PageFinder:
    """Finds the page of each text, once all images are pages."""

    def __init__(self, run: Import) -> None:
        self.run = run
        self._matcher: PageMatcher | None = None

    @cached_property
    def places(self) -> Places:
        """Which texts have a page already."""
        return Places(self.run)

    def find(self, item: ImportItem, layout: PageLayout) -> Match:
        """The page of a text, or what stands against it."""
        match = self._found(item, layout)
        rival = self.places.rival(item, match.page_id, "") if match.page_id else None
        if rival is None or match.by == "hand":
            return match
        return Match(None, words_for(rival))

    def _found(self, item: ImportItem, layout: PageLayout) -> Match:
        if item.part_id:
            return Match(item.part_id, by=item.matched_by)
        if item.page_key:
            twins = self.run.items.filter(page_key=item.page_key, kind=ItemKind.IMAGE)
            part_id = twins.exclude(part=None).values_list("part_id", flat=True).first()
            if part_id:
                return Match(part_id, by="key")
        self._matcher = self._matcher or page_matcher(self.run)
        return self._matcher.match(
            Wanted(layout.image_name, item.name, layout.width, layout.height)
        )


class Runner:
    """Imports what waits, images first; what is done, skipped or failed is not done again."""

    def __init__(self, run: Import, job: Job, source: Source, options: ImportOptions) -> None:
        self.run, self.source, self.options = run, source, options
        self.user, self.document = job.user, run.document
        self._parts = run.document.parts.select_related("image", "document", "type")
        self._layers: dict[str, TranscriptionLayer] = {}
        self._texts = TextReader(source)
        self._pages, self._access = _PageFinder(run), Access(run, job.user)

    def work(self, progress: Progress) -> None:
        """Import all that waits; each item is a point where the work can be cancelled."""
        waiting = self.run.items.filter(state=ItemState.WAITING)
        total = self.run.items.count()
        done = total - waiting.count()
        for item in self._waiting(ItemKind.IMAGE):
            progress.update(done, total, f"Adding {item.name}")
            self.import_item(item)
            done += 1
        if self.options.match == "order":
            assign_in_order(self.run)
        for item in self._waiting(ItemKind.TEXT):
            family = [item]
            while family:
                progress.update(done, total, f"Reading {family[0].name}")
                more = self.import_item(family.pop(0))
                family += more
                total += len(more)
                done += 1
        progress.update(done, total, "")

    def _waiting(self, kind: ItemKind) -> Iterator[ImportItem]:
        rows = self.run.items.filter(state=ItemState.WAITING, kind=kind)
        while chunk := list(rows[:AT_ONCE]):
            yield from chunk

    def import_item(self, item: ImportItem) -> Sequence[ImportItem]:
        """Import one item and write down how it went; returns items that were found in it."""
        self._access.check()
        try:
            return self._import_image(item) if item.kind == ItemKind.IMAGE else self._text(item)
        except NOT_OURS:
            raise
        except Exception as error:
            if is_disk_full(error):
                raise
            self._fail(item, error)
        return ()

    def _fail(self, item: ImportItem, error: Exception) -> None:
        """Write down why; a page or a layer that was undone with the item is not remembered."""
        if item.kind == ItemKind.IMAGE:
            item.refresh_from_db()
        ids = [layer.pk for layer in self._layers.values()]
        kept = set(self.document.layers.filter(pk__in=ids).values_list("pk", flat=True))
        self._layers = {name: row for name, row in self._layers.items() if row.pk in kept}
        if isinstance(error, FormatError):
            words = said(error)
        elif isinstance(error, ApplicationError):
            words = error.message
        else:
            logger.error("%s of import %s failed.", item.name, self.run.pk, exc_info=error)
            words = UNEXPECTED
        settle(item, ItemState.FAILED, words)

    def _import_image(self, item: ImportItem) -> Sequence[ImportItem]:
        known = page_of_source(self.document, str(item.target.get("address", "")))
        if known and self.source.has_image_texts:
            self._add_text(item, known.pk, "source")
            return ()
        if known:
            _settle_known(item, known, "source")
            return ()
        content = self.source.read(item)
        assert isinstance(content, ImageContent)  # noqa: S101  sources keep their word
        with content.file:
            known = page_of_content(self.document, content)
            if known and content.layout and content.layout.lines:
                self._add_text(item, known.pk, "content")
            elif known:
                _settle_known(item, known, "source" if content.address else "content")
            else:
                self._add_image(item, content)
        return ()

    @transaction.atomic
    def _add_text(self, item: ImportItem, part_id: int, matched_by: str) -> None:
        """The document has the image: add its text to the page, where it has one."""
        part = self._parts.get(pk=part_id)
        item.part, item.matched_by = part, matched_by
        name = item.layer or self.options.layer
        layer = self.document.layers.active().filter(name=name).first()
        layout, note = known_text(self.source, item, part, layer)
        if layout is None:
            settle(item, ItemState.SKIPPED, note)
            return
        report = self._write(item, part, layout)
        settle(item, ItemState.DONE, " ".join(filter(None, [note, report.message])))

    @transaction.atomic
    def _add_image(self, item: ImportItem, content: ImageContent) -> None:
        parts = add_pages(document=self.document, user=self.user, content=content)
        item.part = parts[0]
        item.facts = {"pages": len(parts)}
        report = PageReport()
        if content.layout and content.layout.lines:
            report = self._write(item, parts[0], content.layout)
        settle(item, ItemState.DONE, " ".join(filter(None, [content.note, report.message])))

    def _text(self, item: ImportItem) -> Sequence[ImportItem]:
        if self.options.match == "order":  # a file of several pages lets those behind it move on
            item.refresh_from_db(fields=["part", "page_key", "matched_by"])
        layout, more = self._texts.read(item)
        if more and item.matched_by == "order":
            make_room(self.run, item)
        match = self._pages.find(item, layout)
        if match.page_id is None:
            settle(item, ItemState.SKIPPED, match.problem)
            return more
        part = self._parts.get(pk=match.page_id)
        item.part, item.matched_by = part, item.matched_by or match.by
        with transaction.atomic():
            report = self._write(item, part, layout)
            settle(item, ItemState.DONE, report.message)
        self._pages.places.take(item, part.pk, "")
        return more

    def _write(self, item: ImportItem, part: Part, layout: PageLayout) -> PageReport:
        given: dict[str, Any] = {
            "part": part,
            "layout": layout,
            "layer": self._layer(item.layer),
            "user": self.user,
            "filename": item.name,
        }
        if is_plain(layout) and part.line_count:
            report = import_plain(**given)
        else:
            report = import_page(**given, replace=self.options.replace)
        counts = {"regions": report.regions, "lines": report.lines, "texts": report.texts}
        item.facts = item.facts | counts
        return report

    def _layer(self, name: str) -> TranscriptionLayer:
        name = name or self.options.layer
        if name not in self._layers:
            self._layers[name] = layer_named(document=self.document, user=self.user, name=name)
        check_layer(self._layers[name])
        return self._layers[name]


def said(error: FormatError) -> str:
    """What a reader says of a file whose name stands beside it."""
    return f"{error.cause[:1].upper()}{error.cause[1:]} {error.mend}"


def settle(item: ImportItem, state: ItemState, message: str) -> None:
    """Write down what became of an item."""
    item.state, item.message = state, message
    item.save(update_fields=SETTLED)


def _settle_known(item: ImportItem, part: Part, matched_by: str) -> None:
    item.part, item.matched_by = part, matched_by
    settle(item, ItemState.SKIPPED, f"The document has this image already: {part.title}.")
