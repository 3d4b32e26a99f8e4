"""How far a training has come, and whether going on still pays."""

from dataclasses import asdict, dataclass, field
from typing import Any

import torch

from apps.engine.options import EpochPoint, TrainingOptions

_STARTED = 0.15


@dataclass
class State:
    """All that a training must remember to go on. ``epoch`` counts finished epochs, ``step`` the
    steps of the running one, ``steps`` all there have been. ``gained_from`` is the accuracy at the
    last gain that counted, so that small ones add up.
    """

    epoch: int = 0
    step: int = 0
    steps: int = 0
    loss_sum: float = 0.0
    losses: int = 0
    seconds: float = 0.0
    slowed: float = 1.0
    best_epoch: int = 0
    best_accuracy: float = -1.0
    best_weights: dict[str, torch.Tensor] = field(default_factory=dict)
    since_best: int = 0
    gained_from: float = -1.0
    curve: list[EpochPoint] = field(default_factory=list)

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "State":
        """What ``stored`` gave."""
        return cls(**stored | {"curve": [EpochPoint(**point) for point in stored["curve"]]})

    def stored(self, seconds: float) -> dict[str, Any]:
        """The state in plain values, after so many seconds of training."""
        curve = [asdict(point) for point in self.curve]
        return {**vars(self), "curve": curve, "seconds": seconds}

    @property
    def has_begun(self) -> bool:
        """Until it reads, chance alone may reach a few percent: no sign that it gets no better."""
        return self.best_accuracy > _STARTED

    @property
    def mean_loss(self) -> float:
        """The loss of the running epoch."""
        return self.loss_sum / max(self.losses, 1)

    def is_settled(self, options: TrainingOptions) -> bool:
        """No better for a while. A network that has not begun to read is given all its time."""
        enough = self.epoch >= options.min_epochs and self.has_begun
        return self.best_accuracy >= 1 or (enough and self.since_best >= options.patience)

    def begin_epoch(self) -> None:
        """Forget the steps of the running epoch."""
        self.step, self.loss_sum, self.losses = 0, 0.0, 0

    def end_epoch(
        self,
        accuracy: float,
        weights: dict[str, torch.Tensor],
        learning_rate: float | None,
        options: TrainingOptions,
    ) -> None:
        """Note what an epoch has come to; ``weights`` are kept where they are the best so far."""
        self.epoch += 1
        self.curve.append(EpochPoint(self.epoch, self.mean_loss, accuracy, learning_rate))
        self.begin_epoch()
        self.since_best += 1
        if accuracy > self.best_accuracy:
            if accuracy > self.gained_from + options.min_delta:
                self.since_best, self.gained_from = 0, accuracy
            self.best_accuracy, self.best_epoch = accuracy, self.epoch
            self.best_weights = weights
            return
        plateau = options.plateau_patience or max(options.patience // 2, 1)
        if self.has_begun and self.since_best % plateau == 0:
            self.slowed *= options.plateau_factor
