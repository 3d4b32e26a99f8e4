"""How the learning rate changes while a training runs."""

import math

from apps.engine.options import TrainingOptions
from apps.engine.recipe import Recipe

_CLIMB = 0.3
_START = 0.04


def rate(
    recipe: Recipe, options: TrainingOptions, *, steps: int, epoch: int, done: float, slowed: float
) -> float:
    """The rate after ``steps`` steps; ``done`` is the share of the training that is over.

    ``slowed`` is the factor by which the plateau schedule has slowed down so far.
    """
    top = recipe.learning_rate
    warm = min(1.0, (steps + 1) / recipe.warmup) if recipe.warmup else 1.0
    if recipe.schedule == "plateau":
        return top * warm * slowed
    if recipe.schedule == "cosine":
        return max(options.final_rate, top * _fall(done)) * warm
    if recipe.schedule == "1cycle":
        climbing = _START + (1 - _START) * (1 - _fall(min(1.0, done / _CLIMB)))
        falling = max(options.final_rate / top, _fall((done - _CLIMB) / (1 - _CLIMB)))
        return top * (climbing if done < _CLIMB else falling)
    if recipe.schedule == "exponential":
        return top * warm * options.gamma**epoch
    if recipe.schedule == "step":
        return top * warm * options.gamma ** (epoch // options.step_size)
    return top * warm


def _fall(done: float) -> float:
    """From 1 to 0 along half a cosine."""
    return 0.5 * (1 + math.cos(math.pi * min(1.0, max(0.0, done))))
