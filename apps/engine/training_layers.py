"""Makes kraken's layers quick to learn with on a processor, and their chance repeatable.

kraken packs lines of unlike width before each recurrent layer, and torch has no quick way for
packed sequences of more than one line: a batch of four took 122 ms where 7.5 ms give the same
numbers. So the backward direction gets each line turned round by its own length instead.
"""

from types import MethodType
from typing import Any

import torch

from apps.engine.kraken7 import Dropout, TransposedSummarizingRNN


def quicken(network: Any, device: str, dropout: float = 0.0) -> torch.Generator:
    """Change how the layers of ``network`` compute, not what; return the source of their chance.

    ``dropout`` hides a part of what recurrent layers get while they learn, whether or not the
    network has layers for that; it leaves no trace in the weights file.
    """
    chance = torch.Generator(device)
    for layer in network.modules():
        layer.chance = chance
        if isinstance(layer, Dropout):
            layer.forward = MethodType(_drop, layer)
        elif isinstance(layer, TransposedSummarizingRNN) and _is_along_line(layer):
            layer.extra_dropout = dropout
            layer.forward = MethodType(_recur, layer)
    return chance


def _is_along_line(layer: Any) -> bool:
    return not (layer.transpose or layer.summarize or layer.legacy)


def _drop(
    self: Any,
    inputs: torch.Tensor,
    seq_len: torch.Tensor | None = None,
    output_shape: object = None,
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Kraken's dropout, with a source of chance of its own, so that threads do not share one."""
    if not self.training or not self.p:
        return inputs, seq_len
    whole = self.dim == 2
    shape = (*inputs.shape[:2], 1, 1) if whole else inputs.shape
    return inputs * _kept(self, shape, self.p, inputs), seq_len


def _kept(layer: Any, shape: Any, share: float, like: torch.Tensor) -> torch.Tensor:
    chance = torch.rand(shape, generator=layer.chance, device=like.device)
    return (chance >= share).to(like.dtype) / (1 - share)


def _recur(
    self: Any,
    inputs: torch.Tensor,
    seq_len: torch.Tensor | None = None,
    output_shape: object = None,
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """A recurrent layer along the line; inputs are N x C x 1 x W."""
    if self.training and self.extra_dropout:
        inputs = inputs * _kept(self, inputs.shape, self.extra_dropout, inputs)
    if inputs.is_cuda:  # cuDNN is quick with packed sequences
        packed: tuple[torch.Tensor, torch.Tensor | None] = type(self).forward(self, inputs, seq_len)
        return packed
    x = inputs.squeeze(2).transpose(1, 2).contiguous()
    if not self.bidi:
        found = self.layer(x)[0]
    else:
        lengths = x.new_full((x.shape[0],), x.shape[1]) if seq_len is None else seq_len
        turned = _turned(lengths.to(x.device).long(), x.shape[1])
        weights = self.layer._flat_weights
        half = len(weights) // 2
        forward = _one_way(self, x, weights[:half])
        backward = _one_way(self, _in_order(x, turned), weights[half:])
        found = torch.cat([forward, _in_order(backward, turned)], 2)
    return found.transpose(1, 2).unsqueeze(2), seq_len


def _one_way(layer: Any, x: torch.Tensor, weights: Any) -> torch.Tensor:
    """One direction of a bidirectional layer; the state begins with zeros."""
    zeros = x.new_zeros(1, x.shape[0], layer.hidden_size)
    has_bias = bool(layer.layer.bias)
    found: torch.Tensor = torch.lstm(
        x, (zeros, zeros), weights, has_bias, 1, 0.0, layer.training, False, True
    )[0]
    return found


def _turned(lengths: torch.Tensor, width: int) -> torch.Tensor:
    """The places of each line from its end to its beginning, padding left where it is."""
    places = torch.arange(width, device=lengths.device)[None, :]
    ends = lengths[:, None]
    return torch.where(places < ends, ends - 1 - places, places)


def _in_order(x: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    return x.gather(1, places[:, :, None].expand(-1, -1, x.shape[2]))
