"""Trains models from pages of ground truth."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from apps.engine import runtime
from apps.engine.errors import EngineError, TrainingCancelled, TrainingPaused
from apps.engine.options import (
    Command,
    OnProgress,
    TrainingData,
    TrainingOptions,
    TrainingProgress,
    TrainingResult,
)
from apps.engine.training_loop import Loop
from apps.engine.training_recognition import RecognitionTask
from apps.engine.training_segmentation import SegmentationTask
from apps.engine.training_store import write_model
from apps.engine.training_task import Task

_WORTHLESS = 0.02


def train(  # noqa: PLR0913 - the data, the model, the result and the listener are all needed
    options: TrainingOptions,
    data: TrainingData,
    base_model: Path | None,
    output: Path,
    on_progress: OnProgress,
    *,
    checkpoint_dir: Path | None = None,
    line_cache: Path | None = None,
) -> TrainingResult:
    """Train on pages of ground truth; ``output`` is written only on success.

    With ``checkpoint_dir`` the state is kept there, and a call with the same arguments goes on
    from it. With ``line_cache``, a folder that trainings share, lines are cut out only once.
    """
    if not data.train or not data.validation:
        raise EngineError("A training needs pages to learn from and other pages to check with.")

    say = partial(say_early, options, on_progress)
    task = make_task(options, data, base_model, say, line_cache)
    loop = Loop(task, options, on_progress, checkpoint_dir)
    state = loop.run()
    if state.best_accuracy < _WORTHLESS:
        raise EngineError(
            f"The training came to nothing: after {state.epoch} epochs the model is still wrong "
            "about almost everything. Use more pages or more epochs, or start from a model "
            "that knows the script."
        )
    task.finish(state.best_accuracy, state.best_epoch)
    task.net.cpu()
    write_model(task.net, output)
    return TrainingResult(
        output, state.best_epoch, state.best_accuracy, tuple(state.curve), loop.epochs()
    )


def make_task(
    options: TrainingOptions,
    data: TrainingData,
    base_model: Path | None,
    say: Callable[[str], None],
    line_cache: Path | None,
) -> Task:
    """What is to be learnt, with its lines cut out and its network made."""
    with runtime.memory_errors():
        if options.task == "recognition":
            return RecognitionTask(options, data, base_model, say, line_cache)
        return SegmentationTask(options, data, base_model, say)


def say_early(options: TrainingOptions, on_progress: OnProgress, message: str) -> None:
    """Report before the first step, when there is nothing yet that could be kept."""
    command = on_progress(TrainingProgress(1, options.epochs, 0, 0, None, message=message))
    if command is Command.PAUSE:
        raise TrainingPaused("The training is paused.")
    if command is not Command.CONTINUE:
        raise TrainingCancelled("The training was cancelled.")
