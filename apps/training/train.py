"""The training job: ground truth, kraken's training, and a new model on success only."""

import hashlib
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from apps.documents.models import TranscriptionLayer
from apps.engine.errors import TrainingCancelled
from apps.engine.options import (
    Command,
    EpochPoint,
    TrainingData,
    TrainingOptions,
    TrainingPage,
    TrainingProgress,
    TrainingResult,
)
from apps.formats.registry import codec
from apps.jobs.models import Job
from apps.jobs.progress import JobCancelled, JobTakenAway, Progress
from apps.jobs.registry import register
from apps.models.models import OcrModel
from apps.models.services import ModelFacts, create_model, model_path
from apps.processing.pages import device, engine, model_of
from apps.processing.params import parse
from apps.training.ground_truth import GroundTruth, write_ground_truth
from apps.training.params import TrainParams

GOES_ON = (OperationalError, InterfaceError, JobTakenAway)
"""After these the job is begun again and goes on from its last checkpoint."""


def work_folder(job: Job) -> Path:
    """Where a training keeps its files; it outlives the worker, so that another can go on."""
    folder: Path = settings.DATA_DIR / "work" / str(job.uid)
    return folder


@register("train", queue="train")
def train(job: Job, progress: Progress) -> dict[str, Any]:
    """Train and add the best weights as a new model; the base model is never touched."""
    found = OcrModel.objects.filter(details__job=str(job.uid)).first()
    if found:
        return _result(found)
    folder = work_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        result = _train(job, progress, folder)
    except GOES_ON:
        raise
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _train(job: Job, progress: Progress, folder: Path) -> dict[str, Any]:
    params = parse(TrainParams, job.params)
    layer = TranscriptionLayer.objects.filter(pk=params.layer).first() if params.layer else None
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    truth = write_ground_truth(
        folder=pages, part_ids=params.part_ids, layer=layer, seed=params.seed, progress=progress
    )
    base = model_of(params.model) if params.model else None
    _log_start(progress, truth, base, layer)
    result = _run_engine(params, truth, base, folder, _Reporter(progress))
    job.data |= {"curve": _rows(result.curve), "best_accuracy": result.accuracy}
    model = _add_model(job, params, truth, base, result)
    progress.log(f"Best epoch {result.best_epoch}: {result.accuracy:.1%} on the validation pages.")
    return _result(model)


def _run_engine(
    params: TrainParams,
    truth: GroundTruth,
    base: OcrModel | None,
    folder: Path,
    reporter: "_Reporter",
) -> TrainingResult:
    options = TrainingOptions(
        task=params.task,
        epochs=params.epochs,
        min_epochs=min(5, params.epochs),
        patience=params.patience,
        seed=params.seed,
        device=device(),
        direction=params.direction,
    )
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir(exist_ok=True)
    with ExitStack() as stack:
        base_path = stack.enter_context(model_path(base)) if base else None
        try:
            result: TrainingResult = engine().train(
                options,
                TrainingData(
                    _pages(folder, truth.train_files), _pages(folder, truth.validation_files)
                ),
                base_path,
                folder / "best.safetensors",
                reporter,
                checkpoint_dir=checkpoints,
            )
        except TrainingCancelled:
            raise JobCancelled from None
    return result


def _pages(folder: Path, files: Sequence[str]) -> tuple[TrainingPage, ...]:
    """The pages that were written to the folder, in the form in which the engine takes them."""
    pages = []
    for name in files:
        layout = codec("page").read((folder / "pages" / name).read_bytes(), filename=name)
        image = folder / "pages" / layout.image_name
        digest = hashlib.sha256(image.read_bytes()).hexdigest()
        pages.append(TrainingPage(Path(name).stem, image, digest, layout))
    return tuple(pages)


class _Reporter:
    """Carries a training's reports to the job row, and people's wishes back."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.epochs = 0

    def __call__(self, report: TrainingProgress) -> Command:
        if report.message:
            self.progress.log(report.message)
        if len(report.curve) > self.epochs:
            self.epochs = len(report.curve)
            self.progress.secured()
        shown = {**asdict(report), "curve": _rows(report.curve)}
        del shown["message"]
        try:
            self.progress.update(
                (report.epoch - 1) * report.steps + report.step,
                report.max_epochs * report.steps + 1,
                f"Epoch {report.epoch} of at most {report.max_epochs}",
                **shown,
            )
        except JobCancelled:
            return Command.CANCEL
        return Command.STOP_KEEP_BEST if self.progress.stop_requested else Command.CONTINUE


def _rows(curve: Sequence[EpochPoint]) -> list[list[float]]:
    """A learning curve as it is stored: rows of epoch, loss and accuracy."""
    return [[point.epoch, point.loss, point.accuracy] for point in curve]


def _log_start(
    progress: Progress, truth: GroundTruth, base: OcrModel | None, layer: TranscriptionLayer | None
) -> None:
    start = f"starting from “{base}”" if base else "from scratch"
    what = f"{truth.lines} lines" + (f" of the layer “{layer}”" if layer else "")
    if truth.split == "pages":
        kept = f"{len(truth.validation_parts)} of {_total(truth)} pages are kept for validation"
    else:
        kept = "a tenth of the lines is kept for validation"
    progress.log(f"Training {start} on {what}; {kept}.")


def _total(truth: GroundTruth) -> int:
    return len(truth.train_parts) + len(truth.validation_parts)


def _add_model(
    job: Job,
    params: TrainParams,
    truth: GroundTruth,
    base: OcrModel | None,
    result: TrainingResult,
) -> OcrModel:
    """The row of the trained model; ``details`` tell how it came about."""
    details = {
        "job": str(job.uid),
        "document": job.document_id,
        "document_name": str(job.document or ""),
        "layer": params.layer,
        "best_epoch": result.best_epoch,
        "curve": job.data["curve"],
        "split": {
            "by": truth.split,
            "seed": params.seed,
            "train_parts": list(truth.train_parts),
            "validation_parts": list(truth.validation_parts),
        },
        "lines": truth.lines,
        "characters": truth.characters,
    }
    facts = ModelFacts(
        role=params.task,
        accuracy=result.accuracy,
        script=job.document.main_script if job.document else "",
        parent=base,
        details=details,
    )
    return create_model(user=job.user, name=params.name, path=result.path, facts=facts)


def _result(model: OcrModel) -> dict[str, Any]:
    accuracy = "" if model.accuracy is None else f", {model.accuracy:.1%} on the validation pages"
    return {
        "message": f"“{model}” is ready{accuracy}",
        "model": model.pk,
        "links": [{"text": "Open the model", "src": f"/model/{model.pk}/"}],
    }
