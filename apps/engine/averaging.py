"""The running mean of a network's weights, which reads better than the weights of any one step."""

from typing import Any

import torch

# The mean covers about the last thirteenth of all steps, however many there have been, so that it
# follows quickly at first and is steady later (power-function averaging, Karras et al. 2024).
_EXPONENT = 13


class Average:
    """Weights averaged over the steps so far, young steps weighing more."""

    def __init__(self, net: Any) -> None:
        self.weights = {
            name: weights.detach().clone()
            for name, weights in net.state_dict().items()
            if weights.is_floating_point()
        }

    def update(self, net: Any, step: int) -> None:
        """Take in the weights after the given step, which counts from 1."""
        own = net.state_dict()
        share = 1 - (1 - 1 / step) ** _EXPONENT
        names = list(self.weights)
        torch._foreach_lerp_(
            [self.weights[name] for name in names], [own[name].detach() for name in names], share
        )
