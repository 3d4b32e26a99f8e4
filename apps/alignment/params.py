"""What jobs of alignment need to know, kept in ``Job.params``."""

from dataclasses import dataclass

from apps.alignment.laying.options import LONGEST_SEED, LayingOptions
from apps.layout.types import TextDirection

NORMAL_THRESHOLD = 0.6


@dataclass(frozen=True, slots=True)
class AlignParams:
    """Lay a text onto the lines of ``source``: the text of ``witness``, or of ``witness_layer``.

    ``region_types`` ``None`` stands for all. ``write``: into the layer ``layer_name`` at once, not
    after people looked at it; ``merge``: lines without a piece keep what was read there.
    """

    source: int
    part_ids: tuple[int, ...] = ()
    witness: int | None = None
    witness_layer: int | None = None
    layer_name: str = ""
    region_types: tuple[int, ...] | None = None
    include_untyped: bool = True
    include_orphans: bool = True
    threshold: float = NORMAL_THRESHOLD
    merge: bool = False
    write: bool = False
    n_gram: int = LONGEST_SEED
    gap: int = 600
    max_offset: int = 0
    beam_size: int = 20
    full_doc: bool = True
    add_hyphens: bool = False

    @property
    def laying(self) -> LayingOptions:
        return LayingOptions(
            n_gram=self.n_gram,
            gap=self.gap,
            max_offset=self.max_offset,
            beam_size=self.beam_size,
            is_running=self.full_doc,
            add_hyphens=self.add_hyphens,
        )


@dataclass(frozen=True, slots=True)
class WriteParams:
    """Write what the job ``alignment`` found, where it is as sure as ``threshold``."""

    alignment: int
    layer: int
    threshold: float
    merge: bool = False


@dataclass(frozen=True, slots=True)
class PlacesParams:
    """Find the places of the characters of a layer's texts with a recognition model."""

    model: int
    layer: int
    direction: TextDirection = "horizontal-lr"
