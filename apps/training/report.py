"""Carries what a training reports to the job row, and people's wishes back to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.engine.options import (
    Command,
    EpochPoint,
    TrainingData,
    TrainingPage,
    TrainingProgress,
    TrainingResult,
    WatchedLine,
)
from apps.jobs.progress import JobCancelled, Progress
from apps.layout.geometry import bounding_box
from apps.layout.types import LineLayout
from apps.training.paces import PaceNote

FIGURES = (
    "epoch",
    "max_epochs",
    "step",
    "steps",
    "loss",
    "accuracy",
    "best_accuracy",
    "best_epoch",
    "seconds_per_epoch",
    "learning_rate",
    "lines_per_second",
    "seconds_left",
)
MARGIN = 6
"""Pixels around a line of which people see the image."""


class Reporter:
    """What the engine calls; each call is also the point where a wish is noticed."""

    def __init__(
        self,
        progress: Progress,
        data: TrainingData,
        parts: Mapping[str, int],
        pace: PaceNote | None = None,
    ) -> None:
        """``parts`` are the ids of pages by the digests of their images; ``pace`` notes how fast
        it learns, for the estimates of later trainings."""
        self._progress = progress
        self._pace = pace
        self._epochs = 0
        self._places = {
            (page.name, line.uid): _place(page, line) | {"part": parts.get(page.image_digest)}
            for page in data.validation
            for line in page.layout.lines
        }

    def __call__(self, report: TrainingProgress) -> Command:
        if report.message:
            self._progress.log(report.message)
        if len(report.curve) > self._epochs:
            self._epochs = len(report.curve)
            self._progress.secured()
        try:
            self._progress.update(
                (report.epoch - 1) * report.steps + report.step,
                report.max_epochs * report.steps + 1,
                _words(report),
                **self._shown(report),
            )
        except JobCancelled:
            return Command.CANCEL
        if self._progress.pause_requested:
            return Command.PAUSE
        return Command.STOP_KEEP_BEST if self._progress.stop_requested else Command.CONTINUE

    def _shown(self, report: TrainingProgress) -> dict[str, Any]:
        shown: dict[str, Any] = {name: getattr(report, name) for name in FIGURES}
        shown["curve"] = rows_of(report.curve)
        if self._pace and report.seconds_per_epoch:
            shown["pace"] = self._pace.of_epoch(report.seconds_per_epoch)
        if report.watched:
            shown["watched"] = [self._watched(line) for line in report.watched]
        return shown

    def _watched(self, line: WatchedLine) -> dict[str, Any]:
        place = self._places.get((line.page, line.line_uid), {})
        return {"uid": line.line_uid, "truth": line.truth, "read": line.read, **place}


def outcome(result: TrainingResult) -> dict[str, Any]:
    """What the job shows of a training that came to its end; the last report was before that."""
    return {
        "curve": rows_of(result.curve),
        "accuracy": result.curve[-1].accuracy if result.curve else None,
        "best_accuracy": result.accuracy,
        "best_epoch": result.best_epoch,
    }


def rows_of(curve: Sequence[EpochPoint]) -> list[list[float | None]]:
    """A learning curve as it is stored: rows of epoch, loss, accuracy and learning rate."""
    return [[point.epoch, point.loss, point.accuracy, point.learning_rate] for point in curve]


def _words(report: TrainingProgress) -> str:
    if not report.steps:
        return "Preparing the lines"
    return f"Epoch {report.epoch} of at most {report.max_epochs}"


def _place(page: TrainingPage, line: LineLayout) -> dict[str, Any]:
    """Where the line lies: the size of the page, and the box to show of it."""
    shape = line.mask or line.baseline
    if not shape:
        return {}
    left, top, right, bottom = bounding_box(shape)
    left, top = max(0, left - MARGIN), max(0, top - MARGIN)
    right = min(page.layout.width, right + MARGIN)
    bottom = min(page.layout.height, bottom + MARGIN)
    return {
        "size": [page.layout.width, page.layout.height],
        "box": [left, top, max(1, right - left), max(1, bottom - top)],
    }
