"""Makes the lines of a page readable for a recognition network, whatever they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from apps.engine.kraken7 import BaselineLine, BBoxLine, Segmentation, extract_polygons
from apps.layout.geometry import baseline_box, bounding_box, typical_height, without_repeats
from apps.layout.types import LineLayout, PageLayout, Point, Polygon, Polyline, TextDirection

_BASELINE_DEPTH = 0.75


@dataclass(frozen=True, slots=True)
class LineImage:
    """The image of one line, cut out and straightened, and what kraken calls the line."""

    image: Image.Image
    record: Any
    line: LineLayout


def as_segmentation(lines: Sequence[Any], direction: TextDirection, kind: str) -> Segmentation:
    """Lines in the form in which kraken takes them."""
    return Segmentation(
        type=kind,
        imagename="",
        text_direction=direction,
        script_detection=False,
        lines=list(lines),
    )


def cut_page(
    image: Image.Image, layout: PageLayout, direction: TextDirection
) -> list[tuple[LineLayout, Image.Image]]:
    """Lines with their images as a training takes them; what cannot be cut out is not there."""
    cuts = cut_lines(plain_image(image), layout, direction, kind="baselines", legacy=False)
    return [(cut.line, cut.image) for cut in cuts]


def plain_image(image: Image.Image) -> Image.Image:
    """The image in a mode that lines can be cut out of."""
    return image if image.mode in {"1", "L", "RGB"} else image.convert("RGB")


def cut_lines(
    image: Image.Image, layout: PageLayout, direction: TextDirection, *, kind: str, legacy: bool
) -> list[LineImage]:
    """The lines of the page that can be cut out, as ``baselines`` or ``bbox`` lines."""
    height = typical_height(layout)
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


def _record(line: LineLayout, height: float, size: tuple[int, int], kind: str) -> Any:
    baseline = _inside(line.baseline or _baseline_of(line.mask), size)
    if len(baseline) < 2:
        return None
    mask = _inside(line.mask or baseline_box(baseline, height), size)
    if kind == "bbox":
        return BBoxLine(id=line.uid, bbox=bounding_box(mask))
    return BaselineLine(id=line.uid, baseline=list(baseline), boundary=list(mask))


def _baseline_of(mask: Polygon | None) -> Polyline:
    """A straight baseline for a line that came with nothing but its outline."""
    if not mask:
        return ()
    left, top, right, bottom = bounding_box(mask)
    low = round(top + (bottom - top) * _BASELINE_DEPTH)
    return ((left, low), (right, low))


def _inside(points: Sequence[Point], size: tuple[int, int]) -> tuple[Point, ...]:
    """The points moved into the page, none of them twice in a row."""
    right, bottom = size[0] - 1, size[1] - 1
    return without_repeats((min(max(x, 0), right), min(max(y, 0), bottom)) for x, y in points)
