"""Learns epoch by epoch: reports, obeys, stops early, survives being killed."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, Protocol

import torch

from apps.engine import runtime
from apps.engine.errors import EngineError, OutOfMemory, TrainingCancelled
from apps.engine.options import (
    Command,
    EpochPoint,
    OnProgress,
    TrainingOptions,
    TrainingProgress,
)

_STEPS_PER_REPORT = 4
_SECONDS_PER_REPORT = 1.0
_CLIP = 1.0
_BAD_STEPS = 20
_STARTED = 0.15
_CHECKPOINT = "last.ckpt"


class Task(Protocol):
    """What is learnt. ``batch_size`` may be halved while the training runs."""

    net: Any
    batch_size: int
    learning_rate: float

    def steps(self) -> int:
        """How many batches an epoch has."""
        ...

    def batches(self, epoch: int) -> Iterator[Any]:
        """The batches of an epoch, the same for the same epoch and seed."""
        ...

    def loss(self, batch: Any) -> torch.Tensor:
        """How wrong the network is about a batch."""
        ...

    def validate(self, tick: Callable[[], None]) -> float:
        """Accuracy 0-1 on the validation pages; ``tick`` is called between units of work."""
        ...

    def fingerprint(self) -> str:
        """What must be equal for a checkpoint to fit."""
        ...


@dataclass
class _State:
    epoch: int = 0
    best_epoch: int = 0
    best_accuracy: float = -1.0
    best_weights: dict[str, torch.Tensor] = field(default_factory=dict)
    since_best: int = 0
    curve: list[EpochPoint] = field(default_factory=list)


class _Reporter:
    """Tells the listener where the training stands, and remembers what the listener says."""

    def __init__(
        self,
        on_progress: OnProgress,
        options: TrainingOptions,
        task: Task,
        optimizer: torch.optim.Optimizer,
    ) -> None:
        self.step = 0
        self.loss: float | None = None
        self.seconds: float | None = None
        self.is_stop_asked = False
        self.state = _State()
        self._on_progress = on_progress
        self._options = options
        self._task = task
        self._optimizer = optimizer
        self._reported = 0.0

    def tick(self) -> None:
        """Report every few steps, and at least once a second."""
        late = time.monotonic() - self._reported > _SECONDS_PER_REPORT
        if late or self.step % _STEPS_PER_REPORT == 0:
            self.report()

    def report(self, message: str = "") -> None:
        """Report now; a wish to cancel ends the training at once."""
        self._reported = time.monotonic()
        state = self.state
        last = state.curve[-1] if state.curve else None
        command = self._on_progress(
            TrainingProgress(
                epoch=min(state.epoch + 1, self._options.epochs),
                max_epochs=self._options.epochs,
                step=self.step,
                steps=self._task.steps(),
                loss=self.loss,
                accuracy=last.accuracy if last else None,
                best_accuracy=state.best_accuracy if last else None,
                best_epoch=state.best_epoch or None,
                seconds_per_epoch=self.seconds,
                learning_rate=float(self._optimizer.param_groups[0]["lr"]),
                message=message,
                curve=tuple(state.curve),
            )
        )
        if command is Command.CANCEL:
            raise TrainingCancelled("The training was cancelled.")
        if command is Command.STOP_KEEP_BEST:
            self.is_stop_asked = True


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
        self._checkpoint = checkpoint_dir / _CHECKPOINT if checkpoint_dir else None
        self._optimizer = torch.optim.AdamW(task.net.parameters(), lr=task.learning_rate)
        self._reporter = _Reporter(on_progress, options, task, self._optimizer)
        self.state = self._reporter.state

    def run(self) -> _State:
        """Train until it no longer pays, or somebody says so."""
        torch.manual_seed(self.options.seed)
        if self._checkpoint is not None and self._checkpoint.exists():
            self._resume(self._checkpoint)
        while self.state.epoch < self.options.epochs and not self._is_done():
            self._epoch()
            if self._reporter.is_stop_asked:
                break
        if not self.state.best_weights:
            raise EngineError("The training was stopped before there was anything to keep.")
        self.task.net.load_state_dict(self.state.best_weights)
        return self.state

    def _is_done(self) -> bool:
        """No better for a while. A network that has not begun to read is given all its time."""
        state, options = self.state, self.options
        enough = state.epoch >= options.min_epochs and self._has_begun()
        return state.best_accuracy >= 1 or (enough and state.since_best >= options.patience)

    def _has_begun(self) -> bool:
        """Until it reads, chance alone may reach a few percent: no sign that it gets no better."""
        return self.state.best_accuracy > _STARTED

    def _epoch(self) -> None:
        began = time.monotonic()
        try:
            with runtime.memory_errors():
                loss = self._learn()
        except OutOfMemory:
            self._halve_batch()
            return
        if self._reporter.is_stop_asked and self.state.best_weights:
            return
        self.task.net.eval()
        with torch.inference_mode():
            accuracy = self.task.validate(self._reporter.tick)
        self._reporter.seconds = time.monotonic() - began
        self._note(loss, accuracy)
        if self._checkpoint is not None:
            self._save(self._checkpoint)
        self._reporter.report(f"Epoch {self.state.epoch}: loss {loss:.3f}, accuracy {accuracy:.2%}")

    def _learn(self) -> float:
        self.task.net.train()
        losses: list[float] = []
        bad = 0
        for step, batch in enumerate(self.task.batches(self.state.epoch), 1):
            self._reporter.step = step
            self._freeze()
            with runtime.mixed_precision(self.options.device):
                loss = self.task.loss(batch)
            value = loss.item()
            if isfinite(value):
                losses.append(value)
                self._reporter.loss = value
                self._improve(loss)
            bad = 0 if isfinite(value) else bad + 1
            if bad > _BAD_STEPS:
                raise EngineError(
                    "The training went astray: its error grew without bounds. "
                    "Train again with a lower learning rate."
                )
            self._reporter.tick()
            if self._reporter.is_stop_asked:
                break
        return sum(losses) / len(losses) if losses else 0.0

    def _improve(self, loss: torch.Tensor) -> None:
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.task.net.parameters(), _CLIP)
        if torch.isfinite(norm):
            self._optimizer.step()

    def _freeze(self) -> None:
        """For the first steps of a fine-tuning, only the last layer learns."""
        frozen = self.options.freeze_backbone
        if not frozen:
            return
        done = self.state.epoch * self.task.steps() + self._reporter.step - 1
        if done in (0, frozen):
            for parameter in self.task.net.nn[:-1].parameters():
                parameter.requires_grad_(done >= frozen)

    def _halve_batch(self) -> None:
        if self.task.batch_size <= 1:
            raise EngineError(
                "The machine has too little memory for even one line at a time. "
                "Use smaller images or a smaller model."
            )
        self.task.batch_size //= 2
        self._optimizer.zero_grad(set_to_none=True)
        self._reporter.report(f"Memory ran out: going on with batches of {self.task.batch_size}.")

    def _note(self, loss: float, accuracy: float) -> None:
        state = self.state
        state.epoch += 1
        state.curve.append(EpochPoint(state.epoch, loss, accuracy))
        state.since_best += 1
        if accuracy > state.best_accuracy:
            state.best_accuracy, state.best_epoch, state.since_best = accuracy, state.epoch, 0
            state.best_weights = {
                name: weights.detach().cpu().clone()
                for name, weights in self.task.net.state_dict().items()
            }
        elif self._has_begun() and state.since_best % max(self.options.patience // 2, 1) == 0:
            for group in self._optimizer.param_groups:
                group["lr"] /= 2

    def _save(self, path: Path) -> None:
        content = {
            "fingerprint": self.task.fingerprint(),
            "batch_size": self.task.batch_size,
            "net": self.task.net.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "state": {**vars(self.state), "curve": [asdict(p) for p in self.state.curve]},
        }
        part = path.with_suffix(".part")
        torch.save(content, part)
        part.replace(path)

    def _resume(self, path: Path) -> None:
        """Go on where a training that was killed had come to."""
        content = torch.load(path, map_location="cpu", weights_only=True)
        if content["fingerprint"] != self.task.fingerprint():
            return
        self.task.batch_size = content["batch_size"]
        self.task.net.load_state_dict(content["net"])
        self._optimizer.load_state_dict(content["optimizer"])
        curve = [EpochPoint(**point) for point in content["state"].pop("curve")]
        self.state = self._reporter.state = _State(**content["state"], curve=curve)
        self._reporter.report(f"Going on after epoch {self.state.epoch}.")


def fingerprint(options: TrainingOptions, **facts: Any) -> str:
    """Options and facts of a training as one comparable text."""
    return json.dumps([asdict(options), facts], sort_keys=True, default=str)
