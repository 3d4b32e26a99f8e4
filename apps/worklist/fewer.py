"""Learns again from a quarter and from half of what a model learned from.

With the model itself that makes three trainings on sets of different size, alike in all else: what
the curve of error against corrected lines needs, without waiting for three sets to be corrected.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.common.errors import ApplicationError
from apps.engine.errors import TrainingCancelled
from apps.engine.options import (
    Command,
    TrainingData,
    TrainingOptions,
    TrainingPage,
    TrainingProgress,
    TrainingResult,
)
from apps.jobs.models import Job
from apps.jobs.progress import JobCancelled, Progress
from apps.jobs.registry import register
from apps.jobs.services import enqueue
from apps.jobs.work import work_folder
from apps.models.models import ModelRole, OcrModel
from apps.models.services import model_path
from apps.processing.pages import device, engine, model_of
from apps.processing.params import parse
from apps.training.folders import line_cache
from apps.training.models import TrainingSetVersion
from apps.training.params import TrainParams
from apps.training.presets import training_options
from apps.training.sets.access import refuse_unreadable
from apps.training.sets.frozen import FrozenData, training_data
from apps.training.testing import tested
from apps.users.models import User

KIND = "learn_from_fewer"
SHARES = (0.25, 0.5)
FEWEST = 24
"""Lines to learn from, of which a quarter still tells something."""
POINTS = "fewer_lines"
"""Where a model's details keep what the trainings on parts of its set came to."""


@dataclass(frozen=True, slots=True)
class FewerParams:
    """The model whose set is learned from in parts."""

    model: int


def obstacle(model: OcrModel, user: User) -> str:
    """Why this cannot be done with a model; empty where it can."""
    if model.role != ModelRole.RECOGNITION or not model.details.get("job"):
        return f"“{model}” was not trained to read here, so its set is not known."
    if len(model.details.get(POINTS) or ()) >= len(SHARES):
        return f"“{model}” was measured already."
    if Job.objects.active().filter(kind=KIND, params__model=model.pk).exists():
        return f"“{model}” is being measured."
    version = _version(model, user)
    if version is None or _trained_with(model) is None:
        return _gone(model)
    try:
        refuse_unreadable(version, user)
    except ApplicationError as error:
        return error.message
    return ""


def _gone(model: OcrModel) -> str:
    return f"The training of “{model}”, or its set, was deleted."


def seconds(model: OcrModel) -> int:
    """About how long it takes: an epoch of fewer lines is shorter by as much."""
    return round(sum(SHARES) * float(model.details.get("seconds") or 0))


@transaction.atomic
def request_fewer(*, user: User, model: OcrModel) -> Job:
    """Queue the trainings; the job that does them already, where there is one."""
    locked = OcrModel.objects.select_for_update().get(pk=model.pk)
    running = Job.objects.active().filter(kind=KIND, params__model=locked.pk).first()
    if running:
        return running
    if reason := obstacle(locked, user):
        raise ApplicationError("not_measurable", reason)
    return enqueue(
        kind=KIND,
        user=user,
        params={"model": locked.pk},
        title=f"Measure what more lines bring to “{locked}”",
    )


@register(KIND, queue="train")
def learn_from_fewer(job: Job, progress: Progress) -> dict[str, Any]:
    """Train on each part that is missing, and note the error; no model is added."""
    model = model_of(parse(FewerParams, job.params).model)
    params, version = _trained_with(model), _version(model, job.user)
    if params is None or version is None:
        raise ApplicationError("gone", _gone(model))
    refuse_unreadable(version, job.user)
    progress.update(0, 1, "Reading the training set")
    with work_folder(job) as folder:
        frozen = training_data(version, folder, task=params.task)
        _expect_lines(frozen.data)
        for share in SHARES[len(model.details.get(POINTS) or ()) :]:
            _note(model, _point(params, frozen, share, folder, progress) | {"share": share})
            progress.secured()
    link = {"text": "Open the curve", "src": reverse("models:detail", args=[model.pk])}
    return {"message": "The curve is there", "model": model.pk, "links": [link]}


def part_of(data: TrainingData, share: float) -> TrainingData:
    """This share of the lines to learn from, page after page; the pages to judge by stay.

    A smaller part is in every larger one. The order of the pages is by chance, but always the same.
    """
    left = round(share * _count(data))
    pages: list[TrainingPage] = []
    for page in sorted(data.train, key=lambda page: page.image_digest):
        lines = page.layout.lines[:left]
        left -= len(lines)
        if lines:
            pages.append(replace(page, layout=replace(page.layout, lines=lines)))
    return replace(data, train=tuple(pages))


def _count(data: TrainingData) -> int:
    return sum(len(page.layout.lines) for page in data.train)


def _expect_lines(data: TrainingData) -> None:
    if _count(data) < FEWEST:
        raise ApplicationError(
            "too_few",
            f"The model learned from {_count(data)} lines; parts of so few tell nothing."
            f" It takes {FEWEST}.",
        )


def _point(
    params: TrainParams, frozen: FrozenData, share: float, folder: Path, progress: Progress
) -> dict[str, Any]:
    """What a training on a share of the lines comes to, measured as the model itself was."""
    options = training_options(params, device=device())
    output = folder / f"{share:g}.safetensors"
    result = _trained(
        options, params, part_of(frozen.data, share), output, _Listener(progress, share)
    )
    test = tested(params, progress, result.path, frozen.test) or {}
    error = test.get("cer", 1 - result.accuracy)
    return {"cer": error, "interval": test.get("interval"), "is_test": "cer" in test}


def _trained(
    options: TrainingOptions,
    params: TrainParams,
    data: TrainingData,
    output: Path,
    listener: "_Listener",
) -> TrainingResult:
    with ExitStack() as stack:
        base = stack.enter_context(model_path(model_of(params.model))) if params.model else None
        try:
            found: TrainingResult = engine().train(
                options, data, base, output, listener, line_cache=line_cache()
            )
        except TrainingCancelled:
            raise JobCancelled from None
    return found


class _Listener:
    """Says how far both trainings are together, and passes on the wish to cancel."""

    def __init__(self, progress: Progress, share: float) -> None:
        self._progress = progress
        self._share = share

    def __call__(self, report: TrainingProgress) -> Command:
        whole = max(report.max_epochs * report.steps, 1)
        part = ((report.epoch - 1) * report.steps + report.step) / whole
        before = sum(share for share in SHARES if share < self._share)
        done = round(1000 * (before + part * self._share))
        words = f"Learning from {100 * self._share:.0f} % of the lines, epoch {report.epoch}"
        try:
            self._progress.update(done, round(1000 * sum(SHARES)) + 1, words)
        except JobCancelled:
            return Command.CANCEL
        return Command.CONTINUE


@transaction.atomic
def _note(model: OcrModel, point: Mapping[str, Any]) -> None:
    row = OcrModel.objects.select_for_update().filter(pk=model.pk).first()
    if row is None:
        raise ApplicationError("no_model", f"“{model}” was deleted meanwhile.")
    row.details = {**row.details, POINTS: [*row.details.get(POINTS, []), dict(point)]}
    row.save(update_fields=["details"])


def _trained_with(model: OcrModel) -> TrainParams | None:
    job = Job.objects.filter(kind="train", uid=model.details["job"]).first()
    return parse(TrainParams, job.params) if job else None


def _version(model: OcrModel, user: User) -> TrainingSetVersion | None:
    found = (model.details.get("set") or {}).get("version_id") or 0
    return TrainingSetVersion.objects.visible_to(user).filter(pk=found).first()
