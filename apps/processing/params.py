"""What each kind of job needs to know: one frozen dataclass each, kept in ``Job.params``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, TypeVar

from apps.documents.models import TranscriptionLayer
from apps.layout.types import TextDirection
from apps.models.models import OcrModel

Steps = Literal["both", "lines", "regions"]
_Params = TypeVar("_Params")


@dataclass(frozen=True, slots=True)
class SegmentParams:
    """``model`` ``None`` is the default model that comes with kraken."""

    steps: Steps = "both"
    model: int | None = None
    direction: TextDirection = "horizontal-lr"


@dataclass(frozen=True, slots=True)
class MasksParams:
    """``only_missing``: compute masks for lines that have none; else for all but manual ones.

    ``lines``: uids of the lines to do, all where empty; ``manual``: also masks drawn by hand.
    """

    only_missing: bool = True
    lines: tuple[str, ...] = ()
    manual: bool = False


@dataclass(frozen=True, slots=True)
class TranscribeParams:
    """``overwrite_manual``: write over texts that a person typed, too."""

    model: int
    layer: int
    direction: TextDirection = "horizontal-lr"
    overwrite_manual: bool = False


@dataclass(frozen=True, slots=True)
class CopyParams:
    """``keep``: lines that have text in the layer ``target`` stay as they are."""

    source: int
    target: int
    existing: Literal["keep", "replace"] = "keep"


class DefaultChanges(TypedDict, total=False):
    """What changes; what is not named stays. ``None`` takes a choice back."""

    is_kraken_segmenting: bool
    segmentation_model: OcrModel | None
    recognition_model: OcrModel | None
    layer: TranscriptionLayer | None
    direction: str


def parse(kind: type[_Params], values: Mapping[str, Any]) -> _Params:
    """An instance from stored JSON; an unknown name is an error, a list becomes a tuple."""
    return kind(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
    )
