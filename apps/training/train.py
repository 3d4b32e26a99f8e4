"""The training job: a frozen set, the engine's training, and a new model on success only."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from apps.common.errors import ApplicationError
from apps.engine.errors import EngineError, TrainingCancelled, TrainingPaused
from apps.engine.options import TrainingResult
from apps.jobs.models import Job
from apps.jobs.progress import JobCancelled, JobTakenAway, Progress
from apps.jobs.registry import register
from apps.models.models import OcrModel
from apps.models.services import model_path
from apps.processing.pages import device, engine, model_of
from apps.processing.params import parse
from apps.training import paces
from apps.training.folders import checkpoints_of, line_cache, work_folder
from apps.training.freezing import version_of
from apps.training.kept import keep_epochs
from apps.training.models import TrainingSetVersion
from apps.training.params import TrainParams
from apps.training.presets import training_options
from apps.training.report import Reporter, outcome
from apps.training.result import add_model, result_of, validation_words
from apps.training.sets.frozen import FrozenData, manifest_of, training_data
from apps.training.testing import tested

GOES_ON = (OperationalError, InterfaceError, JobTakenAway)
"""After these the job is begun again and goes on from its last checkpoint."""

KEPT = (
    "What it learned until epoch {epoch} is kept: change what the message says and press Continue."
)


@register("train", queue="train")
def train(job: Job, progress: Progress) -> dict[str, Any]:
    """Train and add the best weights as a new model; the base model is never touched."""
    found = OcrModel.objects.filter(details__job=str(job.uid)).first()
    if found:
        return result_of(found)
    folder = work_folder(job.uid)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _train(job, progress, folder)
    except TrainingPaused:
        return _paused(job, folder)
    except GOES_ON:
        raise
    except JobCancelled:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except (ApplicationError, EngineError) as error:
        raise ApplicationError("training_failed", _failed(job, folder, str(error))) from error
    finally:
        shutil.rmtree(folder / "pages", ignore_errors=True)


def _paused(job: Job, folder: Path) -> dict[str, Any]:
    epoch = len(job.data.get("curve") or ())
    job.data["paused"] = True
    if not checkpoints_of(folder):
        return {"message": "Paused before the first epoch; it begins anew when it goes on."}
    return {"message": f"Paused after epoch {epoch}; it goes on from there when you continue."}


def _failed(job: Job, folder: Path, words: str) -> str:
    """The reason, and what is left to go on from; nothing is thrown away for going badly."""
    if not checkpoints_of(folder):
        shutil.rmtree(folder, ignore_errors=True)
        return words
    return f"{words} {KEPT.format(epoch=len(job.data.get('curve') or ()))}"


def _train(job: Job, progress: Progress, folder: Path) -> dict[str, Any]:
    params = parse(TrainParams, job.params)
    frozen_as = version_of(job, params, progress)
    progress.update(0, 1, "Reading the training set")
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    frozen = training_data(frozen_as, pages, task=params.task)
    base = model_of(params.model) if params.model else None
    _go_on(progress, params, folder)
    _log_start(progress, frozen_as, frozen, base)
    parts = {page.image_digest: page.part for page in manifest_of(frozen_as)}
    pace = paces.begun(params, base, frozen.data)
    reporter = Reporter(progress, frozen.data, parts, pace)
    result = _run_engine(params, frozen, base, folder, reporter)
    job.data |= outcome(result)
    test = tested(params, progress, result.path, frozen.test)
    with transaction.atomic():  # a model that is there is not trained again: its epochs come along
        model = add_model(job, params, frozen_as, base, result, test)
        keep_epochs(model=model, result=result)
    words = validation_words(params.task, result.accuracy)
    progress.log(f"Best epoch {result.best_epoch}: {words} on the validation pages.")
    return result_of(model)


def _run_engine(
    params: TrainParams,
    frozen: FrozenData,
    base: OcrModel | None,
    folder: Path,
    reporter: Reporter,
) -> TrainingResult:
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir(exist_ok=True)
    with ExitStack() as stack:
        try:
            result: TrainingResult = engine().train(
                training_options(params, device=device()),
                frozen.data,
                stack.enter_context(model_path(base)) if base else None,
                folder / "best.safetensors",
                reporter,
                checkpoint_dir=checkpoints,
                line_cache=line_cache(),
            )
        except TrainingCancelled:
            raise JobCancelled from None
    return result


def _go_on(progress: Progress, params: TrainParams, folder: Path) -> None:
    """Begin with the checkpoint of the training that this one continues, where there is one."""
    if not params.goes_on_from or checkpoints_of(folder):
        return
    earlier = work_folder(params.goes_on_from)
    if not checkpoints_of(earlier):
        progress.log("The checkpoint of the earlier training is gone: this one begins anew.")
        return
    # In one move: half of a checkpoint would be taken for a whole one.
    half = folder / "half"
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(earlier / "checkpoints", half)
    half.rename(folder / "checkpoints")


def _log_start(
    progress: Progress, version: TrainingSetVersion, frozen: FrozenData, base: OcrModel | None
) -> None:
    start = f"starting from “{base}”" if base else "from scratch"
    split = frozen.facts["split"]
    if frozen.facts["by"] == "lines":
        kept = "a tenth of the lines of the only page is kept for validation"
    else:
        kept = (
            f"{split['train']['pages']} pages to learn from, {split['validation']['pages']} for"
            f" validation, {split['test']['pages']} for the test at the end"
        )
    progress.log(f"Training {start} on {version}, {frozen.facts['lines']} lines; {kept}.")
