"""What an export job needs to know."""

from dataclasses import dataclass, field
from typing import Any

from apps.exports.writers.base import ImageSize


@dataclass(frozen=True, slots=True)
class ExportParams:
    """``part_ids`` in any order: pages are written in document order.

    ``region_types`` and ``line_types`` are ids; ``None`` stands for every type. The switches add
    what has no type, or no region. ``always_zip`` makes a zip of one file, too; ``notify`` sends
    an e-mail when the file is ready, with ``origin`` before the link.
    """

    format: str
    layers: list[int]
    part_ids: list[int]
    region_types: list[int] | None = None
    include_untyped: bool = True
    include_orphans: bool = True
    line_types: list[int] | None = None
    include_untyped_lines: bool = True
    include_glyphs: bool = True
    images: ImageSize = "none"
    always_zip: bool = False
    notify: bool = False
    origin: str = ""
    options: dict[str, Any] = field(default_factory=dict)
