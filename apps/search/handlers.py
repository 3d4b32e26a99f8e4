"""The job that replaces, or undoes a replacement, page by page."""

from typing import Any

from django.db.models import Count

from apps.common.errors import ApplicationError
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.search.models import ReplacedState, Replacement
from apps.search.params import ReplaceParams
from apps.search.services import pages_left, replace_on_page, undo_on_page


@register("replace", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """One transaction a page; what is done is done once, however often the job runs."""
    params = ReplaceParams(**job.params)
    replacement = Replacement.objects.filter(pk=params.replacement).first()
    if replacement is None:
        raise ApplicationError("gone", "What this job was to replace is gone.")
    if replacement.undone_at and not params.undo:
        raise ApplicationError("undone", "This replacement was undone meanwhile.")
    state = ReplacedState.DONE if params.undo else ReplacedState.WAITING
    work = undo_on_page if params.undo else replace_on_page
    pages = pages_left(replacement=replacement, user=job.user, state=state)
    for number, part_id in enumerate(pages):
        progress.update(number, len(pages), f"Page {number + 1} of {len(pages)}")
        work(replacement=replacement, part_id=part_id, user=job.user)
        progress.secured()
    return {
        "message": _words(replacement, undo=params.undo),
        "replacement": replacement.pk,
        "links": [{"text": "See what was changed", "src": f"/replacement/{replacement.pk}/"}],
    }


def _words(replacement: Replacement, *, undo: bool) -> str:
    rows = replacement.texts.order_by().values_list("state").annotate(number=Count("pk"))
    counts = dict(rows)
    if undo:
        done, left = counts.get(ReplacedState.UNDONE, 0), counts.get(ReplacedState.KEPT, 0)
        words = f"{done} old texts are back"
    else:
        done, left = counts.get(ReplacedState.DONE, 0), counts.get(ReplacedState.SKIPPED, 0)
        words = f"{done} texts changed"
    return f"{words}; {left} left, because they were changed meanwhile" if left else words
