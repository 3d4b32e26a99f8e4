"""Rows to ``PageLayout``: the only mapper from the database to the page types."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

from apps.common.scripts import direction_of
from apps.documents.models import (
    Document,
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionLayer,
)
from apps.documents.models.document import ReadDirection
from apps.documents.models.transcription import TextBase
from apps.layout.types import (
    Glyph,
    LineLayout,
    LineText,
    PageLayout,
    Point,
    RegionLayout,
    TextDirection,
)

PARTS_AT_ONCE = 50
PAGE_FIELDS = ("direction", "id")
"""Attributes of a page that are fields of its layout: its own direction, its id in its file."""
HAN_SCRIPTS = frozenset({"Hani", "Hans", "Hant", "Jpan", "Kore"})
_Row = TypeVar("_Row", Region, Line)


def text_direction(document: Document) -> TextDirection:
    """The way its lines run and follow each other, from its script and read direction."""
    direction = direction_of(document.main_script)
    if document.main_script in HAN_SCRIPTS and document.read_direction == ReadDirection.RTL:
        return "vertical-rl"  # books that open to the right are set in columns
    if direction == "horizontal-lr" and document.read_direction == ReadDirection.RTL:
        return "horizontal-rl"
    return direction


def to_layout(part: Part, layer: TranscriptionLayer | None = None) -> PageLayout:
    """The page as it is stored, with the texts of ``layer`` when one is given."""
    return next(iter(_layouts_of([part], [layer])))[1][0]


def to_layouts(
    parts: QuerySet[Part], layer: TranscriptionLayer | None = None
) -> Iterator[tuple[Part, PageLayout]]:
    """Every page of ``parts`` in their order; few queries for each fifty pages."""
    for part, layouts in to_layered(parts, [layer]):
        yield part, layouts[0]


def to_layered(
    parts: QuerySet[Part],
    layers: Sequence[TranscriptionLayer | None],
    *,
    has_glyphs: bool = True,
) -> Iterator[tuple[Part, tuple[PageLayout, ...]]]:
    """Every page of ``parts`` with a layout for each of ``layers``; read once for all of them."""
    part_ids = list(parts.values_list("pk", flat=True))
    related = Part.objects.select_related("document", "image", "type")
    for start in range(0, len(part_ids), PARTS_AT_ONCE):
        chunk = part_ids[start : start + PARTS_AT_ONCE]
        rows = related.in_bulk(chunk)
        found = [rows[part_id] for part_id in chunk if part_id in rows]
        yield from _layouts_of(found, layers, has_glyphs=has_glyphs)


def points_of(value: Iterable[Sequence[int]]) -> tuple[Point, ...]:
    """A stored list of points as the page types write it."""
    return tuple((point[0], point[1]) for point in value)


def region_layout(region: Region) -> RegionLayout:
    return RegionLayout(
        polygon=points_of(region.polygon) if region.polygon else None,
        uid=str(region.uid),
        type=region.type.name if region.type else None,
        external_id=region.external_id or None,
        attributes=region.attributes,
    )


def line_layout(
    line: Line, region_uids: Mapping[int, str], text: TextBase | None = None
) -> LineLayout:
    return LineLayout(
        baseline=points_of(line.baseline) if line.baseline else None,
        mask=points_of(line.mask) if line.mask else None,
        uid=str(line.uid),
        region_uid=region_uids.get(line.region_id) if line.region_id else None,
        type=line.type.name if line.type else None,
        external_id=line.external_id or None,
        text=line_text(text) if text else None,
        attributes=line.attributes,
    )


def line_text(row: TextBase) -> LineText:
    return LineText(row.text, row.confidence, glyphs_of(row), row.attributes)


def glyphs_of(row: TextBase) -> tuple[Glyph, ...]:
    """The glyphs of a text row: ``[char, polygon, confidence]`` and perhaps alternatives."""
    return tuple(_glyph(*stored) for stored in row.glyphs or ())


def _glyph(char: str, ring: Any, sure: float | None, others: Any = ()) -> Glyph:
    return Glyph(char, points_of(ring), sure, tuple((other, share) for other, share in others))


def glyph_rows(glyphs: Iterable[Glyph]) -> list[list[Any]] | None:
    """Glyphs as a text row stores them; ``None`` when there are none."""
    return [_glyph_row(glyph) for glyph in glyphs] or None


def _glyph_row(glyph: Glyph) -> list[Any]:
    row = [glyph.char, [list(point) for point in glyph.polygon], glyph.confidence]
    return [*row, [list(other) for other in glyph.alternatives]] if glyph.alternatives else row


def _layouts_of(
    parts: Sequence[Part],
    layers: Sequence[TranscriptionLayer | None],
    *,
    has_glyphs: bool = True,
) -> Iterator[tuple[Part, tuple[PageLayout, ...]]]:
    regions = _by_part(Region.objects.filter(part__in=parts).select_related("type"))
    lines = _by_part(Line.objects.filter(part__in=parts).select_related("type"))
    texts = [_texts(parts, layer, has_glyphs) for layer in layers]
    for part in parts:
        rows = regions[part.pk], lines[part.pk]
        yield part, tuple(_layout(part, *rows, of_layer) for of_layer in texts)


def _layout(
    part: Part, regions: Sequence[Region], lines: Sequence[Line], texts: Mapping[int, TextBase]
) -> PageLayout:
    uids = {region.pk: str(region.uid) for region in regions}
    return PageLayout(
        width=part.image.width,
        height=part.image.height,
        image_name=part.image.original_name,
        regions=tuple(region_layout(region) for region in regions),
        lines=tuple(line_layout(line, uids, texts.get(line.pk)) for line in lines),
        type=part.type.name if part.type else None,
        direction=part.attributes.get("direction") or text_direction(part.document),
        external_id=part.attributes.get("id"),
        metadata={k: v for k, v in part.attributes.items() if k not in PAGE_FIELDS},
    )


def _by_part(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.part_id].append(row)
    return found


def _texts(
    parts: Sequence[Part], layer: TranscriptionLayer | None, has_glyphs: bool
) -> dict[int, LineTranscription]:
    if layer is None:
        return {}
    rows = LineTranscription.objects.filter(line__part__in=parts, layer=layer)
    if has_glyphs:
        return {row.line_id: row for row in rows}
    bare = {row.line_id: row for row in rows.defer("glyphs")}
    for row in bare.values():
        row.glyphs = None  # else it would be fetched for each row when it is asked for
    return bare
