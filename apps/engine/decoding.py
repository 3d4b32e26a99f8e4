"""What else each character of a line may be: decoding that keeps the runners-up."""

from collections.abc import Callable
from typing import Any

import torch

from apps.engine.kraken7 import PytorchCodec, greedy_decoder

MOST = 3
LEAST_SHARE = 0.02
CERTAIN = 0.98
"""A character that is surer than this has no runner-up worth a look."""

Labels = list[tuple[int, int, int, float]]


class Doubt(float):
    """A confidence that knows what else the character may be.

    kraken hands confidences through its own records, turned into reading order where a line is
    written right to left; so what belongs to a confidence comes along with it.
    """

    alternatives: tuple[tuple[str, float], ...] = ()


def decoder_with_alternatives(
    codec: PytorchCodec,
) -> Callable[[torch.Tensor, torch.Tensor | None], list[Labels]]:
    """kraken's own decoder, whose less certain confidences carry alternatives."""
    written = {label: char for label, char in codec.l2c_single.items() if char.strip()}

    def decode(outputs: torch.Tensor, lengths: torch.Tensor | None = None) -> list[Labels]:
        rows: list[Labels] = greedy_decoder(outputs, lengths)
        shares = outputs.cpu()
        return [
            [_with_alternatives(found, share, written) for found in row]
            for row, share in zip(rows, shares, strict=True)
        ]

    return decode


def _with_alternatives(found: Any, shares: torch.Tensor, written: dict[int, str]) -> Any:
    label, start, end, confidence = found
    # A label that stands for several characters gives each of them the same confidence.
    if confidence > CERTAIN or len(written.get(label, "")) != 1:
        return found
    best = shares[:, start : end + 1].amax(1)
    # The blank and the character itself are no alternatives.
    top = best.topk(min(MOST + 2, len(best)))
    doubt = Doubt(confidence)
    doubt.alternatives = tuple(
        (written[other], round(share, 4))
        for share, other in zip(top.values.tolist(), top.indices.tolist(), strict=True)
        if other != label and other in written and share >= LEAST_SHARE
    )[:MOST]
    return label, start, end, doubt
