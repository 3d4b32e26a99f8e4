"""Makes the lines of a page readable for a recognition network, whatever they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import shapely
from kraken.containers import BaselineLine, BBoxLine, Segmentation
from kraken.lib.segmentation import extract_polygons
from PIL import Image

from apps.layout.geometry import baseline_box
from apps.layout.types import LineLayout, PageLayout, Point, Polygon, Polyline, TextDirection

_LINES_ON_A_PAGE = 40
_BASELINE_DEPTH = 0.75


@dataclass(frozen=True, slots=True)
class LineImage:
    """The image of one line, cut out and straightened, and what kraken calls the line."""

    image: Image.Image
    record: Any
    line: LineLayout


def as_segmentation(
    lines: Sequence[Any], direction: TextDirection, kind: str
) -> Segmentation:
    """Lines in the form in which kraken takes them."""
    return Segmentation(
        type=kind,
        imagename="",
        text_direction=direction,
        script_detection=False,
        lines=list(lines),
    )


def cut_lines(
    image: Image.Image, layout: PageLayout, direction: TextDirection, *, kind: str, legacy: bool
) -> list[LineImage]:
    """The lines of the page that can be cut out, as ``baselines`` or ``bbox`` lines."""
    height = line_height(layout)
    images = []
    for line in layout.lines:
        record = _record(line, height, image.size, kind)
        if record is None:
            continue
        try:
            cut, _ = next(
                iter(extract_polygons(image, as_segmentation([record], direction, kind), legacy))
            )
        except (ValueError, IndexError, ZeroDivisionError, np.linalg.LinAlgError):
            continue
        if 0 not in cut.size:
            images.append(LineImage(cut, record, line))
    return images


def line_height(layout: PageLayout) -> int:
    """How high lines are on this page: as high as those with a mask, or as far as they stand."""
    heights = [
        shapely.Polygon(line.mask).area / max(shapely.LineString(line.baseline).length, 1)
        for line in layout.lines
        if line.mask and line.baseline and len(line.mask) > 2 and len(line.baseline) > 1
    ]
    if heights:
        return max(round(median(heights)), 8)
    return max(_line_distance(layout), 8)


def _line_distance(layout: PageLayout) -> int:
    lines = [shapely.LineString(line.baseline) for line in layout.lines if line.baseline]
    if len(lines) < 2:
        return layout.height // _LINES_ON_A_PAGE
    tree = shapely.STRtree(lines)
    _, distances = tree.query_nearest(lines, exclusive=True, return_distance=True, all_matches=False)
    return round(median(distances.tolist()))


def _record(line: LineLayout, height: int, size: tuple[int, int], kind: str) -> Any:
    baseline = _inside(line.baseline or _baseline_of(line.mask), size)
    if len(baseline) < 2:
        return None
    mask = _inside(line.mask or baseline_box(baseline, height), size)
    if kind == "bbox":
        x, y = zip(*mask, strict=True)
        return BBoxLine(id=line.uid, bbox=(min(x), min(y), max(x), max(y)))
    return BaselineLine(id=line.uid, baseline=list(baseline), boundary=list(mask))


def _baseline_of(mask: Polygon | None) -> Polyline:
    """A straight baseline for a line that came with nothing but its outline."""
    if not mask:
        return ()
    x, y = zip(*mask, strict=True)
    low = round(min(y) + (max(y) - min(y)) * _BASELINE_DEPTH)
    return ((min(x), low), (max(x), low))


def _inside(points: Sequence[Point], size: tuple[int, int]) -> tuple[Point, ...]:
    """The points moved into the page, none of them twice in a row."""
    inside: list[Point] = []
    for x, y in points:
        point = (min(max(x, 0), size[0] - 1), min(max(y, 0), size[1] - 1))
        if not inside or inside[-1] != point:
            inside.append(point)
    return tuple(inside)
