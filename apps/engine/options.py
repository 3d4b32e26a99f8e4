"""Typed options of the engine's work, and their strict way into kraken's configurations.

kraken's configuration objects ignore names that they do not know, so a misspelt option would
be lost without a word. ``configured`` refuses such names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar

from apps.layout.types import TextDirection

SegmentationSteps = Literal["both", "lines", "regions", "masks"]
TrainingTask = Literal["recognition", "segmentation"]
Normalization = Literal["NFC", "NFD", "NFKC", "NFKD"]

_Config = TypeVar("_Config")


@dataclass(frozen=True, slots=True)
class SegmentationOptions:
    """What to find on a page; ``masks`` alone belongs to ``masks.compute_masks``."""

    steps: SegmentationSteps = "both"
    direction: TextDirection = "horizontal-lr"
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """How to read lines; ``batch_size`` lines go through the network at once."""

    direction: TextDirection = "horizontal-lr"
    batch_size: int = 16
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How to train; ``None`` takes the value that suits the task and the amount of data.

    ``resize`` says what happens to characters or types that a base model lacks: ``union`` adds
    them to the model's own, ``new`` keeps only those of the training pages. ``freeze_backbone``
    is the number of steps for which only the last layers of a base model learn.
    """

    task: TrainingTask = "recognition"
    epochs: int = 50
    min_epochs: int = 5
    patience: int = 5
    learning_rate: float | None = None
    batch_size: int | None = None
    seed: int = 42
    device: str = "cpu"
    resize: Literal["union", "new"] = "union"
    freeze_backbone: int = 0
    normalization: Normalization | None = None
    direction: TextDirection = "horizontal-lr"
    augment: bool = False


class Command(Enum):
    """What a training is told each time it reports."""

    CONTINUE = "continue"
    STOP_KEEP_BEST = "stop"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class EpochPoint:
    """One point of the learning curve."""

    epoch: int
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Where a training stands. ``epoch`` counts from 1; ``message`` is a line for the log;
    ``curve`` has a point for each finished epoch.
    """

    epoch: int
    max_epochs: int
    step: int
    steps: int
    loss: float | None
    accuracy: float | None = None
    best_accuracy: float | None = None
    best_epoch: int | None = None
    seconds_per_epoch: float | None = None
    learning_rate: float | None = None
    message: str = ""
    curve: tuple[EpochPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A finished training: the file of the best epoch's weights and the whole curve."""

    path: Path
    best_epoch: int
    accuracy: float
    curve: tuple[EpochPoint, ...]


OnProgress = Callable[[TrainingProgress], Command]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a model file says of itself."""

    role: TrainingTask
    model_type: Literal["baselines", "bbox"] | None
    alphabet: tuple[str, ...]
    accuracy: float | None
    parameters: int
    classes: Mapping[str, tuple[str, ...]]
    script: str | None = None
    language: str | None = None


def configured(config_class: Callable[..., _Config], **values: Any) -> _Config:
    """Build a kraken configuration; a name that it does not have is an error."""
    unknown = sorted(name for name in values if not hasattr(config_class(), name))
    if unknown:
        message = f"{config_class} has no option named {', '.join(unknown)}"
        raise TypeError(message)
    return config_class(**values)


def kraken_accelerator(device: str) -> dict[str, Any]:
    """The two names by which kraken and Lightning know ``cpu`` or ``cuda:0``."""
    kind, _, index = device.partition(":")
    if kind == "cpu":
        return {"accelerator": "cpu", "device": 1}
    return {"accelerator": "gpu", "device": [int(index or 0)]}


def kraken_precision(device: str) -> str:
    """Mixed precision on a graphics card, full precision on a processor."""
    return "32-true" if device.startswith("cpu") else "bf16-mixed"
