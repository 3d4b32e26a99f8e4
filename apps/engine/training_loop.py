"""Learns epoch by epoch: reports, obeys, stops early, survives being killed."""

import time
from math import isfinite
from pathlib import Path

from apps.engine import runtime
from apps.engine.errors import EngineError, OutOfMemory, TrainingPaused
from apps.engine.options import EpochFile, OnProgress, TrainingOptions
from apps.engine.training_learner import Learner
from apps.engine.training_report import Reporter
from apps.engine.training_state import State
from apps.engine.training_store import TrainingStore
from apps.engine.training_task import Task

_BAD_STEPS = 20
_SECONDS_PER_CHECKPOINT = 120.0


class Loop:
    """One training. ``run`` leaves the best weights in ``task.net``."""

    def __init__(
        self,
        task: Task,
        options: TrainingOptions,
        on_progress: OnProgress,
        checkpoint_dir: Path | None,
    ) -> None:
        self.task = task
        self.options = options
        self._store = TrainingStore(checkpoint_dir, options.keep_epochs) if checkpoint_dir else None
        self._learner = Learner(task, options)
        self._reporter = Reporter(on_progress, options, task)
        self._saved = time.monotonic()

    @property
    def state(self) -> State:
        return self._reporter.state

    def run(self) -> State:
        """Train until it no longer pays, or somebody says so."""
        self._resume()
        while self.state.epoch < self.options.epochs and not self._is_done():
            self._epoch()
            if self._reporter.is_stop_asked:
                break
        if not self.state.best_weights:
            raise EngineError("The training was stopped before there was anything to keep.")
        self.task.net.load_state_dict(self.state.best_weights)
        return self.state

    def epochs(self) -> tuple[EpochFile, ...]:
        """The epochs whose weights are kept, the best first."""
        return self._reporter.epochs

    def _is_done(self) -> bool:
        is_late = self.state.epoch > 0 and self._is_time_over()
        return is_late or self.state.is_settled(self.options)

    def _is_time_over(self) -> bool:
        limit = self.options.max_seconds
        return limit is not None and self._reporter.seconds_spent() >= limit

    def _epoch(self) -> None:
        began, is_whole = time.monotonic(), self.state.step == 0
        try:
            with runtime.memory_errors():
                self._learn()
        except OutOfMemory:
            self._halve_batch()
            return
        state, reporter = self.state, self._reporter
        if reporter.is_stop_asked and state.best_weights:
            return
        with runtime.memory_errors():
            accuracy, weights = self._learner.judge(reporter)
        if is_whole:  # what is left of one that was interrupted says nothing of the next
            reporter.seconds = time.monotonic() - began
        state.end_epoch(accuracy, weights, reporter.learning_rate, self.options)
        if self._store is not None:
            self._store.keep_epoch(self.task, state.epoch, accuracy, weights)
            reporter.epochs = self._store.epochs()
        self._checkpoint()
        loss = state.curve[-1].loss
        reporter.report(f"Epoch {state.epoch}: loss {loss:.3f}, {self._in_words(accuracy)}")

    def _in_words(self, accuracy: float) -> str:
        if self.options.task == "segmentation":
            return f"{100 * accuracy:.2f} % overlap"
        return f"{100 * (1 - accuracy):.2f} % of the characters wrong"

    def _learn(self) -> None:
        self.task.train_mode(is_training=True)
        self.task.has_begun = self.task.has_begun or self.state.has_begun
        state, reporter = self.state, self._reporter
        bad = 0
        for step, batch in enumerate(self.task.batches(state.epoch), 1):
            if step <= state.step:
                continue
            value = self._learner.step(batch, step, reporter)
            reporter.count(self.task.size(batch))
            bad = 0 if isfinite(value) else bad + 1
            if bad > _BAD_STEPS:
                raise EngineError(
                    "The training went astray: its error grew without bounds. "
                    "Train again with a lower learning rate."
                )
            reporter.tick()
            self._obey()
            if reporter.is_stop_asked or self._is_time_over():
                break

    def _obey(self) -> None:
        """Keep the state now and then, and at once when somebody wants a pause."""
        if self._reporter.is_pause_asked:
            self._checkpoint()
            raise TrainingPaused("The training is paused.")
        if time.monotonic() - self._saved > _SECONDS_PER_CHECKPOINT:
            self._checkpoint()

    def _halve_batch(self) -> None:
        if self.task.batch_size <= 1:
            raise EngineError(
                "The machine has too little memory for even one line at a time. "
                "Use smaller images or a smaller model."
            )
        self.task.batch_size //= 2
        self.state.begin_epoch()
        self._learner.forget()
        self._reporter.report(f"Memory ran out: going on with batches of {self.task.batch_size}.")

    def _checkpoint(self) -> None:
        if self._store is None:
            return
        self._saved = time.monotonic()
        state = self.state.stored(self._reporter.seconds_spent())
        fingerprint = self.task.fingerprint()
        self._store.save({"fingerprint": fingerprint, "state": state, **self._learner.stored()})

    def _resume(self) -> None:
        """Go on where a training that was killed or paused had come to."""
        if self._store is None or not self._store.is_begun:
            return
        content = self._store.load(self.task.fingerprint())
        if content is None:
            self._reporter.report(
                "The checkpoint is one of other lines or options: the training begins anew."
            )
            return
        self._learner.restore(content)
        self._reporter.state = State.restored(content["state"])
        self._reporter.epochs = self._store.epochs()
        place = f" and {self.state.step} steps" if self.state.step else ""
        self._reporter.report(f"Going on after epoch {self.state.epoch}{place}.")
