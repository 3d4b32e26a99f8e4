"""Measures how fast this machine learns: a few real steps of a training, then nothing is kept."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

from apps.engine import runtime
from apps.engine.errors import EngineError
from apps.engine.options import (
    OnProgress,
    TrainingData,
    TrainingOptions,
    TrainingPace,
    TrainingPage,
)
from apps.engine.training import make_task, say_early
from apps.engine.training_learner import Learner
from apps.engine.training_report import Reporter
from apps.engine.training_task import Task

LONGEST = 12.0
"""Seconds after which no further step is begun."""
_STEPS = 16


def measure_training(
    options: TrainingOptions,
    pages: Sequence[TrainingPage],
    base_model: Path | None,
    on_progress: OnProgress,
    *,
    line_cache: Path | None = None,
) -> TrainingPace:
    """Learn from these few pages for some seconds, as ``train`` does, and say how long it took.

    Lines that are cut out stay in ``line_cache``, for the training; no model is written.
    """
    if not pages:
        raise EngineError("There is no page to learn from. Choose pages with text.")
    data = TrainingData(tuple(pages), tuple(pages))
    say = partial(say_early, options, on_progress)
    task = make_task(options, data, base_model, say, line_cache)
    # Most of a training is done by a network that reads already: lines are changed then.
    task.has_begun = True
    learner, reporter = Learner(task, options), Reporter(on_progress, options, task)
    with runtime.memory_errors():
        learning, measured = _learn(task, learner, reporter)
        began = time.monotonic()
        learner.judge(reporter)
        checking = time.monotonic() - began
    is_reading = options.task == "recognition"
    checked = sum(map(task.size, task.batches(0))) if is_reading else len(pages)
    return TrainingPace(
        learning=learning / measured,
        checking=checking / checked,
        measured=measured,
        device=options.device,
        threads=task.threads,
    )


def _learn(task: Task, learner: Learner, reporter: Reporter) -> tuple[float, int]:
    """Seconds and lines of some steps; the first, which also readies memory, counts only alone."""
    task.train_mode(is_training=True)
    steps: list[tuple[float, int]] = []
    began = last = time.monotonic()
    for step, batch in enumerate(islice(_batches(task), _STEPS), 1):
        learner.step(batch, step, reporter)
        reporter.tick()
        now = time.monotonic()
        steps.append((now - last, task.size(batch)))
        last = now
        if now - began > LONGEST:
            break
    counted = steps[1:] or steps
    return sum(seconds for seconds, _ in counted), sum(size for _, size in counted)


def _batches(task: Task) -> Iterator[Any]:
    for epoch in count():
        yield from task.batches(epoch)
