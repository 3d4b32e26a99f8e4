"""Runs a segmentation network over a page: where lines, their ends and regions probably are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from PIL import Image

from apps.engine import runtime
from apps.engine.kraken7 import ImageInputTransforms, PILToTensor

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The output of the network, and the page at the size it was shown to the network.

    ``probabilities`` keeps the network's own, smaller resolution; ``rows`` and ``columns`` say
    for each row and column of ``gray`` from which one of ``probabilities`` it takes its values.
    ``scale`` is the number of page pixels (x, y) in one pixel of ``gray``.
    """

    probabilities: FloatArray
    gray: npt.NDArray[np.uint8]
    rows: IntArray
    columns: IntArray
    scale: tuple[float, float]
    classes: Mapping[str, Mapping[str, int]]
    topline: bool | None

    def upscaled(self, channel: int) -> FloatArray:
        """One class at the size of ``gray``."""
        large: FloatArray = self.probabilities[channel][self.rows[:, None], self.columns]
        return large

    def window_maximum(self, channel: int, row: int, column: int, size: int) -> float:
        """The highest value of a class in a square around one pixel of ``gray``."""
        half = size // 2
        rows = self.rows[max(row - half, 0) : row + half]
        columns = self.columns[max(column - half, 0) : column + half]
        window = self.probabilities[channel][rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return float(window.max())


@torch.inference_mode()
def compute_heatmap(image: Image.Image, net: Any, device: str) -> Heatmap:
    """Show the page to the network."""
    batch, channels, height, width = net.input
    steps = ImageInputTransforms(batch, height, width, channels, 0, valid_norm=False).transforms
    to_tensor = next(i for i, step in enumerate(steps) if isinstance(step, PILToTensor))
    scaled = _apply(steps[:to_tensor], image)
    tensor = _apply(steps[to_tensor:], scaled).unsqueeze(0).to(device)
    with runtime.memory_errors(), runtime.mixed_precision(device):
        output, _ = net.nn(tensor.contiguous(memory_format=torch.channels_last))
    probabilities = torch.sigmoid(output.float()).squeeze(0).cpu().numpy()
    gray = np.asarray(scaled.convert("L"))
    return Heatmap(
        probabilities=np.ascontiguousarray(probabilities),
        gray=gray,
        rows=_nearest(probabilities.shape[1], gray.shape[0]),
        columns=_nearest(probabilities.shape[2], gray.shape[1]),
        scale=(image.width / gray.shape[1], image.height / gray.shape[0]),
        classes=net.user_metadata["class_mapping"],
        topline=net.user_metadata.get("topline", False),
    )


def _apply(steps: list[Any], value: Any) -> Any:
    for step in steps:
        value = step(value)
    return value


def _nearest(source: int, target: int) -> IntArray:
    """Which of ``source`` cells each of ``target`` cells repeats, as torch decides it."""
    cells = torch.arange(source, dtype=torch.float32)[None, None]
    indexes: IntArray = F.interpolate(cells, size=target)[0, 0].long().numpy()
    return indexes
