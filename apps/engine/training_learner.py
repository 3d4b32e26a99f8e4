"""Makes a network better step by step, and says how good it is."""

from math import isfinite
from typing import Any

import torch

from apps.engine.averaging import Average
from apps.engine.options import TrainingOptions
from apps.engine.rates import rate
from apps.engine.training_optimizer import Optimization
from apps.engine.training_report import Reporter
from apps.engine.training_task import Task


class Learner:
    """A task with what betters its network: an optimizer, and the running mean of the weights."""

    def __init__(self, task: Task, options: TrainingOptions) -> None:
        self._task = task
        self._options = options
        self._optimization = Optimization(task.net, task.recipe, options)
        self._average = Average(task.net) if task.recipe.averaging else None

    def step(self, batch: Any, step: int, reporter: Reporter) -> float:
        """Learn from one batch; how wrong the network was about it."""
        state = reporter.state
        self._optimization.freeze(self._task.backbone, state.steps)
        seed = (self._options.seed * 1_000_003 + state.steps) % 2**31
        value = self._task.learn(batch, seed, self._optimization.scale)
        state.step, state.steps = step, state.steps + 1
        if not isfinite(value):
            self.forget()
            return value
        state.loss_sum += value
        state.losses += 1
        reporter.loss = value
        if state.losses % self._options.accumulate == 0 or step == self._task.steps():
            self._improve(reporter)
        return value

    def forget(self) -> None:
        """Drop the gradients."""
        self._optimization.forget()

    def judge(self, reporter: Reporter) -> tuple[float, dict[str, torch.Tensor]]:
        """The accuracy of the weights as they are or of their mean, whichever is better."""
        self._task.train_mode(is_training=False)
        own = _copied(self._task.net.state_dict())
        accuracy = self._task.validate(reporter.tick)
        if self._average is None:
            reporter.watched = self._task.watch()
            return accuracy, own
        mean = {**own, **_copied(self._average.weights)}
        self._task.net.load_state_dict(mean)
        of_mean = self._task.validate(reporter.tick)
        reporter.watched = self._task.watch()
        self._task.net.load_state_dict(own)
        return (of_mean, mean) if of_mean >= accuracy else (accuracy, own)

    def stored(self) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "batch_size": self._task.batch_size,
            "net": self._task.net.state_dict(),
            "average": self._average.weights if self._average else None,
            "optimizer": self._optimization.state(),
        }

    def restore(self, stored: dict[str, Any]) -> None:
        """Go on from what ``stored`` gave."""
        self._task.batch_size = stored["batch_size"]
        self._task.net.load_state_dict(stored["net"])
        if self._average is not None:
            self._average.weights = {
                name: weights.to(self._options.device)
                for name, weights in stored["average"].items()
            }
        self._optimization.load(stored["optimizer"])

    def _improve(self, reporter: Reporter) -> None:
        state = reporter.state
        reporter.learning_rate = rate(
            self._task.recipe,
            self._options,
            steps=state.steps,
            epoch=state.epoch,
            done=reporter.share_done(),
            slowed=state.slowed,
        )
        self._optimization.improve(reporter.learning_rate)
        if self._average is not None:
            self._average.update(self._task.net, state.steps)


def _copied(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in weights.items()}
