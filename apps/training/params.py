"""What a training needs to know, kept in ``Job.params``."""

from dataclasses import dataclass
from typing import Literal

from apps.layout.types import TextDirection


@dataclass(frozen=True, slots=True)
class TrainParams:
    """``model`` is the one to start from; ``layer`` is ``None`` for segmentation.

    ``epochs`` is the most; training ends earlier once ``patience`` epochs brought nothing.
    """

    task: Literal["recognition", "segmentation"]
    name: str
    part_ids: tuple[int, ...]
    layer: int | None = None
    model: int | None = None
    epochs: int = 50
    patience: int = 8
    direction: TextDirection = "horizontal-lr"
    seed: int = 42
