"""Rows to ``PageLayout``: the only mapper from the database to the page types."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

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
LINES_AT_ONCE = 1_000
PAGE_FIELDS = ("direction", "id")
"""Attributes of a page that are fields of its layout: its own direction, its id in its file."""
HAN_SCRIPTS = frozenset({"Hani", "Hans", "Hant", "Jpan", "Kore"})
# Read as plain values: a page has hundreds of lines, and making a model of each costs as much as
# reading it.
_REGION = ("part_id", "pk", "uid", "polygon", "type__name", "external_id", "attributes")
_LINE = (
    *("part_id", "pk", "uid", "baseline", "mask"),
    *("region_id", "type__name", "external_id", "attributes"),
)
_TEXT = ("line_id", "text", "confidence", "attributes", "glyphs")
_Row = list[Any]


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
    related = Part.objects.select_related("document", "image", "type")
    for chunk in _chunks(parts):
        rows = related.in_bulk(chunk)
        found = [rows[part_id] for part_id in chunk if part_id in rows]
        yield from _layouts_of(found, layers, has_glyphs=has_glyphs)


def _chunks(parts: QuerySet[Part]) -> Iterator[list[int]]:
    """Ids of pages that are read together: few enough that their lines fit into any memory."""
    chunk: list[int] = []
    lines = 0
    for part_id, line_count in parts.values_list("pk", "line_count"):
        if chunk and (len(chunk) == PARTS_AT_ONCE or lines + line_count > LINES_AT_ONCE):
            yield chunk
            chunk, lines = [], 0
        chunk.append(part_id)
        lines += line_count
    if chunk:
        yield chunk


def points_of(value: Iterable[Sequence[int]]) -> tuple[Point, ...]:
    """A stored list of points as the page types write it."""
    return cast(tuple[Point, ...], tuple(map(tuple, value)))


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
    return _glyphs(row.glyphs)


def _glyphs(stored: Any = None) -> tuple[Glyph, ...]:
    return tuple([_glyph(*glyph) for glyph in stored or ()])


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
    regions = _by_part(Region.objects.filter(part__in=parts).values_list(*_REGION))
    lines = _by_part(Line.objects.filter(part__in=parts).values_list(*_LINE))
    texts = [_texts(parts, layer, has_glyphs) for layer in layers]
    for part in parts:
        rows = regions[part.pk], lines[part.pk]
        yield part, tuple(_layout(part, *rows, of_layer) for of_layer in texts)


def _layout(
    part: Part, regions: Sequence[_Row], lines: Sequence[_Row], texts: Mapping[int, LineText]
) -> PageLayout:
    uids = {row[0]: str(row[1]) for row in regions}
    return PageLayout(
        width=part.image.width,
        height=part.image.height,
        image_name=part.image.original_name,
        regions=tuple([_region_of(*row) for row in regions]),
        lines=tuple([_line_of(uids, texts.get(row[0]), *row) for row in lines]),
        type=part.type.name if part.type else None,
        direction=part.attributes.get("direction") or text_direction(part.document),
        external_id=part.attributes.get("id"),
        metadata={k: v for k, v in part.attributes.items() if k not in PAGE_FIELDS},
    )


def _by_part(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[_Row]]:
    """Rows without their first value, the id of the page, under that id."""
    found: dict[int, list[_Row]] = defaultdict(list)
    for part_id, *row in rows:
        found[part_id].append(row)
    return found


def _region_of(
    _: int, uid: UUID, polygon: Any, type_: str | None, external_id: str, attributes: Any
) -> RegionLayout:
    ring = points_of(polygon) if polygon else None
    return RegionLayout(ring, str(uid), type_, external_id or None, attributes)


def _line_of(  # noqa: PLR0913  one argument for each column that was read
    uids: Mapping[int, str],
    text: LineText | None,
    _: int,
    uid: UUID,
    baseline: Any,
    mask: Any,
    region_id: int | None,
    type_: str | None,
    external_id: str,
    attributes: Any,
) -> LineLayout:
    return LineLayout(
        baseline=points_of(baseline) if baseline else None,
        mask=points_of(mask) if mask else None,
        uid=str(uid),
        region_uid=uids.get(region_id) if region_id else None,
        type=type_,
        external_id=external_id or None,
        text=text,
        attributes=attributes,
    )


def _texts(
    parts: Sequence[Part], layer: TranscriptionLayer | None, has_glyphs: bool
) -> dict[int, LineText]:
    if layer is None:
        return {}
    columns = _TEXT if has_glyphs else _TEXT[:-1]
    rows = LineTranscription.objects.filter(line__part__in=parts, layer=layer)
    return {
        line_id: LineText(text, confidence, _glyphs(*glyphs), attributes)
        for line_id, text, confidence, attributes, *glyphs in rows.values_list(*columns)
    }
