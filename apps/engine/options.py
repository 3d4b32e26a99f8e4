"""Typed options of the engine's work, and their strict way into kraken's configurations.

kraken's configuration objects ignore names that they do not know, so a misspelt option would
be lost without a word. ``configured`` refuses such names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar

from apps.layout.types import PageLayout, TextDirection

SegmentationSteps = Literal["both", "lines", "regions", "masks"]
TrainingTask = Literal["recognition", "segmentation"]
Normalization = Literal["NFC", "NFD", "NFKC", "NFKD"]
Optimizer = Literal["AdamW", "AdamW+Muon", "Adam", "SGD", "RMSprop"]
Schedule = Literal["plateau", "constant", "cosine", "1cycle", "exponential", "step"]
Precision = Literal["32", "bf16", "16"]
ModelFamily = Literal["vgsl", "ppocrv6"]

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
class TrainingPage:
    """One page of ground truth.

    ``name`` is unique in the data and said in messages. ``image`` is the upright image file; it is
    opened only when something must be cut out of it. ``image_digest`` is the identity of its
    pixels: lines that were cut out once are found again by it.
    """

    name: str
    image: Path
    image_digest: str
    layout: PageLayout


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Pages to learn from and pages to check with."""

    train: tuple[TrainingPage, ...]
    validation: tuple[TrainingPage, ...]


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How to train; ``None`` takes the value that suits the task and the amount of data.

    ``family`` and ``spec`` describe a new network: kraken's language of layers, or PP-OCRv6 in the
    size ``variant``; a base model brings its own. ``resize`` says what happens to characters or
    types that a base model lacks: ``union`` adds them to the model's own, ``new`` keeps only those
    of the training pages. ``freeze_backbone`` is the number of steps for which only the last layer
    of a base model learns. ``averaging`` also judges the running mean of the weights, and keeps it
    where it reads better. ``character_map`` replaces characters of the texts, all at once, before
    anything else. ``reorder`` puts them into the order of the eye, ``base_direction`` of lines
    without a letter.
    A training ends after ``epochs``, after ``max_seconds``, or after ``patience`` epochs in which
    the accuracy grew by less than ``min_delta``, but not before ``min_epochs``.
    ``workers`` is how many processes cut out lines and how many threads learn.
    ``merged_types`` and ``left_out_types`` map or drop types of lines and regions by name, each
    under ``lines`` or ``regions``; ``line_position`` says where on a line its baseline lies.
    """

    task: TrainingTask = "recognition"
    epochs: int = 50
    min_epochs: int = 5
    patience: int = 5
    min_delta: float = 0.0
    max_seconds: float | None = None
    keep_epochs: int = 5
    learning_rate: float | None = None
    batch_size: int | None = None
    accumulate: int = 1
    optimizer: Optimizer | None = None
    weight_decay: float | None = None
    momentum: float = 0.9
    gradient_clip: float | None = None
    schedule: Schedule | None = None
    warmup: int | None = None
    step_size: int = 10
    gamma: float = 0.1
    plateau_patience: int | None = None
    plateau_factor: float = 0.5
    final_rate: float = 1e-6
    averaging: bool | None = None
    augment: bool | None = None
    seed: int = 42
    device: str = "cpu"
    precision: Precision | None = None
    workers: int | None = None
    family: ModelFamily = "vgsl"
    spec: str | None = None
    variant: Literal["tiny", "small", "medium"] = "small"
    height: int | None = None
    resize: Literal["union", "new"] = "union"
    freeze_backbone: int = 0
    padding: int = 16
    normalization: Normalization | None = None
    normalize_whitespace: bool = True
    character_map: Mapping[str, str] = field(default_factory=dict)
    reorder: bool = True
    base_direction: Literal["L", "R"] | None = None
    direction: TextDirection = "horizontal-lr"
    line_width: int = 8
    line_position: Literal["baseline", "topline", "centerline"] | None = None
    merged_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out_types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Command(Enum):
    """What a training is told each time it reports."""

    CONTINUE = "continue"
    STOP_KEEP_BEST = "stop"
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class EpochPoint:
    """One point of the learning curve."""

    epoch: int
    loss: float
    accuracy: float
    learning_rate: float | None = None


@dataclass(frozen=True, slots=True)
class EpochFile:
    """The weights of one epoch, as a model file of its own."""

    epoch: int
    accuracy: float
    path: Path


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """A validation line that is read again after each epoch, so that people see it learn."""

    page: str
    line_uid: str
    truth: str
    read: str


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Where a training stands. ``epoch`` counts from 1; ``message`` is a line for the log;
    ``curve`` has a point for each finished epoch; ``epochs`` are the best that are kept.
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
    lines_per_second: float | None = None
    seconds_left: float | None = None
    watched: tuple[WatchedLine, ...] = ()
    epochs: tuple[EpochFile, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A finished training: the file of the best epoch's weights, the curve, and other epochs."""

    path: Path
    best_epoch: int
    accuracy: float
    curve: tuple[EpochPoint, ...]
    epochs: tuple[EpochFile, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingPace:
    """How fast this machine learns, measured: seconds for one line (or page, of a segmentation)
    that is learned from, and for one that is checked with, both once in an epoch.
    """

    learning: float
    checking: float
    measured: int
    device: str
    threads: int


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
