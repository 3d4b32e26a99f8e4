"""All that the editor shows of one page, in a number of queries that never grows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from apps.common.scripts import direction_of
from apps.documents.models import (
    LayerProgress,
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionLayer,
)
from apps.documents.models.document import LineOffset
from apps.documents.models.ontology import OntologyType
from apps.documents.page_layout import text_direction
from apps.documents.selectors.line_texts import texts_by_line
from apps.layout.geometry import bounding_box, box_polygon

Json = dict[str, Any]
LINE_FIELDS = (
    "uid",
    "baseline",
    "mask",
    "is_mask_manual",
    "region_id",
    "type_id",
    "order",
)
OFFSET_WORDS = {
    LineOffset.BASELINE: "baseline",
    LineOffset.TOPLINE: "topline",
    LineOffset.CENTERLINE: "centerline",
}


def editor_state(*, part: Part, can_edit: bool, layer_id: int | None) -> Json:
    """The page with its regions, lines and the texts of one layer.

    Without a layer that exists it is the newest one with text on this page, else the first.
    """
    document = part.document
    layers = list(TranscriptionLayer.objects.filter(document=document).active())
    layer = _layer(part, layers, layer_id)
    lines = list(part.lines.values_list(*LINE_FIELDS, named=True))
    regions = list(part.regions.all())
    texts = texts_by_line(part=part, layer=layer, is_compact=True) if layer else {}
    return {
        "part": _part_json(part),
        "document": {
            "id": document.pk,
            "name": document.name,
            "read_direction": document.read_direction,
            "script_direction": "rtl" if _is_rtl(document.main_script) else "ltr",
        },
        "can_edit": can_edit,
        "layer": layer and layer.pk,
        "layers": [
            {"id": row.pk, "name": row.name, "is_ground_truth": row.is_ground_truth}
            for row in layers
        ],
        "region_types": _types(document.region_types.all()),
        "line_types": _types(document.line_types.all()),
        "regions": _regions(regions, lines),
        "lines": _lines(lines, {row.pk: str(row.uid) for row in regions}, texts),
    }


def line_glyphs(*, line: Line, layer: TranscriptionLayer) -> Json:
    """Each character of a line: ``[char, polygon, confidence, alternatives]``, as far as known."""
    row = LineTranscription.objects.filter(line=line, layer=layer).first()
    glyphs = (row and row.glyphs) or []
    return {
        "version": row.version if row else 0,
        "glyphs": [[char, ring or None, *known] for char, ring, *known in glyphs],
    }


def _is_rtl(script: str) -> bool:
    return direction_of(script) == "horizontal-rl"


def _part_json(part: Part) -> Json:
    others = Part.objects.filter(document_id=part.document_id)
    image = part.image
    return {
        "id": part.pk,
        "name": part.name or image.original_name,
        "title": part.title,
        "order": part.order,
        "count": others.count(),
        "previous": _first_id(others.filter(order__lt=part.order).order_by("-order")),
        "next": _first_id(others.filter(order__gt=part.order).order_by("order")),
        "width": image.width,
        "height": image.height,
        "revision": part.revision,
        "image": image.view_url,
        "thumbnail": image.thumbnail_url,
        "direction": text_direction(part.document),
        "line_offset": OFFSET_WORDS[LineOffset(part.document.line_offset)],
        "status": part.status,
        "assignee": part.assignee_id,
        "assignee_name": part.assignee.username if part.assignee else None,
        "has_manual_order": part.has_manual_order,
        "turns": image.turns,
    }


def _first_id(parts: QuerySet[Part]) -> int | None:
    return parts.values_list("pk", flat=True).first()


def _layer(
    part: Part, layers: Sequence[TranscriptionLayer], layer_id: int | None
) -> TranscriptionLayer | None:
    wanted = [layer for layer in layers if layer.pk == layer_id]
    if wanted or not layers:
        return wanted[0] if wanted else None
    filled = LayerProgress.objects.filter(part=part, line_count__gt=0)
    with_text = set(filled.values_list("layer_id", flat=True))
    return next((layer for layer in reversed(layers) if layer.pk in with_text), layers[0])


def _types(rows: Iterable[OntologyType]) -> list[Json]:
    return [{"id": row.pk, "name": row.name, "color": row.color} for row in rows]


def _regions(regions: Iterable[Region], lines: Sequence[Any]) -> list[Json]:
    found = []
    for row in regions:
        polygon = row.polygon or _around([line for line in lines if line.region_id == row.pk])
        if polygon:
            found.append(
                {
                    "uid": str(row.uid),
                    "polygon": polygon,
                    "type": row.type_id,
                    "locked": row.is_locked,
                    "order": row.order,
                }
            )
    return found


def _around(lines: Sequence[Any]) -> list[list[int]] | None:
    """The box of a region's lines, where a file gave the region no outline."""
    points = [(x, y) for line in lines for x, y in line.mask or line.baseline or ()]
    return [list(point) for point in box_polygon(bounding_box(points))] if points else None


def _lines(
    lines: Iterable[Any], regions: Mapping[int, str], texts: Mapping[str, Json]
) -> list[Json]:
    return [
        {
            "uid": str(row.uid),
            "baseline": row.baseline,
            "mask": row.mask,
            "mask_manual": row.is_mask_manual,
            "region": regions.get(row.region_id) if row.region_id else None,
            "type": row.type_id,
            "order": row.order,
            "text": texts.get(str(row.uid)),
        }
        for row in lines
    ]
