"""What a training needs to know: what people ask for, and what is kept in ``Job.params``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.engine.options import TrainingTask
from apps.layout.types import TextDirection


@dataclass(frozen=True, slots=True)
class TrainParams:
    """``version`` is the frozen set to learn from, ``model`` the one to start from.

    Of a large set ``version`` is 0 until the job has frozen what ``asked`` names: ``set``, and
    page, layer and split of its ``pages``.

    ``options`` are those of ``TrainingOptions`` that somebody chose; the rest is the recipe's.
    ``goes_on_from`` is the uid of an earlier training whose checkpoint is gone on from.
    """

    task: TrainingTask
    name: str
    version: int
    model: int | None = None
    preset: str = "balanced"
    options: Mapping[str, Any] = field(default_factory=dict)
    direction: TextDirection = "horizontal-lr"
    goes_on_from: str = ""
    asked: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for, before the pages are frozen."""

    task: TrainingTask
    name: str
    model: int | None = None
    preset: str = "balanced"
    options: Mapping[str, Any] = field(default_factory=dict)
    direction: TextDirection = "horizontal-lr"
