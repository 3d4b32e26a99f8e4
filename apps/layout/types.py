"""Frozen dataclasses that describe the layout and the text of one page.

Coordinates are integer pixels of the upright original image, origin top left, y down.
Rings are stored open (the first point is not repeated); a baseline runs in reading direction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

Point = tuple[int, int]
Polyline = tuple[Point, ...]
Polygon = tuple[Point, ...]
TextDirection = Literal["horizontal-lr", "horizontal-rl", "vertical-lr", "vertical-rl"]


def new_uid() -> str:
    """A fresh identity for a region or a line: a UUID in its 36-character form."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised character with its place on the page; confidence 0-1 or unknown.

    ``char`` is several characters where a source knows the places of words and not of each
    character: a whole word is then one glyph, and the spaces between words are glyphs as well.
    ``alternatives`` are other readings of the same ink with their probability, best first.
    """

    char: str
    polygon: Polygon
    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LineText:
    """The text of a line in one transcription layer, in logical order; confidence 0-1.

    ``attributes`` keeps what a file said of this text and we have no field for: other readings of
    the line, ids and styles of its words. It describes these words only: no geometry in it.
    """

    text: str
    confidence: float | None = None
    glyphs: tuple[Glyph, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionLayout:
    """A zone of the page. ``type`` is the name of a region type, ``None`` when untyped.

    ``polygon`` is ``None`` only where a file gave the region no coordinates.
    ``attributes`` keeps what a file said of the region and we have no field for.
    """

    polygon: Polygon | None
    uid: str = field(default_factory=new_uid)
    type: str | None = None
    external_id: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineLayout:
    """A line of writing: a baseline, a mask, or both; ``region_uid`` names its region."""

    baseline: Polyline | None
    mask: Polygon | None = None
    uid: str = field(default_factory=new_uid)
    region_uid: str | None = None
    type: str | None = None
    external_id: str | None = None
    text: LineText | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page: ``regions`` and ``lines`` each in reading order; size in pixels.

    ``image_name`` is the file name that the layout was made for, as its source gave it.
    ``metadata`` holds page facts without a field (``source``, ``creator``, ``model`` ...), stored
    with the page and written out again. ``notes`` are sentences in which the reader of a file tells
    people what it could not take; they are said once and not stored.
    """

    width: int
    height: int
    image_name: str = ""
    regions: tuple[RegionLayout, ...] = ()
    lines: tuple[LineLayout, ...] = ()
    type: str | None = None
    direction: TextDirection | None = None
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
