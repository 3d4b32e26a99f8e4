"""Lists of imports and of what is in one."""

from typing import Any

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from apps.documents.models import Document
from apps.imports.models import Import, ImportItemQuerySet, ImportQuerySet, ItemKind, ItemState
from apps.imports.report import EFFECTS, counts_of


def import_rows(document: Document, user: Any) -> ImportQuerySet:
    """The imports of the document with the number of their files in each state."""
    rows = Import.objects.visible_to(user).filter(document=document).select_related("job", "user")
    return rows.order_by("-pk").annotate(
        item_count=Count("items"),
        done_count=Count("items", filter=Q(items__state=ItemState.DONE)),
        problem_count=Count(
            "items", filter=Q(items__state__in=[ItemState.SKIPPED, ItemState.FAILED])
        ),
    )


def item_rows(run: Import, show: str) -> ImportItemQuerySet:
    """The files of an import: all, those of one state, or those with something to say."""
    rows = run.items.select_related("part")
    if show == "notes":
        return rows.exclude(message="")
    return rows.filter(state=show) if show in ItemState.values else rows


def overview(run: Import) -> dict[str, Any]:
    """What stands above the table: how many files of each state, and what they change."""
    counts = counts_of(run)
    is_active = bool(run.job and run.job.is_active)
    unseen = run.items.filter(kind=ItemKind.TEXT).unseen()
    return {
        "counts": counts,
        "total": sum(counts.values()),
        "note_count": run.items.exclude(message="").count(),
        "sums": _sums(run),
        "is_active": is_active,
        "is_plan": run.planned_at is not None and run.finished_at is None and not counts["done"],
        "is_looking": run.is_looking,
        "unseen_count": 0 if is_active or not run.planned_at else unseen.count(),
        "can_start": not run.is_busy and counts["waiting"] > 0 and run.listed_at is not None,
        "has_texts": run.items.filter(kind=ItemKind.TEXT).exclude(state=ItemState.DONE).exists(),
        "choices": run.options.get("choices") or [],
    }


def _sums(run: Import) -> dict[str, int]:
    """Lines and texts that the files to import would bring and change."""
    waiting = run.items.order_by().filter(state__in=[ItemState.WAITING, ItemState.DONE])
    found = waiting.aggregate(
        **{name: Sum(Cast(KT(f"facts__{name}"), IntegerField())) for name in EFFECTS}
    )
    return {name: value or 0 for name, value in found.items()}
