"""What an import did with each file, in words and as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from apps.common.tables import csv_text
from apps.imports.models import Import, ImportItem, ItemKind, ItemState

EFFECTS = (
    *("new_regions", "new_lines", "new_texts"),
    *("replaced_regions", "replaced_lines", "changed_texts"),
)
"""The numbers of what a file brings to its page, and of what it replaces there."""
FACTS = ("regions", "lines", "texts", *EFFECTS)
COLUMNS = ("file", "kind", "state", "page", "matched_by", *FACTS, "message")


@dataclass(frozen=True, slots=True)
class PageReport:
    """What was written to one page: its regions, lines and texts, and what there is to say."""

    regions: int = 0
    lines: int = 0
    texts: int = 0
    message: str = ""


def counts_of(run: Import) -> dict[str, int]:
    """How many items are in each state."""
    rows = run.items.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(ItemState.values, 0) | dict(rows)


def plan_summary(run: Import) -> str:
    """What the import would do, in one sentence."""
    count = counts_of(run)
    total = sum(count.values())
    waiting = run.items.filter(kind=ItemKind.IMAGE, state=ItemState.WAITING)
    images = waiting.filter(part=None).count()
    known = waiting.exclude(part=None).count()
    parts = [f"{count['waiting']} of {total} {'file' if total == 1 else 'files'} can be imported"]
    if images:
        parts.append(f"{images} new {'page' if images == 1 else 'pages'}")
    if known:
        pages = "page that is" if known == 1 else "pages that are"
        parts.append(f"text for {known} {pages} there already")
    if count["skipped"]:
        parts.append(f"{count['skipped']} without a page or left out")
    if count["failed"]:
        parts.append(f"{count['failed']} cannot be read")
    return ", ".join(parts) + ". Nothing is written yet."


def sum_up(run: Import) -> None:
    """Say anew what the import would do, as long as nothing of it was done."""
    if run.planned_at and not run.finished_at:
        run.summary = plan_summary(run)
        run.save(update_fields=["summary"])


def summary(run: Import) -> str:
    """One sentence for the job panel and the list of imports."""
    count = counts_of(run)
    total = sum(count.values())
    parts = [f"{count['done']} of {total} {'file' if total == 1 else 'files'} imported"]
    texts = sum(facts.get("texts", 0) for facts in _facts(run))
    if texts:
        parts.append(f"{texts} line texts")
    if count["skipped"]:
        parts.append(f"{count['skipped']} skipped")
    if count["failed"]:
        parts.append(f"{count['failed']} could not be read")
    if count["waiting"]:
        parts.append(f"{count['waiting']} still to do")
    return ", ".join(parts) + "."


def _facts(run: Import) -> Iterator[dict[str, Any]]:
    done = run.items.order_by().filter(state=ItemState.DONE)
    return done.values_list("facts", flat=True).iterator()


def as_csv(items: Iterable[ImportItem]) -> Iterator[str]:
    """The report as a table for a spreadsheet, row by row."""
    yield csv_text([COLUMNS])
    for item in items:
        row = (
            item.name,
            item.kind,
            item.state,
            item.part.title if item.part else "",
            item.matched_by,
            *(item.get_fact(name) for name in FACTS),
            item.message,
        )
        yield csv_text([row])
