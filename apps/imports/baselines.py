"""The job that gives lines a baseline where a file gave only their outline."""

from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.models import Line, Part
from apps.documents.page_layout import points_of, text_direction
from apps.documents.services.progress import lock_part, publish_layout
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.baselines import baseline_of


@register("baselines", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Compute the missing baselines of one page; a line that has one is left as it is."""
    if job.part is None:
        raise ApplicationError("no_page", "The page is gone.")
    progress.update(0, 1, f"Computing baselines on {job.part.title}")
    return {"message": f"{set_baselines(part=job.part, user=job.user)} baselines computed."}


@transaction.atomic
def set_baselines(*, part: Part, user: Any) -> int:
    """Give every line that has a mask and no baseline one; how many there were."""
    part = lock_part(part)
    direction = part.attributes.get("direction") or text_direction(part.document)
    rows = list(part.lines.filter(baseline__isnull=True, mask__isnull=False))
    for row in rows:
        mask = points_of(row.mask or ())
        line = baseline_of(mask, leftward=direction == "horizontal-rl")
        row.baseline = [list(point) for point in line]
    Line.objects.bulk_update(rows, ["baseline"])
    if rows:
        publish_layout(part=part, user=user)
    return len(rows)
