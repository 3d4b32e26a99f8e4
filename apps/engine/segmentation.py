"""Finds the regions and lines of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image

from apps.engine import loader, memory
from apps.engine.errors import EngineError
from apps.engine.heatmap import Heatmap, compute_heatmap
from apps.engine.options import SegmentationOptions
from apps.engine.polygons import Polygonizer
from apps.engine.vectorize import find_baselines, find_regions
from apps.layout.geometry import assign_regions, open_ring
from apps.layout.reading_order import order_lines, order_regions
from apps.layout.types import LineLayout, PageLayout, Point, RegionLayout

Points = npt.NDArray[np.int64]

# What models call a line or region of no particular type.
_GENERIC_TYPES = {"default", "text"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A line or region in pixels of the heatmap, with the name of its class."""

    points: Points
    kind: str | None


def segment(image: Image.Image, model: Path | None, options: SegmentationOptions) -> PageLayout:
    """Find what ``options.steps`` asks for; every baseline becomes a line, mask or not."""
    if options.steps == "masks":
        raise EngineError("Masks are computed for the lines of a page that has been segmented.")
    path = model or loader.default_segmentation_model()
    net = loader.load_net(path, "segmentation", options.device)
    heatmap = compute_heatmap(image.convert("RGB"), net, options.device)
    regions = _found_regions(heatmap)
    lines: list[LineLayout] = []
    if options.steps in {"both", "lines"}:
        lines = _lines(heatmap, regions, image.size, vertical=options.direction[0] == "v")
    layouts = [] if options.steps == "lines" else _regions(regions, heatmap, image.size)
    memory.release_when_idle()
    return _in_order(image, layouts, lines, options)


def to_page(points: Points, scale: tuple[float, float], size: tuple[int, int]) -> tuple[Point, ...]:
    """Points of the scaled page as points of the page itself, none outside it."""
    limits = (size[0] - 1, size[1] - 1)
    scaled = np.clip((points * scale).astype(int), 0, limits)
    return tuple((int(x), int(y)) for x, y in scaled)


def _found_regions(heatmap: Heatmap) -> list[_Found]:
    return [
        _Found(ring, _type_name(name))
        for name, channel in heatmap.classes["regions"].items()
        for ring in find_regions(heatmap, channel)
    ]


def _lines(
    heatmap: Heatmap, regions: Sequence[_Found], size: tuple[int, int], *, vertical: bool
) -> list[LineLayout]:
    baselines = [
        _Found(line, _type_name(name))
        for name, channel in heatmap.classes["baselines"].items()
        for line in find_baselines(heatmap, channel, vertical=vertical)
    ]
    zones = [shapely.Polygon(region.points) for region in regions]
    surroundings = []
    for line in baselines:
        middle = shapely.LineString(line.points).interpolate(0.5, normalized=True)
        obstacles = [other.points for other in baselines if other is not line]
        obstacles += [r.points for r, z in zip(regions, zones, strict=True) if z.contains(middle)]
        surroundings.append((line.points, obstacles))
    rings = Polygonizer(heatmap.gray, heatmap.topline).masks(surroundings)
    return [
        LineLayout(
            baseline=to_page(line.points, heatmap.scale, size),
            mask=None if ring is None else open_ring(to_page(ring, heatmap.scale, size)),
            type=line.kind,
        )
        for line, ring in zip(baselines, rings, strict=True)
    ]


def _regions(
    regions: Sequence[_Found], heatmap: Heatmap, size: tuple[int, int]
) -> list[RegionLayout]:
    rings = [(open_ring(to_page(r.points, heatmap.scale, size)), r.kind) for r in regions]
    return [RegionLayout(polygon=ring, type=kind) for ring, kind in rings if ring]


def _type_name(name: str) -> str | None:
    return None if name in _GENERIC_TYPES else name


def _in_order(
    image: Image.Image,
    regions: Sequence[RegionLayout],
    lines: Sequence[LineLayout],
    options: SegmentationOptions,
) -> PageLayout:
    """Lines in their regions, and both in reading order."""
    page = PageLayout(
        width=image.width,
        height=image.height,
        regions=tuple(order_regions(regions, options.direction)),
        lines=tuple(assign_regions(lines, regions)),
        direction=options.direction,
    )
    return replace(page, lines=order_lines(page, options.direction))
