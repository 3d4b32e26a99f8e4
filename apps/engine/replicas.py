"""Lets several threads learn from parts of one batch at once.

On a processor two threads with a part of the batch each learn nearly twice as fast; two threads
inside each operation gain little, since the operations of a small network are short.
"""

import copy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch

from apps.engine.training_layers import quicken

_Result = TypeVar("_Result")
_Part = TypeVar("_Part")


class Replicas:
    """A network and copies of it that share its weights, each with gradients of its own."""

    def __init__(self, network: Any, number: int, device: str, dropout: float) -> None:
        self._networks = [network] + [_sharing(network) for _ in range(number - 1)]
        self._chances = [quicken(copied, device, dropout) for copied in self._networks]
        self._pool = (
            ThreadPoolExecutor(number, initializer=torch.set_num_threads, initargs=(1,))
            if number > 1
            else None
        )

    @property
    def number(self) -> int:
        return len(self._networks)

    def seed(self, seed: int) -> None:
        """Decide all chance of the next step: it depends on nothing that went before."""
        torch.manual_seed(seed)
        for number, chance in enumerate(self._chances):
            chance.manual_seed(seed * len(self._chances) + number)

    def set_training(self, is_training: bool) -> None:
        for network in self._networks:
            network.train(is_training)

    def each(
        self, work: Callable[[Any, torch.Generator, _Part], _Result], parts: Sequence[_Part]
    ) -> list[_Result]:
        """Do ``work`` for each part, at most as many parts as there are copies."""
        places = zip(self._networks, self._chances, parts, strict=False)
        if self._pool is None or len(parts) < 2:
            return [work(*place) for place in places]
        return [done.result() for done in [self._pool.submit(work, *place) for place in places]]

    def gather(self) -> None:
        """Add what the copies have learnt to the gradients of the network itself."""
        for copied in self._networks[1:]:
            for own, other in zip(self._networks[0].parameters(), copied.parameters(), strict=True):
                if other.grad is None:
                    continue
                if own.requires_grad:
                    own.grad = other.grad if own.grad is None else own.grad.add_(other.grad)
                other.grad = None


def _sharing(network: Any) -> Any:
    copied = copy.deepcopy(network)
    for own, other in zip(copied.parameters(), network.parameters(), strict=True):
        own.data = other.data
    return copied
