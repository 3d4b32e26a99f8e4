"""What of a page is learned from, and the sums by which the same content is known again."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from apps.images.models import PageImage
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout

LINE_SUM = 12
"""Letters of a line's sum that are kept: enough to see that a line is another one."""


def image_digest(image: PageImage) -> str:
    """The identity of the upright pixels: the file, which image in it, and how it is turned."""
    said = image.sha256
    if image.frame:
        said += f"+{image.frame}"
    return f"{said}-{image.turns}" if image.turns else said


def learned(layout: PageLayout) -> PageLayout:
    """The page with nothing but what a training sees: places, types, plain texts."""
    regions = tuple(
        RegionLayout(region.polygon, region.uid, region.type) for region in layout.regions
    )
    return PageLayout(
        width=layout.width,
        height=layout.height,
        image_name=layout.image_name,
        regions=regions,
        lines=tuple(_line(line) for line in layout.lines),
        direction=layout.direction,
    )


def _line(line: LineLayout) -> LineLayout:
    text = plain_text(line.text.text) if line.text else ""
    return replace(
        line,
        external_id=None,
        attributes={},
        text=LineText(text) if text.strip() else None,
    )


def page_digest(layout: PageLayout, image: str) -> str:
    """The sum of a page as ``learned`` gives it; uids and names are no part of it."""
    places = {region.uid: number for number, region in enumerate(layout.regions)}
    return _sum(
        {
            "image": image,
            "size": [layout.width, layout.height],
            "direction": layout.direction,
            "regions": [[region.type, region.polygon] for region in layout.regions],
            "lines": [_said(line, places) for line in layout.lines],
        }
    )


def line_digests(layout: PageLayout) -> dict[str, str]:
    """A short sum of each line, by its uid: what tells later which lines have changed."""
    return {line.uid: _sum(_said(line, {}))[:LINE_SUM] for line in layout.lines}


def set_digest(pages: Mapping[str, str] | Any) -> str:
    """The sum of a whole set, from pairs of a page's sum and its split, in any order."""
    return _sum(sorted(pages))


def _said(line: LineLayout, places: Mapping[str, int]) -> list[Any]:
    region = places.get(line.region_uid or "")
    return [line.baseline, line.mask, line.type, region, line.text.text if line.text else ""]


def _sum(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(written.encode()).hexdigest()
