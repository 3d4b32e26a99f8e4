"""Tells a listener where a training stands, and remembers what the listener wants."""

import time
from typing import Protocol

from apps.engine.errors import TrainingCancelled
from apps.engine.options import (
    Command,
    EpochFile,
    OnProgress,
    TrainingOptions,
    TrainingProgress,
    WatchedLine,
)
from apps.engine.training_state import State

_STEPS_PER_REPORT = 4
_SECONDS_PER_REPORT = 1.0
_SMOOTH = 0.9


class Counted(Protocol):
    """What has steps."""

    def steps(self) -> int: ...


class Reporter:
    """Reports every few steps, and at least once a second."""

    def __init__(self, on_progress: OnProgress, options: TrainingOptions, task: Counted) -> None:
        self.state = State()
        self.loss: float | None = None
        self.learning_rate: float | None = None
        self.seconds: float | None = None
        self.watched: tuple[WatchedLine, ...] = ()
        self.epochs: tuple[EpochFile, ...] = ()
        self.is_stop_asked = False
        self.is_pause_asked = False
        self._on_progress = on_progress
        self._options = options
        self._task = task
        self._reported = 0.0
        self._began = self._counted = time.monotonic()
        self._pace: float | None = None

    def seconds_spent(self) -> float:
        """Seconds of training, those before an interruption too."""
        return self.state.seconds + time.monotonic() - self._began

    def share_done(self) -> float:
        """How much of the training is over, by its epochs or its time, 0-1."""
        by_epochs = (
            self.state.epoch + self.state.step / max(self._task.steps(), 1)
        ) / self._options.epochs
        limit = self._options.max_seconds
        return max(by_epochs, self.seconds_spent() / limit) if limit else by_epochs

    def count(self, lines: int) -> None:
        """Note that lines were learnt from just now."""
        now = time.monotonic()
        pace = lines / max(now - self._counted, 1e-6)
        self._pace = pace if self._pace is None else _SMOOTH * self._pace + (1 - _SMOOTH) * pace
        self._counted = now

    def tick(self) -> None:
        """Report if it is time."""
        late = time.monotonic() - self._reported > _SECONDS_PER_REPORT
        if late or self.state.step % _STEPS_PER_REPORT == 0:
            self.report()
        self._counted = time.monotonic()

    def report(self, message: str = "") -> None:
        """Report now; a wish to cancel ends the training at once."""
        self._reported = time.monotonic()
        command = self._on_progress(self._progress(message))
        if command is Command.CANCEL:
            raise TrainingCancelled("The training was cancelled.")
        if command is Command.STOP_KEEP_BEST:
            self.is_stop_asked = True
        if command is Command.PAUSE:
            self.is_pause_asked = True

    def _progress(self, message: str) -> TrainingProgress:
        state = self.state
        last = state.curve[-1] if state.curve else None
        return TrainingProgress(
            epoch=min(state.epoch + 1, self._options.epochs),
            max_epochs=self._options.epochs,
            step=state.step,
            steps=self._task.steps(),
            loss=self.loss,
            accuracy=last.accuracy if last else None,
            best_accuracy=state.best_accuracy if last else None,
            best_epoch=state.best_epoch or None,
            seconds_per_epoch=self.seconds,
            learning_rate=self.learning_rate,
            message=message,
            curve=tuple(state.curve),
            lines_per_second=self._pace,
            seconds_left=self._seconds_left(),
            watched=self.watched,
            epochs=self.epochs,
        )

    def _seconds_left(self) -> float | None:
        """At most so long: a training that no longer gets better ends sooner."""
        if self.seconds is None:
            return None
        begun = self.state.step / max(self._task.steps(), 1)
        left = (self._options.epochs - self.state.epoch - begun) * self.seconds
        if self._options.max_seconds:
            left = min(left, self._options.max_seconds - self.seconds_spent())
        return max(0.0, left)
