"""Trains models from pages of ground truth."""

from pathlib import Path

from apps.engine import runtime
from apps.engine.errors import EngineError, TrainingCancelled
from apps.engine.kraken7 import write_coreml, write_safetensors
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

    def say(message: str) -> None:
        progress = TrainingProgress(1, options.epochs, 0, 0, None, message=message)
        if on_progress(progress) is not Command.CONTINUE:
            raise TrainingCancelled("The training was cancelled.")

    with runtime.memory_errors():
        make = RecognitionTask if options.task == "recognition" else SegmentationTask
        task = make(options, data, base_model, say)
    state = Loop(task, options, on_progress, checkpoint_dir).run()
    if state.best_accuracy < _WORTHLESS:
        raise EngineError(
            f"The training came to nothing: after {state.epoch} epochs the model is still wrong "
            "about almost everything. Use more pages or more epochs, or start from a model "
            "that knows the script."
        )
    task.finish(state.best_accuracy, state.best_epoch)
    _write(task.net, output)
    return TrainingResult(output, state.best_epoch, state.best_accuracy, tuple(state.curve))


def _write(net: object, output: Path) -> None:
    """Put the finished file in its place in one move."""
    part = output.with_name(f".part-{output.name}")
    part.unlink(missing_ok=True)
    write = write_coreml if output.suffix == ".mlmodel" else write_safetensors
    write([net.cpu()], part)  # type: ignore[attr-defined]
    part.replace(output)
