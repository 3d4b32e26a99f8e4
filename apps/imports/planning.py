"""The dry run: where each file would go, what it would add and replace, and what is wrong."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Part, TranscriptionLayer
from apps.formats.base import FormatError
from apps.imports.candidates import assign_in_order, make_room, page_matcher
from apps.imports.effects import Facts, effect_on, effect_on_new, facts_of_file
from apps.imports.image_texts import plan_image
from apps.imports.images import page_of_source
from apps.imports.matching import Match, PageMatcher, Wanted
from apps.imports.models import Import, ImportItem, ImportItemQuerySet, ItemKind, ItemState
from apps.imports.options import ImportOptions
from apps.imports.places import Places, words_for
from apps.imports.report import plan_summary, sum_up
from apps.imports.runner import NOT_OURS, SETTLED, UNEXPECTED, said, settle
from apps.imports.sources.base import Source
from apps.imports.texts import TextReader
from apps.jobs.progress import Progress
from apps.layout.types import PageLayout

logger = logging.getLogger(__name__)

AT_ONCE = 100


class Planner:
    """Reads texts and writes nothing into the document; images are only listed."""

    def __init__(self, run: Import, source: Source, options: ImportOptions) -> None:
        self.run, self.options, self._source = run, options, source
        self._texts = TextReader(source)
        self._parts = run.document.parts.select_related("image", "document", "type")
        self._layers: dict[str, TranscriptionLayer | None] = {}
        self._places = Places(run)
        self._matcher: PageMatcher | None = None

    def work(self, progress: Progress) -> None:
        """Look at everything for the first time."""
        self._look_at_images(progress)
        self._look_at(self.run.items.filter(kind=ItemKind.TEXT).unseen(), progress)
        self.run.planned_at = timezone.now()
        self.run.summary = plan_summary(self.run)
        self.run.save(update_fields=["planned_at", "summary"])

    def look(self, progress: Progress) -> None:
        """Look anew at the files whose page people changed, also while they go on changing."""
        if self._source.has_image_texts:
            self._look_at_images(progress)
        rows = self.run.items.filter(kind=ItemKind.TEXT).unseen()
        if self.run.planned_at is None:  # nobody wanted to look at all the others first
            rows = rows.filter(matched_by="hand")
        self._look_at(rows, progress)
        sum_up(self.run)

    def _look_at_images(self, progress: Progress) -> None:
        images = list(self.run.items.filter(kind=ItemKind.IMAGE).unseen())
        for done, item in enumerate(images):
            progress.update(done, len(images), f"Looking at {item.name}")
            if self._source.has_image_texts:
                with self._problems_of(item):
                    plan_image(item, self._source, self.options)
                settle(item, ItemState(item.state), item.message)
            elif known := page_of_source(self.run.document, str(item.target.get("address", ""))):
                item.part, item.matched_by = known, "source"
                settle(item, ItemState.SKIPPED, f"The document has it already: {known.title}.")

    def _look_at(self, rows: ImportItemQuerySet, progress: Progress) -> None:
        if self.options.match == "order":
            assign_in_order(self.run)
        done, total = 0, rows.count()
        while chunk := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
            for pk in chunk:
                family = [pk]
                while family:
                    item = rows.filter(pk=family.pop(0)).first()
                    if item is None:  # somebody left it out meanwhile
                        continue
                    progress.update(done, max(total, done + 1), f"Looking at {item.name}")
                    family += self._plan(item)
                    done += 1

    def _plan(self, item: ImportItem) -> list[int]:
        """Note what a file would do, unless people change their minds about it meanwhile.

        The ids of the items of further pages that were found in it.
        """
        seen = {"part": item.part_id, "page_key": item.page_key, "matched_by": item.matched_by}
        own = self.run.items.unseen().filter(pk=item.pk, **seen)
        more: Sequence[ImportItem] = ()
        with self._problems_of(item):
            layout, more = self._texts.read(item)
            if more and item.matched_by == "order":
                make_room(self.run, item)
            self._place(item, layout)
        own.update(**{name: getattr(item, name) for name in SETTLED})
        return [other.pk for other in more]

    @contextmanager
    def _problems_of(self, item: ImportItem) -> Iterator[None]:
        """What goes wrong with one file is noted there, and stops no other."""
        try:
            yield
        except FormatError as error:
            item.state, item.message = ItemState.FAILED, said(error)
        except ApplicationError as error:
            item.state, item.message = ItemState.FAILED, error.message
        except NOT_OURS:
            raise
        except Exception:
            logger.exception("%s of import %s could not be planned.", item.name, self.run.pk)
            item.state, item.message = ItemState.FAILED, UNEXPECTED

    def _place(self, item: ImportItem, layout: PageLayout) -> None:
        """Note the page of a file, and what it would do there."""
        item.facts = facts_of_file(layout)
        match = self._match(item, layout)
        if match.page_id is None:
            item.state, item.message = ItemState.SKIPPED, match.problem
            return
        page: Part | ImportItem = (
            self._parts.get(pk=match.page_id)
            if match.page_id > 0
            else self.run.items.get(pk=-match.page_id)
        )
        place = (page.pk, "") if isinstance(page, Part) else (None, page.page_key)
        rival = self._places.rival(item, *place)
        if rival and match.by != "hand":
            item.state, item.message = ItemState.SKIPPED, words_for(rival)
            item.facts["rival"] = rival.pk
            return
        item.matched_by = match.by
        facts, note = self._effect(item, layout, page)
        item.facts |= facts
        also = f"{rival.name} goes to this page too." if rival else ""
        item.message = " ".join(filter(None, [note, also]))
        self._places.take(item, *place)

    def _match(self, item: ImportItem, layout: PageLayout) -> Match:
        if item.part_id:
            return Match(item.part_id, by=item.matched_by)
        if item.page_key:
            twin = self.run.items.filter(page_key=item.page_key, kind=ItemKind.IMAGE).first()
            if twin:
                return Match(twin.part_id or -twin.pk, by=item.matched_by or "key")
        self._matcher = self._matcher or page_matcher(self.run, planned=True)
        return self._matcher.match(
            Wanted(layout.image_name, item.name, layout.width, layout.height)
        )

    def _effect(
        self, item: ImportItem, layout: PageLayout, page: Part | ImportItem
    ) -> tuple[Facts, str]:
        """What the file would do to a page, or brings to an image that is none yet."""
        if isinstance(page, ImportItem):
            item.page_key = item.page_key or page.page_key
            return effect_on_new(layout) | {"new_page": page.name}, ""
        item.part = page
        layer = self._layer(item.layer or self.options.layer)
        return effect_on(page, layout, layer, self.options)

    def _layer(self, name: str) -> TranscriptionLayer | None:
        if name not in self._layers:
            self._layers[name] = self.run.document.layers.active().filter(name=name).first()
        return self._layers[name]
