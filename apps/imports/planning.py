"""The dry run: where each file would go, what it would add and replace, and what is wrong."""

import logging
from typing import Any

from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.formats.base import FormatError
from apps.imports.candidates import assign_in_order, page_matcher
from apps.imports.images import page_of_source
from apps.imports.matching import Match, Wanted
from apps.imports.merging import matched_lines
from apps.imports.models import Import, ImportItem, ItemKind, ItemState
from apps.imports.options import ImportOptions
from apps.imports.pages import fitted
from apps.imports.plain import counts_differ, is_plain
from apps.imports.report import plan_summary
from apps.imports.runner import NOT_OURS, UNEXPECTED, said, settle
from apps.imports.sources.base import Source
from apps.imports.texts import TextReader
from apps.jobs.progress import Progress
from apps.layout.types import PageLayout

logger = logging.getLogger(__name__)


class Planner:
    """Reads every text and writes nothing into the document; images are only listed."""

    def __init__(self, run: Import, source: Source, options: ImportOptions) -> None:
        self.run, self.options = run, options
        self._texts = TextReader(source)
        self._parts = run.document.parts.select_related("image", "document", "type")
        self._layers: dict[str, TranscriptionLayer | None] = {}
        self._taken: dict[tuple[int, str], str] = {}

    def work(self, progress: Progress) -> None:
        for item in self._waiting(ItemKind.IMAGE):
            known = page_of_source(self.run.document, str(item.target.get("address", "")))
            if known:
                item.part, item.matched_by = known, "source"
                settle(item, ItemState.SKIPPED, f"The document has it already: {known.title}.")
        self._matcher = page_matcher(self.run, planned=True)
        if self.options.match == "order":
            assign_in_order(self.run)
        waiting = self._waiting(ItemKind.TEXT)
        total = len(waiting)
        for done, item in enumerate(waiting):
            progress.update(done, total, f"Looking at {item.name}")
            for other in self._plan(item):
                self._plan(other)
        self.run.planned_at = timezone.now()
        self.run.summary = plan_summary(self.run)
        self.run.save(update_fields=["planned_at", "summary"])

    def _waiting(self, kind: ItemKind) -> list[ImportItem]:
        return list(self.run.items.filter(state=ItemState.WAITING, kind=kind))

    def _plan(self, item: ImportItem) -> list[ImportItem]:
        """Plan one text; returns the items of further pages that were found in it."""
        try:
            layout, more = self._texts.read(item)
            self._place(item, layout)
            return list(more)
        except FormatError as error:
            settle(item, ItemState.FAILED, said(error))
        except ApplicationError as error:
            settle(item, ItemState.FAILED, error.message)
        except NOT_OURS:
            raise
        except Exception:
            logger.exception("%s of import %s could not be planned.", item.name, self.run.pk)
            settle(item, ItemState.FAILED, UNEXPECTED)
        return []

    def _place(self, item: ImportItem, layout: PageLayout) -> None:
        match = self._match(item, layout)
        item.facts = _facts_of_file(layout)
        place = match.page_id or 0
        other = self._taken.get((place, item.layer))
        if not place:
            settle(item, ItemState.SKIPPED, match.problem)
        elif other and match.by != "hand":
            problem = f"It names the same page as {other}. Choose its page by hand."
            settle(item, ItemState.SKIPPED, problem)
        else:
            self._taken[place, item.layer] = item.name
            item.matched_by = match.by
            settle(item, ItemState.WAITING, self._effect(item, layout, place))

    def _match(self, item: ImportItem, layout: PageLayout) -> Match:
        if item.part_id:
            return Match(item.part_id, by=item.matched_by)
        if item.page_key:
            twin = self.run.items.filter(page_key=item.page_key, kind=ItemKind.IMAGE).first()
            if twin:
                return Match(twin.part_id or -twin.pk, by=item.matched_by or "key")
        return self._matcher.match(
            Wanted(layout.image_name, item.name, layout.width, layout.height)
        )

    def _effect(self, item: ImportItem, layout: PageLayout, place: int) -> str:
        """Note what the file would do to its page; returns what there is to say."""
        if place < 0:
            image = self.run.items.get(pk=-place)
            item.page_key = item.page_key or image.page_key
            item.facts |= {"new_lines": len(layout.lines), "new_page": image.name}
            return ""
        part: Part = self._parts.get(pk=place)
        item.part = part
        facts, message = effect_on(
            part, layout, self._layer(item.layer or self.options.layer), self.options
        )
        item.facts |= facts
        return message

    def _layer(self, name: str) -> TranscriptionLayer | None:
        if name not in self._layers:
            self._layers[name] = self.run.document.layers.active().filter(name=name).first()
        return self._layers[name]


def effect_on(
    part: Part, layout: PageLayout, layer: TranscriptionLayer | None, options: ImportOptions
) -> tuple[dict[str, Any], str]:
    """Lines that would be new, replaced, and texts that would change on a page."""
    existing = to_layout(part, layer)
    if is_plain(layout) and existing.lines:
        said = {line.uid: line.text for line in existing.lines}
        pairs = zip(existing.lines, layout.lines, strict=False)
        changed = sum(_differs(said[old.uid], new.text) for old, new in pairs)
        return {"changed_texts": changed}, counts_differ(part, layout)
    scaled, note = fitted(layout, part)
    if options.replace:
        return {"new_lines": len(scaled.lines), "replaced_lines": len(existing.lines)}, note
    matched = matched_lines(existing, scaled)
    old = {line.uid: line.text for line in existing.lines}
    new = {line.uid: line.text for line in scaled.lines}
    changed = sum(_differs(old[uid], new[mine]) for mine, uid in matched.items())
    return {"new_lines": len(scaled.lines) - len(matched), "changed_texts": changed}, note


def _differs(old: Any, new: Any) -> bool:
    return bool(old and old.text and new and old.text != new.text)


def _facts_of_file(layout: PageLayout) -> dict[str, Any]:
    return {
        "regions": len(layout.regions),
        "lines": len(layout.lines),
        "texts": sum(line.text is not None for line in layout.lines),
    }
