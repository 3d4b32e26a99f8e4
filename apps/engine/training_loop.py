"""Learns epoch by epoch: reports, obeys, stops early, survives being killed."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any, Protocol

import torch

from apps.engine import runtime
from apps.engine.averaging import Average
from apps.engine.errors import EngineError, OutOfMemory, TrainingPaused
from apps.engine.options import EpochFile, EpochPoint, OnProgress, TrainingOptions, WatchedLine
from apps.engine.rates import rate
from apps.engine.recipe import Recipe
from apps.engine.training_optimizer import Optimization
from apps.engine.training_report import Reporter, State
from apps.engine.training_store import TrainingStore

_BAD_STEPS = 20
_STARTED = 0.15
_SECONDS_PER_CHECKPOINT = 120.0
_FREE = {
    "epochs",
    "min_epochs",
    "patience",
    "min_delta",
    "max_seconds",
    "keep_epochs",
    "workers",
    "device",
}


class Task(Protocol):
    """What is learnt. ``batch_size`` may be halved while the training runs; ``has_begun`` is set
    when the network does more than guess.
    """

    net: Any
    batch_size: int
    has_begun: bool
    recipe: Recipe

    def steps(self) -> int:
        """How many batches an epoch has."""
        ...

    def batches(self, epoch: int) -> Iterator[Any]:
        """The batches of an epoch, the same for the same epoch and seed."""
        ...

    def size(self, batch: Any) -> int:
        """How many lines, or pages, a batch has."""
        ...

    def learn(self, batch: Any, seed: int, scale: float) -> float:
        """Add the gradients of a batch times ``scale``; how wrong the network is about it.

        All chance comes from ``seed``: a step that is done again gives the same.
        """
        ...

    def train_mode(self, is_training: bool) -> None:
        """Let the network learn, or read."""
        ...

    def validate(self, tick: Callable[[], None]) -> float:
        """Accuracy 0-1 on the validation pages; ``tick`` is called between units of work."""
        ...

    def watch(self) -> tuple[WatchedLine, ...]:
        """A few lines as they are read now."""
        ...

    def backbone(self) -> list[torch.nn.Parameter]:
        """All weights but those of the last layer."""
        ...

    def fingerprint(self) -> str:
        """What must be equal for a checkpoint to fit."""
        ...

    def finish(self, accuracy: float, epoch: int) -> None:
        """Write into the network's own record how good it has become."""
        ...


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
        self._optimization = Optimization(task.net, task.recipe, options)
        self._average = Average(task.net) if task.recipe.averaging else None
        self._reporter = Reporter(on_progress, options, task)
        self.state = self._reporter.state
        self._saved = time.monotonic()

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
        """No better for a while. A network that has not begun to read is given all its time."""
        state, options = self.state, self.options
        enough = state.epoch >= options.min_epochs and self._has_begun()
        waited = enough and state.since_best >= options.patience
        return state.best_accuracy >= 1 or waited or (state.epoch > 0 and self._is_time_over())

    def _has_begun(self) -> bool:
        """Until it reads, chance alone may reach a few percent: no sign that it gets no better."""
        return self.state.best_accuracy > _STARTED

    def _is_time_over(self) -> bool:
        limit = self.options.max_seconds
        return limit is not None and self._reporter.seconds_spent() >= limit

    def _epoch(self) -> None:
        began = time.monotonic()
        try:
            with runtime.memory_errors():
                self._learn()
        except OutOfMemory:
            self._halve_batch()
            return
        if self._reporter.is_stop_asked and self.state.best_weights:
            return
        loss = self.state.loss_sum / max(self.state.losses, 1)
        self.task.train_mode(is_training=False)
        accuracy, weights = self._judge()
        self._reporter.seconds = time.monotonic() - began
        self._note(loss, accuracy, weights)
        self._checkpoint()
        self._reporter.report(f"Epoch {self.state.epoch}: loss {loss:.3f}, accuracy {accuracy:.2%}")

    def _learn(self) -> None:
        self.task.train_mode(is_training=True)
        self.task.has_begun = self.task.has_begun or self._has_begun()
        state, reporter = self.state, self._reporter
        bad = 0
        for step, batch in enumerate(self.task.batches(state.epoch), 1):
            if step <= state.step:
                continue
            value = self._step(batch, step)
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

    def _step(self, batch: Any, step: int) -> float:
        state, optimization = self.state, self._optimization
        optimization.freeze(self.task.backbone, state.steps)
        seed = (self.options.seed * 1_000_003 + state.steps) % 2**31
        value = self.task.learn(batch, seed, optimization.scale)
        state.step, state.steps = step, state.steps + 1
        if not isfinite(value):
            optimization.forget()
            return value
        state.loss_sum += value
        state.losses += 1
        self._reporter.loss = value
        if state.losses % self.options.accumulate == 0 or step == self.task.steps():
            learning_rate = rate(
                self.task.recipe,
                self.options,
                steps=state.steps,
                epoch=state.epoch,
                done=self._reporter.share_done(),
                slowed=state.slowed,
            )
            self._reporter.learning_rate = learning_rate
            optimization.improve(learning_rate)
            if self._average is not None:
                self._average.update(self.task.net, state.steps)
        return value

    def _obey(self) -> None:
        """Keep the state now and then, and at once when somebody wants a pause."""
        if self._reporter.is_pause_asked:
            self._checkpoint()
            raise TrainingPaused("The training is paused.")
        if time.monotonic() - self._saved > _SECONDS_PER_CHECKPOINT:
            self._checkpoint()

    def _judge(self) -> tuple[float, dict[str, torch.Tensor]]:
        """The accuracy of the weights as they are or of their mean, whichever is better."""
        own = _copied(self.task.net.state_dict())
        accuracy = self.task.validate(self._reporter.tick)
        if self._average is None:
            self._reporter.watched = self.task.watch()
            return accuracy, own
        mean = {**own, **_copied(self._average.weights)}
        self.task.net.load_state_dict(mean)
        of_mean = self.task.validate(self._reporter.tick)
        self._reporter.watched = self.task.watch()
        self.task.net.load_state_dict(own)
        return (of_mean, mean) if of_mean >= accuracy else (accuracy, own)

    def _note(self, loss: float, accuracy: float, weights: dict[str, torch.Tensor]) -> None:
        state = self.state
        state.epoch += 1
        state.step, state.loss_sum, state.losses = 0, 0.0, 0
        state.curve.append(EpochPoint(state.epoch, loss, accuracy, self._reporter.learning_rate))
        state.since_best += 1
        if accuracy > state.best_accuracy:
            if accuracy > state.best_accuracy + self.options.min_delta:
                state.since_best = 0
            state.best_accuracy, state.best_epoch = accuracy, state.epoch
            state.best_weights = weights
        elif self._has_begun() and state.since_best % self._plateau() == 0:
            state.slowed *= self.options.plateau_factor
        if self._store is not None:
            self._store.keep_epoch(self.task, state.epoch, accuracy, weights)
            self._reporter.epochs = self._store.epochs()

    def _plateau(self) -> int:
        return self.options.plateau_patience or max(self.options.patience // 2, 1)

    def _halve_batch(self) -> None:
        if self.task.batch_size <= 1:
            raise EngineError(
                "The machine has too little memory for even one line at a time. "
                "Use smaller images or a smaller model."
            )
        self.task.batch_size //= 2
        self.state.step, self.state.loss_sum, self.state.losses = 0, 0.0, 0
        self._optimization.forget()
        self._reporter.report(f"Memory ran out: going on with batches of {self.task.batch_size}.")

    def _checkpoint(self) -> None:
        if self._store is None:
            return
        self._saved = time.monotonic()
        state = {**vars(self.state), "curve": [asdict(point) for point in self.state.curve]}
        state["seconds"] = self._reporter.seconds_spent()
        content = {
            "fingerprint": self.task.fingerprint(),
            "batch_size": self.task.batch_size,
            "net": self.task.net.state_dict(),
            "average": self._average.weights if self._average else None,
            "optimizer": self._optimization.state(),
            "state": state,
        }
        self._store.save(content)

    def _resume(self) -> None:
        """Go on where a training that was killed or paused had come to."""
        content = self._store.load(self.task.fingerprint()) if self._store else None
        if self._store is None or content is None:
            return
        self.task.batch_size = content["batch_size"]
        self.task.net.load_state_dict(content["net"])
        if self._average is not None:
            self._average.weights = {
                name: weights.to(self.options.device)
                for name, weights in content["average"].items()
            }
        self._optimization.load(content["optimizer"])
        curve = [EpochPoint(**point) for point in content["state"].pop("curve")]
        self.state = self._reporter.state = State(**content["state"], curve=curve)
        self._reporter.epochs = self._store.epochs()
        place = f" and {self.state.step} steps" if self.state.step else ""
        self._reporter.report(f"Going on after epoch {self.state.epoch}{place}.")


def _copied(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in weights.items()}


def fingerprint(options: TrainingOptions, **facts: Any) -> str:
    """Options and facts of a training as one comparable text; how long it lasts is none."""
    kept = {name: value for name, value in asdict(options).items() if name not in _FREE}
    return json.dumps([kept, facts], sort_keys=True, default=str)
