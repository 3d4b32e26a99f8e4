"""What can be learnt: the task that a training loop works at."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Protocol

import torch

from apps.engine.options import TrainingOptions, WatchedLine
from apps.engine.recipe import Recipe

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
    threads: int

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


def fingerprint(options: TrainingOptions, **facts: Any) -> str:
    """Options and facts of a training as one comparable text; how long it lasts is none."""
    kept = {name: value for name, value in asdict(options).items() if name not in _FREE}
    return json.dumps([kept, facts], sort_keys=True, default=str)
