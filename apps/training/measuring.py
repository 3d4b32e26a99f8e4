"""Finds out how fast this machine learns where no training has told yet: a few real steps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.engine.options import TrainingTask
from apps.jobs.models import Job, JobQuerySet, JobState, Queue
from apps.jobs.services import cancel_job, enqueue
from apps.models.models import OcrModel
from apps.training import amounts
from apps.training.estimates import Estimate
from apps.training.measure import MeasureParams
from apps.training.models import TrainingSet
from apps.training.paces import MEASURE, kind_of, known_paces
from apps.users.models import User

BEGINS_WITHIN = timedelta(seconds=15)
"""A measure that waits longer has no free trainer."""
FORGIVEN_AFTER = timedelta(minutes=10)
"""A measure that failed is not tried again before."""


@dataclass(frozen=True, slots=True)
class Question:
    """How long a training of these pages will take."""

    user: User
    task: TrainingTask
    base: OcrModel | None
    amount: amounts.Amount

    @property
    def kind(self) -> str:
        return kind_of(self.task, self.base, self.amount.units)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known: ``words`` say it; ``again`` is after how many seconds to ask again."""

    state: Literal["known", "nothing", "due", "measuring", "waiting", "failed"]
    words: str
    estimate: Estimate | None = None
    again: int | None = None


def on_selection(
    user: User, document: Document, parts: PartQuerySet, wanted: Mapping[str, Any]
) -> Question:
    """The question about chosen pages; ``wanted`` has task, model and layer as forms do."""
    task = _task(wanted)
    layer = document.layers.active().filter(pk=_number(wanted.get("layer"))).first()
    amount = amounts.of_selection(document, parts, layer, task)
    return Question(user, task, _base(user, task, wanted), amount)


def on_set(user: User, training_set: TrainingSet, wanted: Mapping[str, Any]) -> Question:
    """The question about a set."""
    task = _task(wanted)
    amount = amounts.of_set(training_set, user, task)
    return Question(user, task, _base(user, task, wanted), amount)


def standing(question: Question) -> Standing:
    """What is known now."""
    if not question.amount.pages:
        return Standing("nothing", "The time is unknown: these pages have nothing to learn from.")
    if paces := known_paces(question.kind):
        estimate = Estimate(question.task, question.amount.units, tuple(paces))
        return Standing("known", estimate.words, estimate)
    return _unmeasured(question)


def _unmeasured(question: Question) -> Standing:
    failed = Job.objects.filter(
        kind=MEASURE, user=question.user, state=JobState.FAILED, params__kind=question.kind,
        finished_at__gte=timezone.now() - FORGIVEN_AFTER,
    )  # fmt: skip
    if problem := failed.order_by("-pk").first():
        return Standing("failed", f"The time could not be measured: {problem.error}")
    trainers = Job.objects.filter(queue=Queue.TRAIN, is_group=False).active()
    measures = trainers.filter(kind=MEASURE)
    late = timezone.now() - BEGINS_WITHIN
    is_late = measures.filter(state=JobState.QUEUED, created_at__lt=late).exists()
    is_busy = trainers.exclude(kind=MEASURE).count() >= settings.QUEUE_WORKERS[Queue.TRAIN]
    if is_busy or is_late:
        return Standing("waiting", "The time is unknown until a trainer is free.", again=5)
    words = "Measuring on this machine with a few of these pages…"
    if measures.exists():
        return Standing("measuring", words, again=2)
    return Standing("due", words, again=0)


def ask(question: Question) -> Standing:
    """What is known now; where nothing is and a trainer is free, one begins to measure.

    One measure at a time is enough: what else is asked for meanwhile comes after it.
    """
    found = standing(question)
    if found.state != "due":
        return found
    amount = question.amount
    params = MeasureParams(
        kind=question.kind,
        task=question.task,
        pages=amount.pages,
        base=question.base.pk if question.base else None,
        direction=amount.direction,
    )
    try:
        enqueue(
            kind=MEASURE,
            user=question.user,
            params=asdict(params),
            title="Measure how fast this machine learns",
            document=amount.document,
        )
    except ApplicationError as error:
        return Standing("failed", f"The time is unknown. {error.message}")
    return replace(found, state="measuring", again=2)


def give_way(user: User) -> None:
    """Cancel what a person's dialogs are measuring: the training itself begins."""
    measures: JobQuerySet = Job.objects.filter(kind=MEASURE, user=user)
    for job in measures.active():
        cancel_job(job=job, user=user)


def _task(wanted: Mapping[str, Any]) -> TrainingTask:
    return "segmentation" if wanted.get("task") == "segmentation" else "recognition"


def _base(user: User, task: TrainingTask, wanted: Mapping[str, Any]) -> OcrModel | None:
    models = OcrModel.objects.visible_to(user).filter(role=task)
    return models.filter(pk=_number(wanted.get("model"))).first()


def _number(value: Any) -> int:
    """An id as a form gives it: a row, a number, or what somebody wrote."""
    written = str(getattr(value, "pk", value) or "")
    return int(written) if written.isdecimal() and len(written) < 19 else 0
