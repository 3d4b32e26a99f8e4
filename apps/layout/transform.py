"""Whole pages turned, scaled and cropped: every point of a layout moves with its image."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from apps.layout.geometry import (
    Box,
    bounding_box,
    clip_polygon,
    clip_polyline,
)
from apps.layout.places import moved_attributes
from apps.layout.types import Glyph, LineLayout, PageLayout, Point, Polygon, RegionLayout

Place = Callable[[Point], Point]


def rotate90(layout: PageLayout, quarter_turns: int) -> PageLayout:
    """The layout of the page turned clockwise by ``quarter_turns`` times 90 degrees."""
    for _ in range(quarter_turns % 4):
        layout = _turn_once(layout)
    return layout


def _turn_once(layout: PageLayout) -> PageLayout:
    size = (layout.width, layout.height)
    turned = _moved(layout, lambda point: turned_point(*point, size, 1))
    return replace(turned, width=layout.height, height=layout.width)


def turned_point(x: int, y: int, size: tuple[int, int], quarters: int) -> Point:
    """The point of a page of ``size`` after the page was turned clockwise."""
    width, height = size
    places = ((x, y), (height - y, x), (width - x, height - y), (y, width - x))
    return places[quarters % 4]


def scale(layout: PageLayout, width: int, height: int) -> PageLayout:
    """The layout made for an image of another size; unchanged where its own size is unknown."""
    if not layout.width or not layout.height or (layout.width, layout.height) == (width, height):
        return replace(layout, width=width, height=height)
    across, down = width / layout.width, height / layout.height
    scaled = _moved(layout, lambda point: (round(point[0] * across), round(point[1] * down)))
    return replace(scaled, width=width, height=height)


def crop(layout: PageLayout, box: Box) -> PageLayout:
    """The layout of the part of the page inside ``box``; what lies outside is left out."""
    left, top, right, bottom = box
    regions = tuple(kept for region in layout.regions if (kept := _crop_region(region, box)))
    known = {region.uid for region in regions}
    lines = tuple(
        cut if cut.region_uid in known else replace(cut, region_uid=None)
        for line in layout.lines
        if (cut := _crop_line(line, box))
    )
    inside = replace(layout, regions=regions, lines=lines)
    moved = _moved(inside, lambda point: (point[0] - left, point[1] - top))
    return replace(moved, width=right - left, height=bottom - top)


def _crop_region(region: RegionLayout, box: Box) -> RegionLayout | None:
    if region.polygon is None:
        return region
    polygon = clip_polygon(region.polygon, box)
    return replace(region, polygon=polygon) if polygon else None


def _crop_line(line: LineLayout, box: Box) -> LineLayout | None:
    baseline = line.baseline and clip_polyline(line.baseline, box)
    mask = line.mask and clip_polygon(line.mask, box)
    if (line.baseline and not baseline) or not (baseline or mask):
        return None
    if baseline == line.baseline and mask == line.mask:
        return line
    text = line.text and replace(line.text, glyphs=_crop_glyphs(line.text.glyphs, box))
    return replace(line, baseline=baseline, mask=mask, text=text)


def _crop_glyphs(glyphs: Sequence[Glyph], box: Box) -> tuple[Glyph, ...]:
    """The glyphs, none if one lies outside: they must spell the whole text or say nothing."""
    left, top, right, bottom = box
    for glyph in glyphs:
        x0, y0, x1, y1 = bounding_box(glyph.polygon or ((left, top),))
        if x0 < left or y0 < top or x1 > right or y1 > bottom:
            return ()
    return tuple(glyphs)


def _moved(layout: PageLayout, place: Place) -> PageLayout:
    return replace(
        layout,
        regions=tuple(
            replace(
                region,
                polygon=region.polygon and _placed(region.polygon, place),
                attributes=moved_attributes(region.attributes, place),
            )
            for region in layout.regions
        ),
        lines=tuple(_moved_line(line, place) for line in layout.lines),
        metadata=moved_attributes(layout.metadata, place),
    )


def _moved_line(line: LineLayout, place: Place) -> LineLayout:
    text = line.text
    if text and text.glyphs:
        glyphs = tuple(replace(g, polygon=_placed(g.polygon, place)) for g in text.glyphs)
        text = replace(text, glyphs=glyphs)
    return replace(
        line,
        baseline=line.baseline and _placed(line.baseline, place),
        mask=line.mask and _placed(line.mask, place),
        text=text,
        attributes=moved_attributes(line.attributes, place),
    )


def _placed(points: Polygon, place: Place) -> Polygon:
    return tuple(place(point) for point in points)
