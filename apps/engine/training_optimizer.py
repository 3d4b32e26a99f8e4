"""Turns gradients into better weights."""

from collections.abc import Callable
from typing import Any

import torch

from apps.engine.kraken7 import muon_groups, muon_optimizer
from apps.engine.options import TrainingOptions
from apps.engine.recipe import Recipe

# Sixteen-bit floats end at 65504 and lose what is very small: gradients are kept larger.
_HALF_SCALE = 1024.0


class Optimization:
    """The optimizer of a training, with clipping, accumulation and frozen layers."""

    def __init__(self, net: Any, recipe: Recipe, options: TrainingOptions) -> None:
        self._net = net
        self._clip = recipe.gradient_clip
        self._frozen_steps = options.freeze_backbone
        self._is_frozen = False
        self._optimizer = _make(net, recipe, options.momentum)
        self._magnified = _HALF_SCALE if options.precision == "16" else 1.0
        self.scale = self._magnified / options.accumulate

    def freeze(self, backbone: Callable[[], list[torch.nn.Parameter]], steps: int) -> None:
        """For the first steps of a fine-tuning, only the last layer learns."""
        is_frozen = steps < self._frozen_steps
        if is_frozen != self._is_frozen:
            for weights in backbone():
                weights.requires_grad_(not is_frozen)
            self._is_frozen = is_frozen

    def improve(self, learning_rate: float) -> None:
        """One step along the gradients that have gathered, unless they are broken."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        if self._magnified != 1:
            for weights in self._net.parameters():
                if weights.grad is not None:
                    weights.grad.div_(self._magnified)
        limit = self._clip or float("inf")
        norm = torch.nn.utils.clip_grad_norm_(self._net.parameters(), limit)
        if torch.isfinite(norm):
            self._optimizer.step()
        self.forget()

    def forget(self) -> None:
        """Drop the gradients."""
        self._optimizer.zero_grad(set_to_none=True)

    def state(self) -> Any:
        return self._optimizer.state_dict()

    def load(self, state: Any) -> None:
        self._optimizer.load_state_dict(state)


def _make(net: Any, recipe: Recipe, momentum: float) -> torch.optim.Optimizer:
    rate, decay = recipe.learning_rate, recipe.weight_decay
    weights = list(net.parameters())
    if recipe.optimizer == "AdamW+Muon":
        made: torch.optim.Optimizer = muon_optimizer(
            muon_groups(net), lr=rate, weight_decay=decay, momentum=momentum
        )
        return made
    if recipe.optimizer == "Adam":
        return torch.optim.Adam(weights, lr=rate, weight_decay=decay)
    if recipe.optimizer == "SGD":
        return torch.optim.SGD(weights, lr=rate, weight_decay=decay, momentum=momentum)
    if recipe.optimizer == "RMSprop":
        return torch.optim.RMSprop(weights, lr=rate, weight_decay=decay, momentum=momentum)
    return torch.optim.AdamW(weights, lr=rate, weight_decay=decay, betas=(0.9, 0.99))
