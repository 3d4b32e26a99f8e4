"""Checks that are kept: the same pages, texts and models are checked once."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from apps.common.errors import ApplicationError
from apps.documents.models import LineTranscription
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.services import enqueue
from apps.models.models import ModelRole, OcrModel
from apps.training.models import TrainingSet
from apps.training.sets.asked import AT_ONCE
from apps.training.sets.check import check, targets_of_set
from apps.training.sets.lines import Target
from apps.training.sets.report import CheckReport
from apps.users.models import User

KEPT_SECONDS = 60 * 60 * 24 * 7


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, or the job that is making it, or neither yet: it must be asked for."""

    report: CheckReport | None
    job: Job | None = None


def checked_set(*, training_set: TrainingSet, user: User, base: OcrModel | None = None) -> Checked:
    """The report on a set as it is now, where it is kept or quickly made; else its job."""
    targets = targets_of_set(training_set, user)
    key = _key(targets, user, base, training_set)
    if kept := cache.get(key):
        return Checked(kept)
    if sum(target.part.line_count for target in targets) > AT_ONCE:
        jobs = Job.objects.active().filter(kind="check_set", user=user, params__key=key)
        return Checked(None, jobs.first())
    report = check(user=user, targets=targets, training_set=training_set, base=base)
    cache.set(key, report, KEPT_SECONDS)
    return Checked(report)


def request_check(*, training_set: TrainingSet, user: User, base: OcrModel | None = None) -> Job:
    """Queue the check of a large set; a request that waits already is enough."""
    key = _key(targets_of_set(training_set, user), user, base, training_set)
    waiting = Job.objects.active().filter(kind="check_set", user=user, params__key=key).first()
    return waiting or enqueue(
        kind="check_set",
        user=user,
        params={"set": training_set.pk, "base": base.pk if base else None, "key": key},
        title=f"Check “{training_set}”",
    )


@register("check_set", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the report and keep it."""
    found = TrainingSet.objects.visible_to(job.user).filter(pk=job.params["set"]).first()
    if found is None:
        raise ApplicationError("gone", "The training set is gone, or no longer shared with you.")
    base = usable_base(job.user, job.params["base"])
    targets = targets_of_set(found, job.user)
    progress.update(0, 1, f"Reading {len(targets)} pages")
    report = check(user=job.user, targets=targets, training_set=found, base=base)
    cache.set(_key(targets, job.user, base, found), report, KEPT_SECONDS)
    link = {"text": "Open the check", "src": f"/training/set/{found.pk}/check/"}
    return {"message": f"{len(report.findings)} things to know", "links": [link]}


def usable_base(user: User, model_id: Any) -> OcrModel | None:
    """The recognition model of this id that the person may use; ``None`` for any other."""
    if not str(model_id or "").isdecimal():
        return None
    rows = OcrModel.objects.visible_to(user).filter(role=ModelRole.RECOGNITION)
    return rows.filter(pk=int(model_id)).first()


def _key(
    targets: list[Target], user: User, base: OcrModel | None, training_set: TrainingSet
) -> str:
    """What names the state of everything that a report says something of."""
    layers = {target.layer_id for target in targets if target.layer_id}
    rows = LineTranscription.objects.filter(
        layer__in=layers, line__part__in=[target.part.pk for target in targets]
    )
    texts = rows.aggregate(Max("updated_at"), Count("pk"), Sum("version"))
    models = OcrModel.objects.visible_to(user).aggregate(Max("updated_at"), Count("pk"))
    state = {
        "set": training_set.pk,
        "user": user.pk,
        "base": [base.pk, str(base.updated_at)] if base else None,
        "texts": [str(value) for value in texts.values()],
        "models": [str(value) for value in models.values()],
        "pages": [
            [
                target.part.pk,
                target.part.revision,
                target.part.title,
                target.part.image.look,
                bool(target.part.image.view),
                target.layer_id,
                target.split,
                target.part.document.line_offset,
            ]
            for target in targets
        ],
    }
    return f"check:{sha256(json.dumps(state).encode()).hexdigest()}"
