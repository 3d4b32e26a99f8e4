"""What an export job needs to know."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExportParams:
    """``part_ids`` in any order: pages are written in document order.

    ``region_types`` are the ids whose lines are written; ``include_untyped`` adds regions without
    a type, ``include_orphans`` lines without a region.
    """

    format: str
    layer: int
    part_ids: list[int]
    region_types: list[int] = field(default_factory=list)
    include_untyped: bool = True
    include_orphans: bool = True
    include_images: bool = False
