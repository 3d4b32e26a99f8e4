"""The job that takes a few real steps of a training, and notes how long they took."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.engine.errors import TrainingCancelled
from apps.engine.options import Command, TrainingPage, TrainingProgress, TrainingTask
from apps.jobs.models import Job
from apps.jobs.progress import JobCancelled, Progress
from apps.jobs.registry import register
from apps.jobs.work import work_folder
from apps.layout.learnable import learnable
from apps.layout.types import PageLayout, TextDirection
from apps.models.models import OcrModel
from apps.models.services import model_path
from apps.processing.pages import device, engine
from apps.processing.params import parse
from apps.training.folders import line_cache
from apps.training.paces import MEASURE, known_paces, measured_pace
from apps.training.params import TrainParams
from apps.training.presets import training_options
from apps.training.sets.content import learned
from apps.training.sets.frozen import described, image_path

LINES = 32
"""Lines that a measure of reading learns from."""


@dataclass(frozen=True, slots=True)
class MeasureParams:
    """Pages with a layer each, by ids; ``base`` is the model to start from."""

    kind: str
    task: TrainingTask
    pages: Sequence[Sequence[int | None]]
    base: int | None
    direction: TextDirection


@register(MEASURE, queue="train", is_quiet=True)
def measure(job: Job, progress: Progress) -> dict[str, Any]:
    """Take a few steps of the training, and note how long they took."""
    params = parse(MeasureParams, job.params)
    if known_paces(params.kind):
        return {"message": "Known already."}
    progress.update(0, 1, "Measuring")
    base = OcrModel.objects.visible_to(job.user).filter(pk=params.base or 0).first()
    if params.base and base is None:
        raise ApplicationError("no_model", "The model was deleted meanwhile. Choose another one.")
    wanted = TrainParams(params.task, "", 0, direction=params.direction)
    options = training_options(wanted, device=device())
    with work_folder(job) as folder, ExitStack() as stack:
        path = stack.enter_context(model_path(base)) if base else None
        pages = _pages(job, params, folder)
        try:
            found = engine().measure_training(
                options, pages, path, _Listener(progress), line_cache=line_cache()
            )
        except TrainingCancelled:
            raise JobCancelled from None
    job.data |= {"pace": measured_pace(params.kind, found)}
    return {"message": f"{found.learning:.3g} s for each, of {found.measured}"}


class _Listener:
    """Passes on the wish to cancel."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, report: TrainingProgress) -> Command:
        try:
            self._progress.update(report.step, report.step + 1, "Measuring")
        except JobCancelled:
            return Command.CANCEL
        return Command.CONTINUE


def _pages(job: Job, params: MeasureParams, folder: Path) -> list[TrainingPage]:
    """The pages as a training gets them, of reading with a few lines only."""
    parts = Part.objects.visible_to(job.user).select_related("document", "image")
    rows = parts.in_bulk([part_id for part_id, _ in params.pages])
    layers = TranscriptionLayer.objects.in_bulk([layer for _, layer in params.pages if layer])
    found = []
    for part_id, layer_id in params.pages:
        if not (part := rows.get(part_id or 0)):
            continue
        layout: PageLayout | None = learned(to_layout(part, layers.get(layer_id or 0)))
        if params.task == "recognition" and layout:
            layout = _few_lines(learnable(layout), LINES // len(params.pages))
        if layout:
            page = described(part, layout)
            image = image_path(page, folder)
            found.append(TrainingPage(f"{page.name} ({part.pk})", image, page.image_digest, layout))
    return found


def _few_lines(layout: PageLayout | None, number: int) -> PageLayout | None:
    """The page with some of its lines, from its top to its foot."""
    if layout is None or len(layout.lines) <= number:
        return layout
    places = [place * len(layout.lines) // number for place in range(number)]
    return replace(layout, lines=tuple(layout.lines[place] for place in places))
