"""What a network that learns says of the lines that it is judged by."""

from collections.abc import Sequence
from typing import Any

import torch

from apps.engine import runtime
from apps.engine.errors import OutOfMemory
from apps.engine.kraken7 import greedy_decoder
from apps.engine.training_data import LineStore, Sample


class LineReader:
    """Reads lines of a store, many at once as long as memory holds them."""

    def __init__(self, store: LineStore, codec: Any, device: str) -> None:
        self._store = store
        self._codec = codec
        self._device = device

    def read(self, network: Any, chance: torch.Generator, batch: Sequence[Sample]) -> list[str]:
        """What the lines say; in ever smaller parts where memory does not hold all of them."""
        try:
            with runtime.memory_errors():
                return self._read(network, batch)
        except OutOfMemory:
            if len(batch) < 2:
                raise
        half = len(batch) // 2
        return [
            text
            for part in (batch[:half], batch[half:])
            for text in self.read(network, chance, part)
        ]

    def _read(self, network: Any, batch: Sequence[Sample]) -> list[str]:
        with torch.inference_mode():
            images, widths = self._store.stack(batch)
            outputs, lengths = network(images.to(self._device), widths)
            decoded = greedy_decoder(outputs.squeeze(2).float().softmax(1).cpu(), lengths)
        return ["".join(part[0] for part in self._codec.decode(line)) for line in decoded]
