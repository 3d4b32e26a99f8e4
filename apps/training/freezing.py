"""The first step of a training: the version that it learns from, of large sets frozen here."""

from collections.abc import Mapping
from typing import Any

from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.training.models import TrainingSet, TrainingSetVersion
from apps.training.params import TrainParams
from apps.training.sets import asked
from apps.training.sets.services import freeze_items


def version_of(job: Job, params: TrainParams, progress: Progress) -> TrainingSetVersion:
    """The frozen set to learn from; what the job froze is its version from then on."""
    if params.asked and not params.version:
        version = _frozen(job, params.asked, progress)
        job.params = {**job.params, "version": version.pk, "asked": None}
        job.save(update_fields=["params"])
        return version
    rows = TrainingSetVersion.objects.select_related("training_set")
    found = rows.filter(pk=params.version).first()
    if found is None:
        raise ApplicationError("no_set", "The training set was deleted meanwhile.")
    return found


def _frozen(job: Job, wanted: Mapping[str, Any], progress: Progress) -> TrainingSetVersion:
    """Freeze the pages that were asked for, in the splits that they were in then."""
    training_set = TrainingSet.objects.filter(pk=wanted["set"]).first()
    if training_set is None:
        raise ApplicationError("no_set", "The training set was deleted meanwhile.")
    items = asked.items_of(training_set, job.user, wanted["pages"])
    _tell(len(wanted["pages"]) - len(items), asked.changed_since(items, job.created_at), progress)

    def on_page(number: int) -> None:
        progress.update(number, len(items), f"Freezing page {number + 1} of {len(items)}")

    return freeze_items(training_set=training_set, user=job.user, items=items, on_page=on_page)


def _tell(gone: int, changed: int, progress: Progress) -> None:
    """What is not as it was when the training was asked for."""
    if gone:
        progress.log(
            f"Left out {counted(gone, 'page')}: deleted, no longer shared with you, or without"
            " their layer since this was asked for."
        )
    if changed:
        progress.log(
            f"The texts of {counted(changed, 'page')} were changed since this was asked for: they"
            " are learned as they are now."
        )
