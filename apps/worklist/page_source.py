"""What the newest work list of a document tells about its pages in their list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.documents.page_marks import PageMark
from apps.worklist import selectors
from apps.worklist.models import WorkList, WorkPage

CORRECT, ERRORS = "correct", "errors"


class WorkPageSource:
    """Orders of the images page, and the figures on its cards."""

    sorts: Mapping[str, str] = {
        CORRECT: "What to correct next first",
        ERRORS: "Most likely errors first",
    }

    def is_known(self, document: Document) -> bool:
        return _newest(document.pk).exists()

    def sorted(self, parts: PartQuerySet, sort: str) -> PartQuerySet:
        """Pages that the list does not know stand last, in their own order."""
        newest = _newest(OuterRef(OuterRef("document"))).values("pk")[:1]
        pages = WorkPage.objects.filter(part=OuterRef("pk"), work_list=Subquery(newest))
        if sort == ERRORS:
            share = pages.filter(characters__gt=0).annotate(share=F("errors") / F("characters"))
            placed = parts.annotate(place=Subquery(share.values("share")[:1]))
            return placed.order_by(F("place").desc(nulls_last=True), "order", "pk")
        placed = parts.annotate(place=Subquery(pages.values("rank")[:1]))
        return placed.order_by(F("place").asc(nulls_last=True), "order", "pk")

    def marks(self, document_id: int, parts: Sequence[int]) -> dict[int, PageMark]:
        work_list = _newest(document_id).select_related("layer").first()
        if work_list is None:
            return {}
        return {
            row.part_id: PageMark(
                error=(row.open_errors or 0.0) / max(row.characters, 1),
                worth=row.score if row.open_count else 0.0,
                open_lines=row.open_count or 0,
                reasons="; ".join(row.reasons),
            )
            for row in selectors.page_rows(work_list, parts)
        }


def _newest(document: Any) -> "QuerySet[WorkList]":
    lists = WorkList.objects.filter(layer__document=document, layer__archived_at__isnull=True)
    return lists.order_by("-made_at")
