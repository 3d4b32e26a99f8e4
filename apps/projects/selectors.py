"""Lists of projects with what the pages show about each."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from apps.projects.models import Project, ProjectQuerySet

SORTS = {
    "name": Lower("name"),
    "documents": "document_count",
    "pages": "page_count",
    "owner": Lower("owner__username"),
    "updated": "updated_at",
}
DEFAULT_SORT = "-updated"
ALIVE = Q(documents__archived_at__isnull=True)
WITH_TEXT = Q(documents__parts__progress__line_count__gt=0)


def project_rows(user: Any, *, query: str = "", archived: bool = False) -> ProjectQuerySet:
    """Projects that ``user`` may see, with the numbers of documents and pages."""
    rows = Project.objects.visible_to(user).select_related("owner")
    rows = rows.filter(archived_at__isnull=not archived)
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(owner__username__icontains=query))
    return rows.annotate(
        document_count=_count("documents", ALIVE),
        page_count=_count("documents__parts", ALIVE),
        text_count=_count("documents__parts", ALIVE & WITH_TEXT),
    )


def sorted_rows(
    rows: "QuerySet[Any]", wanted: str, sorts: dict[str, Any], default: str
) -> "tuple[QuerySet[Any], str]":
    """``rows`` in the wanted order (``-`` before the key: descending), and the order's name."""
    sort = wanted if wanted.removeprefix("-") in sorts else default
    expression = sorts[sort.removeprefix("-")]
    expression = expression if hasattr(expression, "desc") else F(expression)
    ordered = expression.desc() if sort.startswith("-") else expression.asc()
    return rows.order_by(ordered, "-pk"), sort


def _count(path: str, condition: Q) -> Any:
    """Counts in a subquery of its own, so that counts do not multiply each other."""
    rows = Project.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    counted = rows.annotate(number=Count(path, filter=condition, distinct=True)).values("number")
    return Coalesce(Subquery(counted), 0)
