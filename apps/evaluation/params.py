"""What an evaluation needs to know, kept in ``Job.params``."""

from dataclasses import dataclass

from apps.layout.types import TextDirection


@dataclass(frozen=True, slots=True)
class EvaluateParams:
    """Compare ``layer``, or what ``model`` reads, with the texts of the layer ``reference``."""

    reference: int
    part_ids: tuple[int, ...]
    model: int | None = None
    layer: int | None = None
    direction: TextDirection = "horizontal-lr"
