"""Computes masks for lines that have a baseline and no mask."""

from collections.abc import Collection
from typing import Literal

import numpy as np
from PIL import Image

from apps.engine.polygons import Polygonizer
from apps.engine.segmentation import to_page
from apps.layout.geometry import open_ring
from apps.layout.types import PageLayout, Polygon

LineOffset = Literal["baseline", "topline", "centre"]

# The height to which the default segmentation model scales a page: masks come out alike.
_HEIGHT = 1800
_TOPLINE = {"baseline": False, "topline": True, "centre": None}


def compute_masks(
    image: Image.Image,
    layout: PageLayout,
    uids: Collection[str] | None = None,
    *,
    line_offset: LineOffset = "baseline",
) -> dict[str, Polygon]:
    """Masks by line uid, for ``uids`` or all lines; a line that is missing could not get one."""
    factor = _HEIGHT / image.height
    size = (max(round(image.width * factor), 1), _HEIGHT)
    gray = np.asarray(image.convert("L").resize(size, Image.Resampling.LANCZOS))
    scale = (size[0] / image.width, size[1] / image.height)
    lines = [line for line in layout.lines if line.baseline and len(line.baseline) > 1]
    points = {line.uid: (np.array(line.baseline) * scale).astype(int) for line in lines}
    borders = {
        region.uid: (np.array(region.polygon) * scale).astype(int)
        for region in layout.regions
        if region.polygon
    }
    back = (1 / scale[0], 1 / scale[1])
    wanted = [line for line in lines if uids is None or line.uid in uids]
    surroundings = []
    for line in wanted:
        obstacles = [other for uid, other in points.items() if uid != line.uid]
        if line.region_uid in borders:
            obstacles.append(borders[line.region_uid])
        surroundings.append((points[line.uid], obstacles))
    rings = Polygonizer(gray, _TOPLINE[line_offset]).masks(surroundings)
    masks = {
        line.uid: open_ring(to_page(ring, back, image.size))
        for line, ring in zip(wanted, rings, strict=True)
        if ring is not None
    }
    return {uid: mask for uid, mask in masks.items() if mask}
